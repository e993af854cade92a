package pointwise.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.input.RasterReader;
import pointwise.input.TaskInputs;
import pointwise.network.apply.NetworkSource;
import pointwise.raster.DecodeLimits;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;
import pointwise.store.ParquetTable.Codec;
import pointwise.tile.Tile;

/**
 * ONNX Runtime called by hand in mapPartitions, an image after the other, with Pointwise's decoders
 * and its table. For images that fit memory.
 */
final class RuntimePipeline implements Pipeline {
  private static final int PARTITIONS_PER_SLOT = 2;

  private final SparkSession spark;
  private final String layer;
  private final byte[] model;
  private double multiplying = Double.NaN;

  /**
   * @param network for the name of its result
   * @param model the same as ONNX, for samples from 0 to 1
   */
  RuntimePipeline(SparkSession spark, NetworkSource network, byte[] model) {
    this.spark = spark;
    this.layer = network.layers().get(0);
    this.model = model;
  }

  @Override
  public void run(List<String> images, String out, Codec codec) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    JavaRDD<Tile> maps =
        context
            .parallelize(images, PARTITIONS_PER_SLOT * context.defaultParallelism())
            .mapPartitions(new Maps(model, layer, metrics));
    Results.write(spark, maps, out, codec);
    multiplying = Extraction.multiplying(metrics);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Maps(byte[] model, String layer, JobMetrics metrics)
      implements FlatMapFunction<Iterator<String>, Tile> {
    @Override
    public Iterator<Tile> call(Iterator<String> origins) throws Exception {
      long start = System.nanoTime();
      RuntimeImages images = new RuntimeImages(model, layer);
      TaskContext.get()
          .addTaskCompletionListener(
              (TaskCompletionListener)
                  done -> {
                    images.close();
                    metrics.addTask(System.nanoTime() - start);
                  });
      RasterReader reader =
          new RasterReader(
              new Configuration(),
              new DecodeLimits(TaskInputs.MAX_PIXELS, Integer.MAX_VALUE, "--driver-memory"));
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return origins.hasNext();
        }

        @Override
        public Tile next() {
          return map(reader, images, origins.next());
        }
      };
    }

    private Tile map(RasterReader reader, RuntimeImages images, String origin) {
      long start = System.nanoTime();
      try (Raster image = reader.open(origin)) {
        byte[] samples = image.read(Window.lines(0, image.height(), image.width()));
        long decoded = System.nanoTime();
        metrics.addRead(decoded - start);
        Tile map = images.map(origin, image, samples);
        metrics.addMultiply(System.nanoTime() - decoded);
        return map;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
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
