package pointwise.bench;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.store.ParquetTable.Codec;
import pointwise.tile.OfLayer;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/** The extract command with a network: one of 1x1 layers only takes the path of kernels. */
final class NetworkPipeline implements Pipeline {
  private final SparkSession spark;
  private final NetworkSource network;
  private double multiplying = Double.NaN;

  /**
   * @param network for samples from 0 to 1
   */
  NetworkPipeline(SparkSession spark, NetworkSource network) {
    this.spark = spark;
    this.network = network;
  }

  @Override
  public void run(List<String> images, String out, Codec codec) throws IOException {
    boolean stack = network.isStack();
    int channels = stack ? network.stack().outputChannels() : 0;
    multiplying =
        Extraction.run(
            spark, images, channels, out, codec, stack ? this::byKernels : this::byNetwork);
  }

  private RowPass<Tile> byKernels(TaskInputs reading) {
    return ExtractPass.maps(
        reading,
        Multiply.by(network),
        new OfLayer(network.layers().get(0)),
        FailurePolicy.PERMISSIVE);
  }

  private RowPass<Tile> byNetwork(TaskInputs reading) {
    return NetworkPass.of(
        reading,
        network,
        new Preprocessing(
            network.input().channels(),
            ChannelRule.CONVERT,
            SampleRange.UNIT,
            new Preprocessing.Size.AsIs()),
        Blas.Kind.NATIVE,
        new TileStage.Chain(List.of()),
        FailurePolicy.PERMISSIVE);
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
