package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.pixels.Pictures;

/** A folder that a job wrote stands where images can. */
class MapsAsImagesTest {
  private static final String IDENTITY = "{\"kernels\": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}";

  @TempDir private Path folder;
  private Path images;
  private Path identity;

  @BeforeEach
  void pictures() throws IOException {
    images = Files.createDirectories(folder.resolve("images"));
    Files.createDirectories(images.resolve("sub"));
    Pictures.uint8(images.resolve("a.npy"), 20, 30, 3, 1);
    Pictures.uint8(images.resolve("sub/b.npy"), 31, 7, 3, 2);
    Pictures.uint8(images.resolve("c.npy"), 1, 1, 3, 3);
    Files.writeString(images.resolve("text.jpg"), "no picture");
    identity = Files.writeString(folder.resolve("identity.json"), IDENTITY);
  }

  private Cli extract(Path from, String kernels, Path to, Object... more) {
    Object[] start = {"extract", "--images", from, "--kernels", kernels, "--out", to};
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(more)).toArray());
  }

  private Path stored(Path from, Object... more) {
    Path maps = folder.resolve("maps");
    Cli done =
        extract(
            from,
            identity.toString(),
            maps,
            Stream.concat(Stream.of("--recursive"), Arrays.stream(more)).toArray());
    assertThat(done.code()).as("%s", done.err()).isZero();
    return maps;
  }

  private static JsonNode report(Path folder) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("_report.json").toFile());
  }

  /** The numbers of each map, put together from its rows by their places. */
  private static Map<String, float[]> maps(Path table) {
    Map<String, float[]> maps = new TreeMap<>();
    for (Row row :
        Spark.session().read().parquet(table.toString()).where("error is null").collectAsList()) {
      int width = row.getAs("width");
      int channels = row.getAs("nChannels");
      int height = row.getAs("height");
      float[] map =
          maps.computeIfAbsent(row.getAs("origin"), key -> new float[height * width * channels]);
      ByteBuffer data = ByteBuffer.wrap(row.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
      int y = row.getAs("y");
      int x = row.getAs("x");
      int rows = row.getAs("rows");
      int columns = row.getAs("columns");
      for (int i = y; i < y + rows; i++) {
        for (int k = x * channels; k < (x + columns) * channels; k++) {
          map[i * width * channels + k] = data.getFloat();
        }
      }
    }
    return maps;
  }

  private static void assertEqual(Map<String, float[]> found, Map<String, float[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    found.forEach((origin, map) -> assertThat(map).as(origin).isEqualTo(expected.get(origin)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void theIdentityOfMapsIsTheMaps(int partitions) throws IOException {
    Path maps = stored(images, "--partitions", 3);
    Path again = folder.resolve("again");
    Cli done = extract(maps, identity.toString(), again, "--partitions", partitions);
    assertThat(done.code()).as("%s", done.err()).isZero();
    assertEqual(maps(again), maps(maps));
    // The image that failed has failed, for the reason that is in the table.
    assertThat(report(again).get("inputs").asInt()).isEqualTo(4);
    assertThat(report(again).get("failed").asInt()).isEqualTo(1);
    List<String> errors =
        Stream.of(maps, again)
            .map(table -> Spark.session().read().parquet(table.toString()))
            .map(table -> table.where("error is not null").select("origin", "error").head())
            .map(Row::toString)
            .toList();
    assertThat(errors.get(1)).isEqualTo(errors.get(0)).contains("text.jpg");
  }

  /** (x A) B = x (A B), within 1e-5 of the sum of |terms|. */
  @Test
  void twoJobsAreTheBankThatIsTheirProduct() throws IOException {
    double[][] a = Pictures.weights(5, 3, 11);
    double[][] b = Pictures.weights(2, 5, 12);
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    extract(images.resolve("a.npy"), file("a.json", Pictures.json(a)), first);
    Cli done = extract(first, file("b.json", Pictures.json(b)), second);
    assertThat(done.code()).as("%s", done.err()).isZero();
    byte[] samples = Pictures.bytes(images.resolve("a.npy"));
    int header = samples.length - 20 * 30 * 3;
    float[] found = maps(second).values().iterator().next();
    for (int p = 0; p < 20 * 30; p++) {
      for (int n = 0; n < 2; n++) {
        double sum = b[n][5];
        double terms = Math.abs(b[n][5]);
        for (int k = 0; k < 5; k++) {
          for (int d = 0; d <= 3; d++) {
            double x = d == 3 ? 1 : samples[header + 3 * p + d] & 0xff;
            double term = b[n][k] * a[k][d] * x;
            sum += term;
            terms += Math.abs(term);
          }
        }
        assertThat((double) found[2 * p + n]).isBetween(sum - 1e-5 * terms, sum + 1e-5 * terms);
      }
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  /** Maps of several rows: strips of one of 18 MB, windows of a TIFF in tiles. */
  @Test
  void mapsOfSeveralRowsAreRead() throws IOException {
    Path large = Files.createDirectory(folder.resolve("large"));
    Pictures.uint8(large.resolve("large.npy"), 1500, 1000, 3, 4);
    Path maps = stored(large);
    assertThat(Spark.session().read().parquet(maps.toString()).count()).isGreaterThan(1);
    Path again = folder.resolve("again");
    Cli done = extract(maps, identity.toString(), again);
    assertThat(done.code()).as("%s", done.err()).isZero();
    assertEqual(maps(again), maps(maps));
  }

  @Test
  void whatIsNoDataIsNone() throws IOException {
    Path maps = stored(images, "--nodata", "7");
    Path again = folder.resolve("again");
    extract(maps, identity.toString(), again);
    Map<String, float[]> found = maps(maps);
    assertThat(found.values().stream().anyMatch(map -> contains(map, Float.NaN))).isTrue();
    assertEqual(maps(again), found);
  }

  private static boolean contains(float[] map, float number) {
    for (float one : map) {
      if (Float.compare(one, number) == 0) {
        return true;
      }
    }
    return false;
  }

  /** What is learned of maps is what is learned of the images that they are equal to. */
  @Test
  void aClassifierLearnsOfMaps() throws IOException {
    Path colours = folder.resolve("colours");
    Cli.run("make-colours", "--count", 24, "--out", colours);
    Path maps = stored(colours, "--partitions", 1);
    List<String> models =
        Stream.of(colours, maps)
            .map(
                from -> {
                  Path model = folder.resolve(from.getFileName() + ".onnx");
                  Cli done =
                      Cli.run(
                          "train",
                          "--images",
                          from,
                          "--labels",
                          "folders",
                          "--unit",
                          "image",
                          "--range",
                          "raw",
                          "--epochs",
                          3,
                          "--out",
                          model);
                  assertThat(done.code()).as("%s", done.err()).isZero();
                  return Arrays.toString(Pictures.bytes(model));
                })
            .toList();
    assertThat(models.get(1)).isEqualTo(models.get(0));
  }

  @Test
  void aResultIsNotWrittenIntoItsInput() {
    Path maps = stored(images);
    Cli refused = extract(maps, identity.toString(), maps, "--overwrite");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().toString()).contains("Cannot write", maps.getFileName().toString());
  }

  @Test
  void anImageIsThereOnce() {
    Path maps = stored(images);
    Cli refused =
        Cli.run(
            "extract",
            "--images",
            images,
            maps,
            "--kernels",
            identity,
            "--out",
            folder.resolve("out"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).singleElement().asString().contains("is there twice");
  }

  @Test
  void tablesOfOtherThingsAreRefused() {
    Path pixels = folder.resolve("pixels");
    Cli.run("explode", "--images", images, "--out", pixels);
    Cli refused = extract(pixels, identity.toString(), folder.resolve("out"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .singleElement()
        .asString()
        .contains("holds no maps, found columns [origin", "expected those of feature maps");
  }

  @Test
  void aPartThatIsGoneIsTold() throws IOException {
    Path maps = stored(images);
    try (Stream<Path> parts = Files.list(maps)) {
      Files.delete(parts.filter(p -> p.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
    Cli refused = extract(maps, identity.toString(), folder.resolve("out"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).singleElement().asString().contains("which is not there");
  }
}
