package pointwise.bench;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import pointwise.input.FailurePolicy;
import pointwise.kernel.KernelSource;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.store.ParquetTable.Codec;
import pointwise.tile.TileStage;

/** The extract command with kernels. */
final class ExtractPipeline implements Pipeline {
  private final SparkSession spark;
  private final KernelSource kernels;
  private double multiplying = Double.NaN;

  ExtractPipeline(SparkSession spark, KernelSource kernels) {
    this.spark = spark;
    this.kernels = kernels;
  }

  @Override
  public void run(List<String> images, String out, Codec codec) throws IOException {
    int N = kernels.stack().outputChannels();
    multiplying =
        Extraction.run(
            spark,
            images,
            N,
            out,
            codec,
            reading ->
                ExtractPass.maps(
                    reading,
                    Multiply.by(kernels),
                    new TileStage.Chain(List.of()),
                    FailurePolicy.PERMISSIVE));
  }

  @Override
  public double multiplying() {
    return multiplying;
  }

  @Override
  public void close() {
    spark.stop();
  }
}
