package pointwise.learn.moments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.blas.Lapack;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.network.onnx.OnnxWriter;
import pointwise.pixels.Explode;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;
import pointwise.store.Table;
import pointwise.store.TableWriter;
import pointwise.tile.Tile;

/** What fit-pca does, for the benchmark; in this package for the sums of blocks. */
public final class PcaFits {
  private static final PixelChoice ALL = PixelChoice.all(SampleRange.RAW);

  private static final Table<PixelSums> SUMS =
      Table.of("sums", PixelSums.COLUMNS, PixelSums.ENCODER);

  private PcaFits() {}

  /** The whole fit: listing, one pass over the files, eigenvectors, network. */
  public static double files(SparkSession spark, List<String> files, int channels, int components)
      throws IOException {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Listing listing = Lister.list(configuration, files, Listing.Selection.DEFAULT);
    List<InputSplit> parts = ImageSource.split(configuration, listing, 0);
    TaskInputs reading =
        new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext()));
    Path folder = Files.createTempDirectory("sums");
    OutputDirectory out =
        OutputDirectory.prepare(
            configuration, folder.resolve("table").toString(), Start.NEW, List.of());
    try {
      out.begin("fit-pca");
      Bundles bundles = Bundles.ofImages(spark, out, "fit-pca", Map.of(), parts, 0);
      new TableWriter<>(spark, bundles, SUMS, Codec.UNCOMPRESSED, reading.metrics())
          .images(
              new MomentsPass(reading, ALL, channels, Blas.Kind.NATIVE, FailurePolicy.FAILFAST));
      Dataset<Row> table = ParquetTable.read(spark, bundles.parts().toArray(String[]::new));
      return explained(
          TableSum.of(table, channels, Blas.Kind.NATIVE, bundles.bytes()).moments(), components);
    } finally {
      // Nothing goes on with what was measured.
      out.giveUp();
      out.close();
      Files.delete(folder);
    }
  }

  /** The sums and the eigenvectors, over blocks in memory. */
  public static Callable<Double> cached(SparkSession spark, List<String> files, int components) {
    JavaRDD<Tile> blocks =
        Explode.blocks(ImageSource.read(spark, files.toArray(String[]::new))).javaRDD().cache();
    int channels = blocks.first().getChannels();
    blocks.count();
    return () -> {
      PartSums.Adder all =
          new PartSums.Adder(new CovarianceKernel(Blas.nativeBlas(), channels), channels);
      blocks.mapPartitions(new Sum(channels)).collect().forEach(all::add);
      return explained(all.take().moments(), components);
    };
  }

  private record Sum(int channels) implements FlatMapFunction<Iterator<Tile>, byte[]> {
    @Override
    public Iterator<byte[]> call(Iterator<Tile> blocks) {
      CovarianceBlocks adder = new CovarianceBlocks(Blas.nativeBlas(), ALL, channels);
      PartSums sum = new PartSums(channels, Integer.MAX_VALUE);
      while (blocks.hasNext()) {
        adder.add(blocks.next(), sum);
      }
      return List.of(sum.bytes()).iterator();
    }
  }

  private static double explained(Covariance moments, int components) {
    Pca pca = Pca.of(moments, Lapack.nativeLapack());
    OnnxWriter.write(pca.projection(components), pca.metadata(components, SampleRange.RAW));
    return pca.explained(components);
  }
}
