package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** The same cube as an ENVI image and as a NumPy array, through whole jobs. */
class EnviCommandTest {
  private static final int H = 130;
  private static final int W = 90;
  private static final int BANDS = 200;
  private static final int N = 70;

  @TempDir private Path folder;
  private Path kernels;
  private final short[] cube = new short[H * W * BANDS];

  @BeforeEach
  void kernels() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < cube.length; i++) {
      cube[i] = (short) random.nextInt(-32768, 32768);
    }
    double[][] weights = new double[N][BANDS];
    for (double[] kernel : weights) {
      Arrays.setAll(kernel, c -> random.nextInt(-100, 100) / 1000.0);
    }
    kernels =
        Files.writeString(
            folder.resolve("k.json"), "{\"kernels\": " + Arrays.deepToString(weights) + "}");
  }

  private short sample(int y, int x, int c) {
    return cube[(y * W + x) * BANDS + c];
  }

  private Path npy() {
    ByteBuffer bytes = ByteBuffer.allocate(2 * cube.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(cube);
    return Pictures.npy(folder.resolve("cube.npy"), "<i2", H, W, BANDS, bytes.array());
  }

  private Path envi(String interleave) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * cube.length).order(ByteOrder.BIG_ENDIAN);
    if (interleave.equals("bil")) {
      for (int y = 0; y < H; y++) {
        for (int c = 0; c < BANDS; c++) {
          for (int x = 0; x < W; x++) {
            bytes.putShort(sample(y, x, c));
          }
        }
      }
    } else {
      for (int c = 0; c < BANDS; c++) {
        for (int y = 0; y < H; y++) {
          for (int x = 0; x < W; x++) {
            bytes.putShort(sample(y, x, c));
          }
        }
      }
    }
    Path images = Files.createDirectories(folder.resolve(interleave));
    Files.writeString(
        images.resolve("cube.hdr"),
        Text.of(
            "ENVI\nsamples = %d\nlines = %d\nbands = %d\ndata type = 2\nbyte order = 1\ninterleave = %s\n",
            W, H, BANDS, interleave));
    Files.write(images.resolve("cube.img"), bytes.array());
    return images;
  }

  private Cli extract(Path images, Path out, Object... more) {
    Object[] args = {"extract", "--images", images, "--kernels", kernels, "--out", out};
    Object[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    Cli cli = Cli.run(all);
    assertThat(cli.code()).as("%s", cli.err()).isZero();
    return cli;
  }

  /** All maps but for their origins. */
  private static List<String> maps(Path table) {
    return Spark.session().read().parquet(table.toString()).drop("origin").collectAsList().stream()
        .map(EnviCommandTest::text)
        .sorted()
        .toList();
  }

  private static String text(Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(
              row.get(i) instanceof byte[] bytes
                  ? new String(bytes, StandardCharsets.ISO_8859_1)
                  : String.valueOf(row.get(i)))
          .append('|');
    }
    return text.toString();
  }

  @Test
  void theMapsOfACubeAreThoseOfTheSameArray() throws IOException {
    Path expected = folder.resolve("npy-maps");
    extract(npy(), expected);
    assertThat(maps(expected)).isNotEmpty();
    for (String interleave : List.of("bil", "bsq")) {
      Path out = folder.resolve(interleave + "-maps");
      Cli cli = extract(envi(interleave), out);
      assertThat(cli.out()).contains("1 in = 1 done + 0 failed");
      assertThat(maps(out)).as(interleave).isEqualTo(maps(expected));
      assertThat(Spark.session().read().parquet(out.toString()).first().<String>getAs("origin"))
          .endsWith(interleave + "/cube.hdr");
    }
  }

  @Test
  void aChangeOfEitherFileMakesTheImageNew() throws IOException {
    Path images = envi("bil");
    Path out = folder.resolve("maps");
    extract(images, out);
    List<String> before = maps(out);
    assertThat(extract(images, out, "--incremental").out()).startsWith("Nothing is new");
    Path data = images.resolve("cube.img");
    byte[] bytes = Files.readAllBytes(data);
    bytes[0] ^= 1;
    FileTime time = Files.getLastModifiedTime(data);
    Files.write(data, bytes);
    Files.setLastModifiedTime(data, FileTime.fromMillis(time.toMillis() + 3000));
    extract(images, out, "--incremental");
    assertThat(maps(out)).hasSameSizeAs(before).isNotEqualTo(before);
    assertThat(extract(images, out, "--incremental").out()).startsWith("Nothing is new");
    Path header = images.resolve("cube.hdr");
    Files.writeString(header, Files.readString(header).replace("byte order = 1", "byte order = 0"));
    List<String> second = maps(out);
    extract(images, out, "--incremental");
    assertThat(maps(out)).hasSameSizeAs(before).isNotEqualTo(second);
  }
}
