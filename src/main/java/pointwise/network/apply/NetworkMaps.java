package pointwise.network.apply;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.blas.Blas;
import pointwise.input.FailureMode;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.network.graph.Network;
import pointwise.report.JobMetrics;
import pointwise.tile.FeatureMap;

/** Images through a network: what {@code extract --network} runs. */
public final class NetworkMaps {
  private NetworkMaps() {}

  /**
   * The results of the wanted layers, as rows of the documented table with the column {@code
   * layer}. An image that fails is one row.
   *
   * @param images whole files
   */
  public static Dataset<Row> maps(
      Dataset<InputSplit> images,
      TaskInputs reading,
      NetworkSource network,
      Preprocessing preparation,
      Blas.Kind blas,
      FailureMode mode) {
    return FeatureMap.tableOfLayers(features(images, reading, network, preparation, blas, mode));
  }

  /** The same before they are rows of a table. */
  public static Dataset<FeatureMap> features(
      Dataset<InputSplit> images,
      TaskInputs reading,
      NetworkSource network,
      Preprocessing preparation,
      Blas.Kind blas,
      FailureMode mode) {
    return images.mapPartitions(
        new ToMaps(reading.metrics().broadcast(network), reading, preparation, blas, mode),
        FeatureMap.ENCODER);
  }

  /** Maps of kernels as the results of a layer. */
  public static Dataset<Row> ofLayer(Dataset<Row> maps, String layer) {
    return maps.withColumn("layer", when(col("error").isNull(), lit(layer)));
  }

  private record ToMaps(
      Broadcast<NetworkSource> source,
      TaskInputs reading,
      Preprocessing preparation,
      Blas.Kind blas,
      FailureMode mode)
      implements MapPartitionsFunction<InputSplit, FeatureMap> {
    @Override
    public Iterator<FeatureMap> call(Iterator<InputSplit> parts) {
      long start = System.nanoTime();
      JobMetrics metrics = reading.metrics();
      metrics.addBlas(blas.load().describe());
      TaskContext.get()
          .addTaskCompletionListener(
              (TaskCompletionListener) done -> metrics.addTask(System.nanoTime() - start));
      Network network = source.value().network();
      NetworkImages images =
          new NetworkImages(
              network,
              source.value().layers(),
              preparation,
              source.value().engine(blas),
              reading.networkFloats());
      return mode.apply(
          reading.rows(
              parts,
              (split, image) -> images.maps(split.getOrigin(), image),
              FeatureMap::failed,
              metrics::addMultiply),
          metrics);
    }
  }
}
