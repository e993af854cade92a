package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.learn.labels.Cubes;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** What train, evaluate and fit-pca refuse, and what they replace only where that is asked for. */
class LearningRefusalsTest {
  private static final byte[] OLD = {9};

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void pictures() throws IOException {
    images = folder.resolve("images");
    for (int i = 0; i < 12; i++) {
      Path below = Files.createDirectories(images.resolve(i % 2 == 0 ? "dark" : "light"));
      byte[] samples = new byte[4 * 4 * 3];
      for (int s = 0; s < samples.length; s++) {
        samples[s] = (byte) (i % 2 * 60 + i + s);
      }
      Pictures.npy(below.resolve(i + ".npy"), "|u1", 4, 4, 3, samples);
    }
  }

  private Cli run(String command, Object... args) {
    Object[] start = {command, "--images", images, "--recursive"};
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private Cli train(String out, Object... args) {
    Object[] start = {
      "--labels", "folders", "--unit", "image", "--validation", 0, "--out", folder.resolve(out)
    };
    return run("train", Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private Cli evaluate(Object... args) {
    Object[] start = {"--labels", "folders", "--model", folder.resolve("m.onnx")};
    return run("evaluate", Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private static void assertRefused(Cli cli, String file, String why) {
    assertThat(cli.err()).as(cli.out()).hasSize(1);
    assertThat(cli.err().get(0)).startsWith("Cannot write to ").contains("/" + file + ": " + why);
    assertThat(cli.code()).isEqualTo(2);
  }

  private void assertKept(String file) throws IOException {
    assertThat(Files.readAllBytes(folder.resolve(file))).isEqualTo(OLD);
  }

  @Test
  void trainKeepsReportAndPictures() throws IOException {
    for (String file :
        new String[] {"m.report.json", "m.curves.png", "m.confusion.png", "m.kernels.png"}) {
      Files.write(folder.resolve(file), OLD);
      assertRefused(train("m.onnx"), file, "it exists already");
      assertKept(file);
      assertThat(folder.resolve("m.onnx")).doesNotExist();
      assertThat(folder.resolve("m.checkpoint")).doesNotExist();
      Files.delete(folder.resolve(file));
    }
    Files.write(folder.resolve("m.report.json"), OLD);
    assertThat(train("m.onnx", "--overwrite", "--epochs", 1).code()).isZero();
    Files.write(folder.resolve("m.curves.png"), OLD);
    assertThat(train("m.onnx", "--resume", "--epochs", 2).code()).isZero();
    JsonNode report = new ObjectMapper().readTree(folder.resolve("m.report.json").toFile());
    assertThat(report.path("epochs")).hasSize(2);
    assertThat(Files.size(folder.resolve("m.curves.png"))).isGreaterThan(1000);
  }

  @Test
  void evaluateKeepsThePictureAndTellsWhatItUsed() throws IOException {
    assertThat(train("m.onnx", "--epochs", 1).code()).isZero();
    Files.writeString(images.resolve("dark/notes.txt"), "no image");
    Files.write(folder.resolve("m.evaluation.png"), OLD);
    assertRefused(evaluate(), "m.evaluation.png", "it exists already");
    assertKept("m.evaluation.png");
    assertThat(folder.resolve("m.evaluation.json")).doesNotExist();
    Cli cli = evaluate("--overwrite");
    assertThat(cli.code()).isZero();
    assertThat(cli.out().lines()).contains("skipped    1 other file");
    assertThat(Files.size(folder.resolve("m.evaluation.png"))).isGreaterThan(1000);
    JsonNode report = new ObjectMapper().readTree(folder.resolve("m.evaluation.json").toFile());
    assertThat(report.path("skipped").asInt()).isEqualTo(1);
    assertThat(report.path("engines").path(0).asText()).contains("OpenBLAS");
    assertThat(report.path("versions").path("java").asText())
        .isEqualTo(System.getProperty("java.version"));
  }

  @Test
  void fitPcaKeepsTheReport() throws IOException {
    Path model = folder.resolve("m.onnx");
    Files.write(folder.resolve("m.report.json"), OLD);
    assertRefused(
        run("fit-pca", "--components", 1, "--out", model), "m.report.json", "it exists already");
    assertKept("m.report.json");
    assertThat(model).doesNotExist();
    assertThat(run("fit-pca", "--components", 1, "--out", model, "--overwrite").code()).isZero();
    assertThat(Files.size(folder.resolve("m.report.json"))).isGreaterThan(100);
  }

  @Test
  void resultsThatWouldReplaceEachOtherAreRefused() {
    String why = "a file beside it would have its name";
    assertRefused(train("m.checkpoint"), "m.checkpoint", why);
    assertRefused(train("m.checkpoint", "--overwrite"), "m.checkpoint", why);
    assertThat(train("m.onnx", "--epochs", 1).code()).isZero();
    assertRefused(evaluate("--out", folder.resolve("x.png")), "x.png", why);
    Cli inverse =
        run(
            "fit-pca",
            "--components",
            1,
            "--out",
            folder.resolve("p.onnx"),
            "--save-inverse",
            folder.resolve("p.report.json"));
    assertThat(inverse.err().get(0)).startsWith("Cannot use --save-inverse: found a file of --out");
    assertThat(inverse.code()).isEqualTo(2);
  }

  private void assertNotReplaced(Path input, Cli cli, byte[] before) throws IOException {
    assertThat(cli.err()).as(cli.out()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith("Cannot write to file:")
        .endsWith(": the job would replace its input file:" + input);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(Files.readAllBytes(input)).isEqualTo(before);
  }

  @Test
  void noInputIsReplacedNotEvenByOverwriting() throws IOException {
    Path image = images.resolve("dark/0.npy");
    byte[] samples = Files.readAllBytes(image);
    Object[] one = {"--components", 1, "--overwrite", "--out", image};
    assertNotReplaced(image, run("fit-pca", one), samples);
    Object[] back = {
      "--components", 1, "--overwrite", "--out", folder.resolve("p.onnx"), "--save-inverse", image
    };
    assertNotReplaced(image, run("fit-pca", back), samples);
    assertNotReplaced(image, train(image.toString(), "--overwrite"), samples);
    assertThat(train("m.onnx", "--epochs", 1).code()).isZero();
    Path model = folder.resolve("m.onnx");
    byte[] bytes = Files.readAllBytes(model);
    assertNotReplaced(model, evaluate("--out", model, "--overwrite"), bytes);
    Path labels =
        Files.writeString(
            folder.resolve("l.csv"), "origin,label\nimages/dark/0.npy,a\nimages/dark/2.npy,b\n");
    byte[] text = Files.readAllBytes(labels);
    Cli cli =
        Cli.run(
            "train",
            "--images",
            image,
            images.resolve("dark/2.npy"),
            "--labels",
            labels,
            "--unit",
            "image",
            "--validation",
            0,
            "--out",
            labels,
            "--overwrite");
    assertNotReplaced(labels, cli, text);
    Cli classified = run("classify", "--model", model, "--out", folder, "--overwrite");
    assertThat(classified.code()).isEqualTo(2);
    assertThat(Files.readAllBytes(model)).isEqualTo(bytes);
  }

  @Test
  void picturesOfAReportAreNotPutAmongTheImages() {
    Cli cli = train(images.resolve("m.onnx").toString());
    assertThat(cli.err())
        .singleElement()
        .asString()
        .contains("m.onnx: pictures beside it would be taken for images, found it in " + images);
    assertThat(cli.code()).isEqualTo(2);
  }

  /** Weights for samples as they are would be 1e44 and more. */
  @Test
  void imagesThatHardlyVaryAreRefusedBeforeTraining() throws IOException {
    Path faint = Files.createDirectories(folder.resolve("faint"));
    for (int i = 0; i < 4; i++) {
      float[] samples = new float[12];
      Arrays.fill(samples, (i % 2 == 0 ? 7 : 14) * Float.MIN_VALUE);
      Files.createDirectories(faint.resolve(i % 2 == 0 ? "a" : "b"));
      Cubes.write(faint.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".npy"), 2, 2, 3, samples);
    }
    Cli cli =
        Cli.run(
            "train",
            "--images",
            faint,
            "--recursive",
            "--labels",
            "folders",
            "--unit",
            "image",
            "--validation",
            0,
            "--out",
            folder.resolve("m.onnx"));
    assertThat(cli.err())
        .singleElement()
        .asString()
        .startsWith("Cannot train: channel 0 hardly varies, found a deviation of ");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(folder.resolve("m.checkpoint")).doesNotExist();
  }

  /** The first image in the order of names has one channel, the 12 others three. */
  @Test
  void trainingOnAMinorityIsRefused() {
    Pictures.npy(images.resolve("dark/!.npy"), "|u1", 4, 4, 1, new byte[16]);
    Cli cli = train("m.onnx");
    assertThat(cli.err())
        .containsExactly(
            "Cannot train: 12 of 13 images have other channels than the first, found 3, expected 1: choose images with --glob");
    assertThat(cli.code()).isEqualTo(1);
  }

  @Test
  void moreClassesThanCanBeCountedAreRefused() throws IOException {
    StringBuilder csv = new StringBuilder("origin,label\n");
    byte[] file = Files.readAllBytes(images.resolve("dark/0.npy"));
    Path many = Files.createDirectory(folder.resolve("many"));
    for (int k = 0; k <= 2000; k++) {
      Files.write(many.resolve(Text.of("i%d.npy", k)), file);
      csv.append(Text.of("many/i%d.npy,class %d%n", k, k));
    }
    Path labels = Files.writeString(folder.resolve("l.csv"), csv);
    Cli cli =
        Cli.run(
            "train",
            "--images",
            many,
            "--labels",
            labels,
            "--unit",
            "image",
            "--out",
            folder.resolve("m.onnx"));
    assertThat(cli.err())
        .containsExactly("Cannot train: found 2001 classes, from class 0, expected 2 to 2000");
    assertThat(cli.code()).isEqualTo(2);
  }
}
