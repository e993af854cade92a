package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import pointwise.pixels.Assemble;
import pointwise.pixels.PixelRow;
import pointwise.report.RunReport;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;

/** Pixel rows to feature maps. */
@Command(
    name = "assemble",
    mixinStandardHelpOptions = true,
    description = "Pixel rows, in any order, to feature maps.")
public final class Assembly implements Callable<Integer> {
  @Mixin private PixelOptions pixelOptions;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    String pixels = pixelOptions.path(configuration);
    OutputDirectory out = output.prepare(configuration, List.of(pixels));
    return Job.run("assemble", out, spark -> run(spark, pixels, out));
  }

  private RunReport run(SparkSession spark, String path, OutputDirectory out) throws IOException {
    long start = System.nanoTime();
    Dataset<PixelRow> pixels = PixelOptions.read(spark, path);
    ParquetTable.writeMaps(Assemble.fromRows(pixels), out.staging(), output.codec());
    TableCounts before = TableCounts.ofPixels(pixels.toDF());
    TableCounts after = TableCounts.ofMaps(spark, out.staging());
    Map<String, Object> settings = new TreeMap<>();
    settings.put("pixels", path);
    settings.put("codec", output.codec().name());
    return new RunReport(
        "assemble",
        out.path(),
        before.images() + before.errors(),
        0,
        after.images(),
        after.errors(),
        0,
        after.pixels(),
        out.bytes(),
        Job.seconds(start),
        Map.of(),
        Map.of(),
        new TreeSet<>(),
        Job.versions(spark),
        settings);
  }
}
