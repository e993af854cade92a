package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.store.ParquetTable;
import pointwise.store.StoredImage;
import pointwise.text.Text;

class PreviewCommandTest {
  /** Where the first map of the first row stands, and how far below it that of the next. */
  private static final int X = 188;

  private static final int Y = 84;
  private static final int ROW = 80 + 40 + 12;

  private static final int LOWEST = 0xff440154;
  private static final int MIDDLE = 0xff21908c;
  private static final int HIGHEST = 0xfffde725;

  @TempDir Path folder;
  private Path kernels;

  /** The one map is the first channel. */
  @BeforeEach
  void kernels() throws IOException {
    kernels =
        Files.writeString(
            folder.resolve("kernels.json"), Pictures.json(new double[][] {{1, 0, 0, 0}}));
  }

  private static Path pixels(Path file, int... reds) throws IOException {
    Files.createDirectories(file.getParent());
    byte[] samples = new byte[3 * reds.length];
    for (int i = 0; i < reds.length; i++) {
      samples[3 * i] = (byte) reds[i];
    }
    return Pictures.npy(file, "|u1", 1, reds.length, 3, samples);
  }

  private Path extract(Object... options) {
    Path out = folder.resolve("maps");
    List<Object> args = new ArrayList<>(List.of("extract", "--kernels", kernels, "--out", out));
    args.addAll(List.of("--images", folder.resolve("in"), "--recursive"));
    args.addAll(List.of(options));
    Cli cli = Cli.run(args.toArray());
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return out;
  }

  private Cli preview(Object... options) {
    List<Object> args = new ArrayList<>(List.of("preview", "--maps", folder.resolve("maps")));
    args.addAll(List.of("--out", folder.resolve("maps.png")));
    args.addAll(List.of(options));
    return Cli.run(args.toArray());
  }

  private BufferedImage sheet(Object... options) throws IOException {
    Cli cli = preview(options);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return ImageIO.read(folder.resolve("maps.png").toFile());
  }

  @Test
  void aMapHasOneScaleOverAllImagesOrOneInEach() throws IOException {
    pixels(folder.resolve("in/a.npy"), 0, 10);
    pixels(folder.resolve("in/b.npy"), 0, 20);
    extract();
    BufferedImage all = sheet();
    assertThat(all.getRGB(X, Y)).isEqualTo(LOWEST);
    assertThat(all.getRGB(X + 159, Y + 79)).isEqualTo(MIDDLE);
    assertThat(all.getRGB(X, Y + ROW)).isEqualTo(LOWEST);
    assertThat(all.getRGB(X + 159, Y + ROW)).isEqualTo(HIGHEST);
    BufferedImage each = sheet("--scale", "each");
    assertThat(each.getRGB(X + 159, Y)).isEqualTo(HIGHEST);
    assertThat(each.getRGB(X + 159, Y + ROW)).isEqualTo(HIGHEST);
    // One image alone: all that is shown is all that counts.
    assertThat(sheet("--origin", "a.npy").getRGB(X + 159, Y)).isEqualTo(HIGHEST);
  }

  @Test
  void bytesAreGrey() throws IOException {
    pixels(folder.resolve("in/a.npy"), 40, 200);
    extract("--dtype", "uint8", "--scale", "0,255");
    BufferedImage sheet = sheet();
    assertThat(sheet.getRGB(X, Y)).isEqualTo(0xff282828);
    assertThat(sheet.getRGB(X + 159, Y)).isEqualTo(0xffc8c8c8);
  }

  @Test
  void aSampleIsSpreadOverTheFolders() throws IOException {
    pixels(folder.resolve("in/blue/0.npy"), 1, 2);
    for (int i = 0; i < 10; i++) {
      pixels(folder.resolve(Text.of("in/green/%d.npy", i)), 1, 2);
      pixels(folder.resolve(Text.of("in/red/%d.npy", i)), 1, 2);
    }
    Dataset<Row> table = ParquetTable.read(Spark.session(), extract().toString());
    assertThat(origins(table, 2)).containsExactly("blue/0", "red/5");
    assertThat(origins(table, 5)).containsExactly("blue/0", "green/2", "green/7", "red/2", "red/7");
    assertThat(origins(table, 7))
        .containsExactly("blue/0", "green/1", "green/5", "green/8", "red/1", "red/5", "red/8");
    assertThat(origins(table, 100)).hasSize(21).isSorted().doesNotHaveDuplicates();
    Cli cli = preview("--sample", 7);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertThat(cli.out()).contains("7 of 21 images");
    assertThat(preview("--sample", 2, "--origin", "3.npy").out()).contains("2 of 2 images");
  }

  private static List<String> origins(Dataset<Row> table, int most) {
    return StoredImage.spread(table, most).stream()
        .map(StoredImage::origin)
        .map(origin -> origin.replaceFirst(".*/in/", "").replace(".npy", ""))
        .toList();
  }

  @Test
  void numbersThatDoNotFitAreRefused() throws IOException {
    Files.createDirectory(folder.resolve("maps"));
    assertThat(preview("--limit", 2, "--sample", 2).err())
        .containsExactly("Cannot use --limit and --sample: found both, expected one of them");
    assertThat(preview("--sample", 0).err())
        .containsExactly("Cannot use --sample: found 0, expected at least 1");
    assertThat(preview("--limit", -1).err())
        .containsExactly("Cannot use --limit: found -1, expected at least 1");
  }
}
