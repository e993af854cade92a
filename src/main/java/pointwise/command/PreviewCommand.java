package pointwise.command;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.command.options.CommonOptions;
import pointwise.file.OutputFile;
import pointwise.job.Sessions;
import pointwise.learn.labels.ClassName;
import pointwise.preview.ClassColours;
import pointwise.preview.ClassThumbnail;
import pointwise.preview.ContactSheet;
import pointwise.preview.PreviewRows;
import pointwise.preview.SheetRow;
import pointwise.preview.SourceReader;
import pointwise.preview.Thumbnail;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.StoredImage;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;

/** Feature maps to a PNG that shows them. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise preview --maps maps --out maps.png",
    description =
        "A contact sheet of feature maps or class maps: a row per image (and layer of a network), the source and then each map.")
public final class PreviewCommand implements Callable<Integer> {
  private static final int LIMIT = 8;

  /** What maps share a scale. */
  private enum Scale {
    ALL,
    EACH
  }

  @Option(
      names = "--maps",
      required = true,
      paramLabel = "DIR",
      description = "Feature maps or class maps, as extract, assemble or classify writes them.")
  private String maps;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The PNG; an older one is replaced.")
  private String out;

  @Option(
      names = "--origin",
      paramLabel = "NAME",
      description = "Only images whose path ends in NAME.")
  private String origin;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many images, the first by path. Default: " + LIMIT + ".")
  private Integer limit;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description =
          "In place of --limit: this many images, as many of each folder as far as it has them, evenly spaced by name.")
  private Integer sample;

  @Option(
      names = "--scale",
      paramLabel = "all|each",
      defaultValue = "all",
      description =
          "What the colours of a map stand for: one scale for a map over all images of the sheet, from the 2nd to the 98th percentile of its samples (all), or each map of each image from its own smallest to its own largest sample (each). Bytes are grey, with all from 0 to 255; class maps have the colours of their classes. Default: ${DEFAULT-VALUE}.")
  private Scale scale;

  @Override
  public Integer call() throws IOException {
    requireNumbers();
    Configuration configuration = Sessions.configuration();
    Path folder = CommonOptions.requireMaps(configuration, maps);
    OutputFile png = OutputFile.prepare(configuration, out, true);
    JsonNode kernels = reported(configuration);
    try (Sessions.Session session = Sessions.start("preview")) {
      SparkSession spark = session.spark();
      List<SheetRow> rows = rows(spark, configuration, kernels);
      if (rows.isEmpty()) {
        throw new UsageException(
            Text.of(
                "Cannot preview %s: found no image%s, expected at least one",
                maps, origin == null ? "" : " whose path ends in " + origin));
      }
      png.requireNoInput(rows.stream().map(SheetRow::origin).toList(), List.of());
      png.requireNoInput(StoredImage.files(Arrays.asList(table(spark).inputFiles())), List.of());
      png.requireOutside(folder);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      boolean classes = rows.stream().anyMatch(row -> row.maps() instanceof ClassThumbnail);
      ContactSheet.Summary summary =
          ContactSheet.write(
              bytes,
              classes ? "Class maps" : "Feature maps",
              classes ? List.of("class") : names(strings(kernels.path("outputs")), rows),
              rows);
      png.write(bytes.toByteArray());
      System.out.printf(
          Locale.ROOT,
          "preview    %s, %d of %d images, %d x %d pixels%s%n",
          out,
          rows.stream().map(SheetRow::origin).distinct().count(),
          table(spark).select("origin").distinct().count(),
          summary.width(),
          summary.height(),
          summary.labelled() ? "" : ", without text: this machine has no fonts");
    }
    return 0;
  }

  private void requireNumbers() {
    if (limit != null && sample != null) {
      throw new UsageException("Cannot use --limit and --sample: found both, expected one of them");
    }
    if ((limit != null && limit < 1) || (sample != null && sample < 1)) {
      throw new UsageException(
          Text.of(
              "Cannot use %s: found %d, expected at least 1",
              limit != null ? "--limit" : "--sample", limit != null ? limit : sample));
    }
  }

  /** What the report beside the maps says of what made them; missing where there is no report. */
  private JsonNode reported(Configuration configuration) throws IOException {
    Path report = new Path(maps, OutputDirectory.REPORT);
    if (!report.getFileSystem(configuration).exists(report)) {
      return MissingNode.getInstance();
    }
    try (InputStream in = report.getFileSystem(configuration).open(report)) {
      return new ObjectMapper().readTree(in).path("kernels");
    }
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(text -> strings.add(text.asText()));
    return strings;
  }

  /** A name for every map, made up where the report has none that fit. */
  private static List<String> names(List<String> reported, List<SheetRow> rows) {
    int most =
        rows.stream()
            .map(SheetRow::maps)
            .filter(Objects::nonNull)
            .mapToInt(Thumbnail::channels)
            .max()
            .orElse(0);
    return reported.size() == most
        ? reported
        : IntStream.range(0, most).mapToObj(k -> "k" + k).toList();
  }

  /** What labels stand for: by the report; by themselves without one; null where none are. */
  private static ClassColours classes(JsonNode kernels) {
    List<ClassName> classes = ClassName.ofReport(kernels);
    if (classes.isEmpty()) {
      return kernels.isMissingNode() ? ClassColours.byValue() : null;
    }
    byte[] labels = new byte[classes.size()];
    for (int k = 0; k < labels.length; k++) {
      labels[k] = (byte) classes.get(k).value();
    }
    return new ClassColours(classes.stream().map(ClassName::name).toList(), labels);
  }

  /** The rows of the images that were asked for. */
  private Dataset<Row> table(SparkSession spark) {
    Dataset<Row> table = ParquetTable.read(spark, maps);
    if (!List.of(table.columns()).containsAll(List.of(MapTable.SCHEMA.fieldNames()))) {
      throw new UsageException(
          Text.of(
              "Cannot preview %s: found columns %s, expected maps, as extract, assemble or classify writes them",
              maps, List.of(table.columns())));
    }
    return origin == null ? table : table.where(col("origin").endsWith(origin));
  }

  private List<SheetRow> rows(SparkSession spark, Configuration configuration, JsonNode kernels) {
    PreviewRows rows =
        new PreviewRows(
            SourceReader.onDriver(configuration), scale == Scale.EACH, classes(kernels));
    List<StoredImage> images =
        sample == null
            ? StoredImage.first(table(spark), limit == null ? LIMIT : limit)
            : StoredImage.spread(table(spark), sample);
    return images.stream().map(rows::of).flatMap(List::stream).toList();
  }
}
