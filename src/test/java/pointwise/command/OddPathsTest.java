package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.pixels.Pictures;

class OddPathsTest {
  private static final String KERNELS = "conf/kernels/ycbcr.json";

  @TempDir private Path folder;

  private static String all(Cli cli) {
    return String.join("\n", cli.err());
  }

  private static void assertReport(Path out, int inputs, int maps, int errors, int dropped)
      throws IOException {
    JsonNode report = new ObjectMapper().readTree(out.resolve("_report.json").toFile());
    assertThat(Stream.of("inputs", "done", "failed", "dropped").map(n -> report.get(n).asInt()))
        .containsExactly(inputs, maps, errors, dropped);
  }

  @ParameterizedTest
  @ValueSource(strings = {"space per%20cent a#b ümlaut", "_hidden"})
  void aFolderOfAnyNameIsInputAndOutput(String name) throws IOException {
    Path images = Files.createDirectories(folder.resolve("in").resolve(name));
    // A name that begins with an underscore would be passed over.
    Pictures.uint8(images.resolve("a" + name + ".npy"), 5, 6, 3, 1);
    Path out = folder.resolve(name);
    Cli cli = Cli.run("extract", "--kernels", KERNELS, "--images", images, "--out", out);
    assertThat(cli.code()).as(all(cli)).isZero();
    assertReport(out, 1, 1, 0, 0);
    Path pixels = folder.resolve("p " + name);
    Cli exploded = Cli.run("explode", "--images", images, "--out", pixels);
    assertThat(exploded.code()).as(all(exploded)).isZero();
    Cli assembled = Cli.run("assemble", "--pixels", pixels, "--out", folder.resolve("m" + name));
    assertThat(assembled.code()).as(all(assembled)).isZero();
  }

  @Test
  void anOutputThatIsAFileIsRefusedAndKept() throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 5, 6, 3, 1);
    Path file = Files.writeString(folder.resolve("out"), "mine");
    Cli cli =
        Cli.run("extract", "--kernels", KERNELS, "--images", image, "--out", file, "--overwrite");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(file).hasContent("mine");
  }

  /** Before Spark starts, and without a trace. */
  @Test
  void anOutputBelowAFileIsRefused() throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 5, 6, 3, 1);
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Cli cli =
        Cli.run("extract", "--kernels", KERNELS, "--images", image, "--out", file.resolve("a/out"));
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith("Cannot write to file:" + file.resolve("a/out") + ": no folder can be made");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aFailureThatWasForeseenIsOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    for (String command : new String[] {"extract", "explode"}) {
      Path out = folder.resolve("out");
      Cli cli =
          command.equals("extract")
              ? Cli.run(
                  command,
                  "--kernels",
                  KERNELS,
                  "--images",
                  text,
                  "--out",
                  out,
                  "--mode",
                  "failfast")
              : Cli.run(command, "--images", text, "--out", out, "--mode", "failfast");
      assertThat(cli.code()).isEqualTo(1);
      assertThat(cli.err()).hasSize(1);
      assertThat(cli.err().get(0)).contains("text.jpg");
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).containsExactly(text);
      }
    }
  }

  @Test
  void explodeCountsWhatItDropsAndAnEmptyTableGoesOn() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    Path pixels = folder.resolve("pixels");
    Cli cli =
        Cli.run("explode", "--images", text, empty, "--out", pixels, "--mode", "dropmalformed");
    assertThat(cli.code()).as(all(cli)).isEqualTo(3);
    assertReport(pixels, 2, 0, 0, 2);
    Cli assembled = Cli.run("assemble", "--pixels", pixels, "--out", folder.resolve("maps"));
    assertThat(assembled.code()).as(all(assembled)).isEqualTo(3);
    assertReport(folder.resolve("maps"), 0, 0, 0, 0);
  }

  /** Hadoop's local file system cannot name the checksum file of such a file. */
  @Test
  void aFileWithAColonInItsNameIsRead() throws IOException {
    Path images = Files.createDirectory(folder.resolve("in"));
    Path a = Pictures.uint8(images.resolve("a.npy"), 5, 6, 3, 1);
    Files.copy(a, images.resolve("b:c.npy"));
    Path out = folder.resolve("out");
    Cli cli = Cli.run("extract", "--kernels", KERNELS, "--images", images + "/*", "--out", out);
    assertThat(cli.code()).as(all(cli)).isZero();
    assertReport(out, 2, 2, 0, 0);
  }

  @Test
  void linksThatLeadInACircleAreFollowedOnce() throws IOException {
    Path images = Files.createDirectory(folder.resolve("in"));
    Path inner = Files.createDirectory(images.resolve("inner"));
    Pictures.uint8(images.resolve("a.npy"), 5, 6, 3, 1);
    Pictures.uint8(inner.resolve("b.npy"), 5, 6, 3, 1);
    Files.createSymbolicLink(inner.resolve("back"), images);
    Path out = folder.resolve("out");
    Cli cli =
        Cli.run("extract", "--kernels", KERNELS, "--images", images, "--recursive", "--out", out);
    assertThat(cli.code()).as(all(cli)).isZero();
    assertReport(out, 2, 2, 0, 0);
  }

  /** Also for a table in a folder of an odd name, with an image that failed. */
  @Test
  void aPreviewIsAPictureAndNothingBesideIt() throws IOException {
    Path images = Files.createDirectory(folder.resolve("in"));
    Pictures.uint8(images.resolve("a b%20[c].npy"), 50, 60, 3, 1);
    Files.writeString(images.resolve("text.jpg"), "no picture");
    Path out = folder.resolve("out #1 %41");
    assertThat(Cli.run("extract", "--kernels", KERNELS, "--images", images, "--out", out).code())
        .isZero();
    Path png = folder.resolve("shown").resolve("maps.png");
    Cli cli = Cli.run("preview", "--maps", out, "--out", png);
    assertThat(cli.code()).as(all(cli)).isZero();
    BufferedImage picture = ImageIO.read(png.toFile());
    assertThat(picture.getWidth()).isGreaterThan(4 * 60);
    try (Stream<Path> beside = Files.list(png.getParent())) {
      assertThat(beside).containsExactly(png);
    }
    Cli within = Cli.run("preview", "--maps", out, "--out", out.resolve("maps.png"));
    assertThat(within.code()).isEqualTo(2);
    assertThat(within.err())
        .singleElement()
        .asString()
        .startsWith("Cannot write to file:")
        .contains("it is in the table");
    assertThat(out.resolve("maps.png")).doesNotExist();
  }

  /** A row for each of two layers is about twice as high as one. */
  @Test
  void aPreviewOfANetworkHasARowForEachLayer() throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 60, 60, 3, 1);
    int[] heights = new int[2];
    for (int layers = 1; layers <= 2; layers++) {
      Path out = folder.resolve("out" + layers);
      Path png = folder.resolve(layers + ".png");
      List<Object> extract = new ArrayList<>(List.of("extract", "--images", image, "--out", out));
      extract.addAll(List.of("--network", "sample-data/networks/nin-block.onnx"));
      extract.addAll(List.of("--layer", "means"));
      if (layers == 2) {
        extract.add("cccp1");
      }
      assertThat(Cli.run(extract.toArray()).code()).isZero();
      Cli cli = Cli.run("preview", "--maps", out, "--out", png);
      assertThat(cli.code()).as(all(cli)).isZero();
      assertThat(cli.out()).contains("1 images");
      heights[layers - 1] = ImageIO.read(png.toFile()).getHeight();
    }
    assertThat(heights[1]).isGreaterThan(heights[0] + 160);
  }

  @Test
  void kryoChangesNothing() throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 50, 60, 3, 1);
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Spark.session().stop();
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      Path out = folder.resolve("out");
      Cli cli = Cli.run("extract", "--kernels", KERNELS, "--images", image, text, "--out", out);
      assertThat(cli.code()).as(all(cli)).isZero();
      assertReport(out, 2, 1, 1, 0);
      Path pixels = folder.resolve("pixels");
      assertThat(Cli.run("explode", "--images", image, text, "--out", pixels).code()).isZero();
      Path maps = folder.resolve("maps");
      assertThat(Cli.run("assemble", "--pixels", pixels, "--out", maps).code()).isZero();
      assertReport(maps, 2, 1, 1, 0);
      // 23 MB as float32: strips, which the shuffle puts into several files.
      Path large = Pictures.uint8(folder.resolve("large.npy"), 80, 60, 1200, 2);
      Path many = folder.resolve("many");
      assertThat(Cli.run("explode", "--images", large, "--out", many).code()).isZero();
      Path strips = folder.resolve("strips");
      Cli assembled = Cli.run("assemble", "--pixels", many, "--out", strips);
      assertThat(assembled.code()).as(all(assembled)).isZero();
      assertReport(strips, 1, 1, 0, 0);
    } finally {
      Spark.session().stop();
      System.clearProperty("spark.serializer");
    }
  }
}
