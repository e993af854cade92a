package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** Every kind of bad input under every {@code --mode}. */
class BadInputModesTest {
  /** What is said of each. */
  private static final Map<String, String> REASONS =
      Map.of(
          "truncated.jpg",
          "the file is cut short in a JPEG segment, found 400 bytes",
          "empty.png",
          "the file is empty",
          "text.jpg",
          "the file is text, which is not read, expected one of JPEG, PNG, GIF, BMP, WebP, TIFF, NPY, ENVI",
          "huge.png",
          "the picture is too large, found 60000 x 60000 pixels,"
              + " expected at most 67108864: raise --max-pixels",
          "five.npy",
          "the channels do not fit the kernels, found 5, expected 3",
          "header.npy",
          "the npy header is not that of a picture: unknown key 'shapX',"
              + " expected descr, fortran_order, shape");

  @TempDir private Path folder;
  private Path bad;
  private Path good;
  private Path out;

  static Stream<String> names() {
    return REASONS.keySet().stream().sorted();
  }

  @BeforeEach
  void pictures() throws IOException {
    bad = Files.createDirectory(folder.resolve("bad"));
    Files.copy(Path.of("sample-data/odd/truncated.jpg"), bad.resolve("truncated.jpg"));
    Files.createFile(bad.resolve("empty.png"));
    Files.writeString(bad.resolve("text.jpg"), "no picture");
    Files.write(bad.resolve("huge.png"), claiming60000Squared());
    Pictures.uint8(bad.resolve("five.npy"), 4, 5, 5, 1);
    byte[] npy = Files.readAllBytes(Pictures.uint8(bad.resolve("header.npy"), 4, 5, 3, 2));
    npy[new String(npy, StandardCharsets.ISO_8859_1).indexOf("shape") + 4] = 'X';
    Files.write(bad.resolve("header.npy"), npy);
    good = Pictures.uint8(folder.resolve("good.npy"), 20, 30, 3, 3);
    out = folder.resolve("out");
  }

  /** A small PNG whose header, checksum included, tells of 3.6 thousand million pixels. */
  private static byte[] claiming60000Squared() {
    byte[] png = Pictures.bytes(Path.of("src/test/resources/images/rgb8.png"));
    ByteBuffer bytes = ByteBuffer.wrap(png).putInt(16, 60000).putInt(20, 60000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return png;
  }

  private Cli extract(String mode, Path... images) {
    List<Object> command = new ArrayList<>(List.of("extract", "--mode", mode, "--out", out));
    command.addAll(List.of("--kernels", "conf/kernels/ycbcr.json", "--overwrite", "--images"));
    command.addAll(List.of(images));
    return Cli.run(command.toArray());
  }

  private void assertCounts(int inputs, int maps, int errors, int dropped) throws IOException {
    JsonNode report = new ObjectMapper().readTree(out.resolve("_report.json").toFile());
    assertThat(Stream.of("inputs", "done", "failed", "dropped").map(n -> report.get(n).asInt()))
        .containsExactly(inputs, maps, errors, dropped);
  }

  /** The errors by file name; null for a map. */
  private Map<String, String> errors() {
    Map<String, String> errors = new TreeMap<>();
    for (Row row : Spark.session().read().parquet(out.toString()).collectAsList()) {
      String name = row.<String>getAs("origin").replaceAll(".*/", "");
      assertThat(errors).doesNotContainKey(name);
      errors.put(name, row.getAs("error"));
      assertThat(row.<byte[]>getAs("data") == null).as(name).isEqualTo(row.getAs("error") != null);
    }
    return errors;
  }

  @Test
  void permissiveKeepsEachAsARowWithTheReason() throws IOException {
    Cli cli = extract("permissive", bad, good);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertThat(cli.out()).contains("7 in = 1 done + 6 failed + 0 dropped");
    assertCounts(7, 1, 6, 0);
    Map<String, String> errors = errors();
    assertThat(errors.remove("good.npy")).isNull();
    assertThat(errors).isEqualTo(REASONS);
  }

  @Test
  void dropmalformedLeavesOutWrongContentAloneAndCountsIt() throws IOException {
    Cli cli = extract("dropmalformed", bad, good);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertThat(cli.out()).contains("7 in = 1 done + 2 failed + 4 dropped");
    assertCounts(7, 1, 2, 4);
    assertThat(errors()).containsOnlyKeys("good.npy", "five.npy", "huge.png");
  }

  @ParameterizedTest
  @MethodSource("names")
  void failfastStopsAtEachAndNamesIt(String name) {
    Cli cli = extract("failfast", good, bad.resolve(name));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err())
        .containsExactly(Text.of("Cannot read file:%s: %s", bad.resolve(name), REASONS.get(name)));
    assertThat(out).doesNotExist();
  }

  @Test
  void whereEveryInputFailedTheExitCodeIsThree() throws IOException {
    assertThat(extract("permissive", bad).code()).isEqualTo(3);
    assertCounts(6, 0, 6, 0);
    assertThat(errors()).isEqualTo(REASONS);
    assertThat(extract("dropmalformed", bad).code()).isEqualTo(3);
    assertCounts(6, 0, 2, 4);
    assertThat(errors()).containsOnlyKeys("five.npy", "huge.png");
  }
}
