package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** What --explain says, and that nothing is done. */
class ExplainTest {
  @TempDir private Path folder;

  private Path images(int count) throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < count; i++) {
      Pictures.uint8(images.resolve("a" + i + ".npy"), 10 + i % 3, 20, 3, i);
    }
    return images;
  }

  private Cli explain(Object... args) throws IOException {
    List<Object> all = new ArrayList<>(Arrays.asList(args));
    all.add("--explain");
    int jobs = Spark.session().sparkContext().statusTracker().getJobIdsForGroup(null).length;
    Cli cli = Cli.run(all.toArray());
    assertThat(cli.err()).isEmpty();
    assertThat(Spark.session().sparkContext().statusTracker().getJobIdsForGroup(null))
        .hasSize(jobs);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(file -> file.getFileName().toString())).containsExactly("images");
    }
    return cli;
  }

  @Test
  void whatComesOfTheImagesIsTold() throws IOException {
    Path images = images(6);
    Files.writeString(images.resolve("b.npy"), "no array");
    Pictures.uint8(images.resolve("c.npy"), 9, 9, 7, 1);
    Cli cli =
        explain(
            "extract",
            "--images",
            images,
            "--kernels",
            "conf/kernels/ycbcr.json",
            "--partitions",
            4,
            "--out",
            folder.resolve("out"));
    assertThat(cli.code()).isZero();
    // Six of (10 + 11 + 12) x 20 pixels in two rounds, 3 floats each; 8 images for 6 that fit.
    double bytes = 2 * (10 + 11 + 12) * 20 * 3 * 4 * 8 / 8.;
    assertThat(cli.out())
        .contains("images     8, of which 8 were looked at: 6 fit, 2 fail\n")
        .contains("failing    2: 1 content, 1 mismatch\n")
        .contains("/c.npy: the channels do not fit the kernels, found 7, expected 3\n")
        .contains("shapes     10..12 x 20 x 3 uint8\n")
        .contains("largest    12 x 20 x 3, 0.0 MB of samples; a task decodes up to ")
        .contains(Text.of("result     about %.1f MB before compression\n", bytes / 1e6))
        .contains("bundles    4, each the work of a task; ")
        .endsWith("outcome    extract would run; nothing was run\n");
  }

  @Test
  void aSampleOfManyImagesIsLookedAt() throws IOException {
    Path images = images(250);
    Cli cli = explain("explode", "--images", images, "--out", folder.resolve("out"));
    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .startsWith("images     250, of which 100 were looked at: 100 fit, 0 fail\n");
  }

  @Test
  void aJobThatWouldFailEndsWithTwo() throws IOException {
    Path images = images(2);
    Files.writeString(images.resolve("b.npy"), "no array");
    Cli fast =
        explain(
            "explode", "--images", images, "--mode", "failfast", "--out", folder.resolve("out"));
    assertThat(fast.code()).isEqualTo(2);
    assertThat(fast.out())
        .endsWith(
            "outcome    explode would fail: in the mode failfast it stops at file:"
                + images
                + "/b.npy\n");
    Cli none =
        explain(
            "extract",
            "--images",
            images,
            "--kernels",
            "conf/kernels/tasseled-cap-landsat7.json",
            "--out",
            folder.resolve("out"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.out())
        .endsWith("outcome    extract would fail: all images that were looked at do\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fit-pca --components 2", "train --unit image --labels folders --recursive"})
  void jobsThatLearnExplainThemselvesToo(String command) throws IOException {
    Path images = images(4);
    for (String label : List.of("x", "y")) {
      Path of = Files.createDirectory(images.resolve(label));
      Pictures.uint8(of.resolve("i.npy"), 10, 10, 3, 1);
    }
    if (command.startsWith("train")) {
      for (int i = 0; i < 4; i++) {
        Files.delete(images.resolve("a" + i + ".npy"));
      }
    }
    List<Object> args = new ArrayList<>(List.of((Object[]) command.split(" ")));
    args.addAll(List.of("--images", images, "--out", folder.resolve("m.onnx")));
    Cli cli = explain(args.toArray());
    assertThat(cli.code()).as(cli.out()).isZero();
    assertThat(cli.out()).contains(" 0 fail\n").endsWith("would run; nothing was run\n");
  }

  /** What fails is told of jobs that learn too, and nothing but that. */
  @ParameterizedTest
  @ValueSource(strings = {"permissive", "failfast"})
  void imagesThatAllFailAreExplainedToo(String mode) throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.writeString(images.resolve("a.npy"), "no array");
    Cli cli =
        explain(
            "fit-pca",
            "--images",
            images,
            "--components",
            1,
            "--mode",
            mode,
            "--out",
            folder.resolve("pca.onnx"));
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out())
        .startsWith("images     1, of which 1 were looked at: 0 fit, 1 fail\n")
        .contains("outcome    fit-pca would fail: ");
  }

  /** What the job itself would refuse: too many components, and a minority's channels. */
  @Test
  void whatLearningWouldRefuseIsRefused() throws IOException {
    Path images = images(1);
    List<Object> fit =
        List.of("fit-pca", "--images", images, "--out", folder.resolve("m.onnx"), "--explain");
    List<Object> many = new ArrayList<>(fit);
    many.addAll(List.of("--components", 4));
    Cli refused = Cli.run(many.toArray());
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().get(0))
        .contains("found 4, expected at most the 3 channels of the images");
    Pictures.uint8(images.resolve("b.npy"), 9, 9, 1, 1);
    Cli minority =
        explain(
            "fit-pca", "--images", images, "--components", 1, "--out", folder.resolve("m.onnx"));
    assertThat(minority.code()).isEqualTo(2);
    assertThat(minority.out())
        .contains(": 1 of 2 images have other channels than the first, found 1, expected 3");
  }

  /** One array of lines that several tasks share: 90 MB, cut at 64 MiB. */
  @Test
  void aLargeImageIsSeveralParts() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Pictures.uint8(images.resolve("a.npy"), 30_000, 1000, 3, 1);
    Cli cli = explain("explode", "--images", images, "--out", folder.resolve("out"));
    assertThat(cli.out()).contains("bundles    2, each the work of a task; ");
  }
}
