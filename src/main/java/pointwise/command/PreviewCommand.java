package pointwise.command;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import pointwise.file.OutputFile;
import pointwise.input.RasterReader;
import pointwise.input.TaskInputs;
import pointwise.job.Sessions;
import pointwise.preview.ClassPictures;
import pointwise.preview.ContactSheet;
import pointwise.preview.MapThumbnail;
import pointwise.preview.SheetRow;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.StoredImage;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/** Feature maps to a PNG that shows them. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise preview --maps maps --out maps.png",
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
      List<SheetRow> rows = rows(spark, configuration);
      if (rows.isEmpty()) {
        throw new UsageException(
            Text.of(
                "Cannot preview %s: found no image%s, expected at least one",
                maps, origin == null ? "" : " whose path ends in " + origin));
      }
      png.requireNoInput(rows.stream().map(SheetRow::origin).toList(), List.of());
      png.requireNoInput(StoredImage.files(Arrays.asList(table(spark).inputFiles())), List.of());
      png.requireOutside(folder.getFileSystem(configuration).makeQualified(folder));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ContactSheet.Summary summary =
          ContactSheet.write(bytes, "Feature maps", names(names, rows), rows);
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
  private static List<String> names(List<String> reported, List<SheetRow> rows) {
    int most = 0;
    for (SheetRow row : rows) {
      most = row.maps() == null ? most : Math.max(most, row.maps().channels());
    }
    return reported.size() == most
        ? reported
        : IntStream.range(0, most).mapToObj(k -> "k" + k).toList();
  }

  /** The rows of the images that were asked for. */
  private Dataset<Row> table(SparkSession spark) {
    Dataset<Row> table = ParquetTable.read(spark, maps);
    if (!List.of(table.columns()).containsAll(List.of(MapTable.SCHEMA.fieldNames()))) {
      throw new UsageException(
          Text.of(
              "Cannot preview %s: found columns %s, expected feature maps, as extract or assemble writes them",
              maps, List.of(table.columns())));
    }
    return origin == null ? table : table.where(col("origin").endsWith(origin));
  }

  private List<SheetRow> rows(SparkSession spark, Configuration configuration) {
    RasterReader reader =
        new RasterReader(
            configuration,
            new DecodeLimits(
                TaskInputs.MAX_PIXELS, Runtime.getRuntime().maxMemory() / 2, "--driver-memory"));
    List<SheetRow> rows = new ArrayList<>();
    for (StoredImage image : StoredImage.first(table(spark), limit)) {
      rows.addAll(rows(image.tiles(), image.origin(), reader));
    }
    return rows;
  }

  /** One for each layer of a network, in the order of the table; one for kernels. */
  private static List<SheetRow> rows(Iterator<Tile> strips, String image, RasterReader reader) {
    Map<String, MapThumbnail> thumbnails = new LinkedHashMap<>();
    while (strips.hasNext()) {
      Tile strip = strips.next();
      if (strip.getError() != null) {
        return List.of(new SheetRow(image, null, null, strip.getError()));
      }
      String caption = caption(strip);
      if (strip.getLayer() != null && isVector(strip)) {
        thumbnails.put(caption, MapThumbnail.ofVector(image, floats(strip), CELL));
        continue;
      }
      thumbnails
          .computeIfAbsent(caption, key -> thumbnail(strip, image))
          .add(strip.getY(), strip.getRows(), floats(strip));
    }
    BufferedImage source = source(image, reader);
    return thumbnails.entrySet().stream()
        .map(
            entry ->
                new SheetRow(
                    image,
                    entry.getKey().isEmpty() ? null : entry.getKey(),
                    source,
                    entry.getValue(),
                    null))
        .toList();
  }

  private static MapThumbnail thumbnail(Tile strip, String image) {
    if (isClassMap(strip)) {
      throw new UsageException(
          Text.of(
              "Cannot draw the maps of %s: found %s labels; of class maps classify draws the first itself, in %s",
              image, strip.getDtype(), ClassPictures.FOLDER));
    }
    return new MapThumbnail(
        image,
        strip.getHeight(),
        strip.getWidth(),
        strip.getChannels(),
        Math.min(strip.getChannels(), SHOWN),
        CELL);
  }

  /** Only of samples that a scale was taken of is it known what stands for no number. */
  private static boolean isClassMap(Tile strip) {
    return strip.type() == SampleType.UINT8 && strip.getNodata() == null;
  }

  /** The samples as little-endian float32. */
  private static byte[] floats(Tile strip) {
    if (strip.type() == SampleType.FLOAT32) {
      return strip.getSamples();
    }
    int count = strip.pixels() * strip.getChannels();
    ByteBuffer samples = strip.buffer();
    ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      floats.putFloat(strip.type().sample(samples, i));
    }
    return floats.array();
  }

  private static boolean isVector(Tile strip) {
    return strip.getHeight() == 1 && strip.getWidth() == 1;
  }

  /** Layer and size; empty for kernels. */
  private static String caption(Tile strip) {
    if (strip.getLayer() == null) {
      return "";
    }
    String size =
        isVector(strip)
            ? Text.of("%d numbers", strip.getChannels())
            : Text.of("%d x %d", strip.getWidth(), strip.getHeight());
    return strip.getLayer() + ", " + size;
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
              lines.read(Window.lines(0, lines.height(), lines.width()))),
          CELL);
    } catch (IOException | ImageException e) {
      return null;
    }
  }
}
