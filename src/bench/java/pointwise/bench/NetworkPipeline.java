package pointwise.bench;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.input.FailureMode;
import pointwise.input.ImageSource;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.NetworkMaps;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.store.ParquetTable.Codec;

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
    multiplying =
        Extraction.run(spark, images, out, codec, network.isStack() ? this::byKernels : this::maps);
  }

  private Dataset<Row> byKernels(Configuration configuration, Listing listing, TaskInputs reading)
      throws IOException {
    int N = network.stack().outputChannels();
    return NetworkMaps.ofLayer(
        ExtractPass.maps(
            ImageSource.pack(spark, ImageSource.split(configuration, listing, N), 0),
            reading,
            Multiply.by(network),
            FailureMode.PERMISSIVE),
        network.layers().get(0));
  }

  private Dataset<Row> maps(Configuration configuration, Listing listing, TaskInputs reading) {
    return NetworkMaps.maps(
        ImageSource.pack(spark, listing.files(), 0),
        reading,
        network,
        new Preprocessing(
            network.network().input().channels(),
            ChannelRule.CONVERT,
            SampleRange.UNIT,
            new Preprocessing.Size.AsIs()),
        Blas.Kind.NATIVE,
        FailureMode.PERMISSIVE);
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
