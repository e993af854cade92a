package pointwise.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import pointwise.image.ImagePart;
import pointwise.image.ImageSource;
import pointwise.image.Listing;
import pointwise.kernel.KernelSource;
import pointwise.pixels.FailureMode;
import pointwise.pixels.Multiply;
import pointwise.pixels.OnePass;
import pointwise.pixels.Reading;
import pointwise.report.JobMetrics;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.TableCounts;

/** The calls of the extract command, from listing to commit, in a session that is there. */
record ExtractPipeline(SparkSession spark, KernelSource kernels) implements Pipeline {
  @Override
  public void run(List<String> images, String out, Codec codec) throws IOException {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Listing listing = Listing.of(configuration, images, Listing.Selection.DEFAULT);
    List<ImagePart> parts =
        ImageSource.split(configuration, listing, kernels.stack().outputChannels());
    OutputDirectory directory = OutputDirectory.prepare(configuration, out, false, images);
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    ParquetTable.writeMaps(
        OnePass.maps(
            ImageSource.pack(spark, parts, 0),
            new Reading(spark, Reading.MAX_PIXELS, metrics),
            Multiply.by(kernels),
            FailureMode.PERMISSIVE),
        directory.staging(),
        codec);
    TableCounts counts = TableCounts.ofMaps(spark, directory.staging());
    if (counts.images() != images.size()) {
      throw new IllegalStateException(
          "Cannot compare: found %d maps, expected %d".formatted(counts.images(), images.size()));
    }
    directory.commit(metrics.taskSeconds().toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    spark.stop();
  }
}
