package pointwise.command;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.input_file_name;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.input.RasterReader;
import pointwise.input.TaskInputs;
import pointwise.job.Sessions;
import pointwise.preview.ContactSheet;
import pointwise.preview.MapThumbnail;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.store.OutputDirectory;
import pointwise.store.OutputFile;
import pointwise.store.ParquetTable;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Feature maps to a PNG that shows them. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description =
        "A contact sheet of feature maps: a row per image (and layer of a network), the source and then each map.")
public final class PreviewCommand implements Callable<Integer> {
  private static final int CELL = 160;
  private static final int SHOWN = 16;

  @Option(
      names = "--maps",
      required = true,
      paramLabel = "DIR",
      description = "Feature maps, as extract or assemble writes them.")
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
      description = "At most this many images. Default: ${DEFAULT-VALUE}.")
  private int limit = 8;

  @Override
  public Integer call() throws IOException {
    Configuration configuration = Sessions.configuration();
    Path folder = new Path(maps);
    if (!folder.getFileSystem(configuration).exists(folder)) {
      throw new UsageException(
          Text.of(
              "Cannot read maps %s: nothing is there, expected a folder that extract or assemble wrote",
              maps));
    }
    if (limit < 1) {
      throw new UsageException(Text.of("Cannot use --limit: found %d, expected at least 1", limit));
    }
    OutputFile png = OutputFile.prepare(configuration, out, true);
    List<String> names = outputNames(configuration);
    try (Sessions.Session session = Sessions.start("preview")) {
      SparkSession spark = session.spark();
      // The driver holds a partition at a time.
      spark.conf().set("spark.sql.files.maxPartitionBytes", "16m");
      List<ContactSheet.Row> rows = rows(spark, configuration);
      if (rows.isEmpty()) {
        throw new UsageException(
            Text.of(
                "Cannot preview %s: found no image%s, expected at least one",
                maps, origin == null ? "" : " whose path ends in " + origin));
      }
      png.requireNoInput(rows.stream().map(ContactSheet.Row::origin).toList(), List.of());
      png.requireNoInput(files(Arrays.asList(table(spark).inputFiles())), List.of());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ContactSheet.Summary summary =
          ContactSheet.write(bytes, "Feature maps", names(names, rows), rows);
      png.write(bytes.toByteArray());
      System.out.printf(
          Locale.ROOT,
          "preview    %s, %d of %d images, %d x %d pixels%s%n",
          out,
          rows.stream().map(ContactSheet.Row::origin).distinct().count(),
          table(spark).select("origin").distinct().count(),
          summary.width(),
          summary.height(),
          summary.labelled() ? "" : ", without text: this machine has no fonts");
    }
    return 0;
  }

  /** The names of the maps, from the report beside them; none where there is no report. */
  private List<String> outputNames(Configuration configuration) throws IOException {
    Path report = new Path(maps, OutputDirectory.REPORT);
    List<String> names = new ArrayList<>();
    if (report.getFileSystem(configuration).exists(report)) {
      try (InputStream in = report.getFileSystem(configuration).open(report)) {
        JsonNode outputs = new ObjectMapper().readTree(in).path("kernels").path("outputs");
        outputs.forEach(name -> names.add(name.asText()));
      }
    }
    return names;
  }

  /** A name for every map, made up where the report has none that fit. */
  private static List<String> names(List<String> reported, List<ContactSheet.Row> rows) {
    int most = 0;
    for (ContactSheet.Row row : rows) {
      most = row.maps() == null ? most : Math.max(most, row.maps().channels());
    }
    return reported.size() == most
        ? reported
        : IntStream.range(0, most).mapToObj(k -> "k" + k).toList();
  }

  /** The rows of the images that were asked for. */
  private Dataset<Row> table(SparkSession spark) {
    Dataset<Row> table = ParquetTable.read(spark, maps);
    if (!List.of(table.columns()).contains("nChannels")) {
      throw new UsageException(
          Text.of(
              "Cannot preview %s: found columns %s, expected feature maps, as extract or assemble writes them",
              maps, List.of(table.columns())));
    }
    return origin == null ? table : table.where(col("origin").endsWith(origin));
  }

  private List<ContactSheet.Row> rows(SparkSession spark, Configuration configuration) {
    Dataset<Row> table = table(spark);
    Dataset<Row> places = table.select(col("origin"), input_file_name().as("file")).distinct();
    List<Row> shown =
        places
            .groupBy("origin")
            .agg(collect_set("file").as("files"))
            .orderBy("origin")
            .limit(limit)
            .collectAsList();
    RasterReader reader =
        new RasterReader(
            configuration,
            new DecodeLimits(
                TaskInputs.MAX_PIXELS, Runtime.getRuntime().maxMemory() / 2, "--driver-memory"));
    List<ContactSheet.Row> rows = new ArrayList<>();
    for (Row image : shown) {
      // Only the files that hold the image: a table may have very many.
      String[] files = files(image.getList(1)).toArray(String[]::new);
      String name = image.getString(0);
      rows.addAll(
          rows(ParquetTable.read(spark, files).where(col("origin").equalTo(name)), name, reader));
    }
    return rows;
  }

  /** The names of files that Spark gives as URIs. */
  private static List<String> files(List<String> uris) {
    return uris.stream().map(file -> new Path(URI.create(file)).toString()).toList();
  }

  /** One for each layer of a network, in the order of the table; one for kernels. */
  private static List<ContactSheet.Row> rows(
      Dataset<Row> strips, String image, RasterReader reader) {
    boolean layers = Arrays.asList(strips.columns()).contains("layer");
    Map<String, MapThumbnail> thumbnails = new LinkedHashMap<>();
    for (Iterator<Row> i = strips.toLocalIterator(); i.hasNext(); ) {
      Row strip = i.next();
      if (strip.getAs("error") != null) {
        return List.of(new ContactSheet.Row(image, null, null, strip.getAs("error")));
      }
      String caption = layers ? caption(strip) : "";
      if (layers && isVector(strip)) {
        thumbnails.put(caption, MapThumbnail.ofVector(image, strip.getAs("data"), CELL));
        continue;
      }
      thumbnails
          .computeIfAbsent(caption, key -> thumbnail(strip, image))
          .add(strip.<Integer>getAs("y"), strip.<Integer>getAs("rows"), strip.getAs("data"));
    }
    BufferedImage source = source(image, reader);
    return thumbnails.entrySet().stream()
        .map(
            entry ->
                new ContactSheet.Row(
                    image, layers ? entry.getKey() : null, source, entry.getValue(), null))
        .toList();
  }

  private static MapThumbnail thumbnail(Row strip, String image) {
    String type = strip.getAs("dtype");
    if (!type.equals("float32")) {
      throw new UsageException(
          Text.of(
              "Cannot draw the maps of %s: found %s, expected float32; of class maps classify draws the first itself, in %s",
              image, type, ClassPictures.FOLDER));
    }
    int channels = strip.<Integer>getAs("nChannels");
    return new MapThumbnail(
        image,
        strip.<Integer>getAs("height"),
        strip.<Integer>getAs("width"),
        channels,
        Math.min(channels, SHOWN),
        CELL);
  }

  private static boolean isVector(Row strip) {
    return strip.<Integer>getAs("height") == 1 && strip.<Integer>getAs("width") == 1;
  }

  private static String caption(Row strip) {
    String size =
        isVector(strip)
            ? Text.of("%d numbers", strip.<Integer>getAs("nChannels"))
            : Text.of("%d x %d", strip.<Integer>getAs("width"), strip.<Integer>getAs("height"));
    return strip.getAs("layer") + ", " + size;
  }

  /** The source as it is stored, or null where it is no longer found or too large to show. */
  private static BufferedImage source(String image, RasterReader reader) {
    try (Raster lines = reader.open(image)) {
      double bytes =
          (double) lines.height() * lines.width() * lines.channels() * lines.type().bytes();
      if (bytes > Runtime.getRuntime().maxMemory() / 4.0) {
        return null;
      }
      return ContactSheet.thumbnail(
          new DecodedImage(
              lines.height(),
              lines.width(),
              lines.channels(),
              lines.type(),
              lines.lines(0, lines.height())),
          CELL);
    } catch (IOException | ImageException e) {
      return null;
    }
  }
}
