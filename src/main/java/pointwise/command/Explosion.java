package pointwise.command;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.image.ImagePart;
import pointwise.image.ImageSource;
import pointwise.image.Listing;
import pointwise.pixels.Explode;
import pointwise.pixels.PixelRow;
import pointwise.pixels.Reading;
import pointwise.report.JobMetrics;
import pointwise.report.RunReport;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Images to one row per pixel. */
@Command(
    name = "explode",
    mixinStandardHelpOptions = true,
    description = "Images to one row per pixel, as Parquet.")
public final class Explosion implements Callable<Integer> {
  @Mixin private ImageOptions images;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Listing listing = images.list(configuration);
    OutputDirectory out =
        output.prepare(configuration, listing.files().stream().map(ImagePart::getOrigin).toList());
    return Job.run("explode", out, spark -> run(spark, listing, out));
  }

  private RunReport run(SparkSession spark, Listing listing, OutputDirectory out)
      throws IOException {
    long start = System.nanoTime();
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    ParquetTable.writePixels(
        PixelRow.table(
            Explode.rows(
                ImageSource.pack(spark, listing.files(), images.partitions()),
                new Reading(spark, images.maxPixels(), metrics),
                images.mode())),
        out.staging(),
        output.codec());
    TableCounts counts = TableCounts.ofPixels(ParquetTable.read(spark, out.staging()));
    Map<String, Object> settings = new TreeMap<>(images.settings());
    settings.put("codec", output.codec().name());
    return new RunReport(
        "explode",
        out.path(),
        listing.files().size(),
        listing.skipped(),
        counts.images(),
        counts.errors(),
        metrics.dropped(),
        counts.pixels(),
        out.bytes(),
        Job.seconds(start),
        Map.of(),
        Map.of(),
        new TreeSet<>(),
        Job.versions(spark),
        settings);
  }
}
