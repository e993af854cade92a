package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.ClassifierModels;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.NpyLabels;
import pointwise.network.layer.Pool;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** {@code evaluate} with models whose answers are known: the class is the brightest channel. */
class EvaluateCommandTest {
  private static final byte[] RED = {(byte) 200, 10, 20};
  private static final byte[] GREEN = {0, (byte) 90, 20};

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void folders() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
  }

  private Path picture(String name, byte[] colour) throws IOException {
    Path file = images.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] samples = new byte[4 * 5 * 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = colour[i % 3];
    }
    return Pictures.npy(file, "|u1", 4, 5, 3, samples);
  }

  private void imageModel() {
    ClassifierModels.write(
        folder.resolve("model.onnx"),
        ClassifierModels.brightestMean(3, 10),
        LabelUnit.IMAGE,
        SampleRange.UNIT,
        "red",
        "green",
        "blue");
  }

  private void pixelModel(String... classes) {
    ClassifierModels.write(
        folder.resolve("model.onnx"),
        ClassifierModels.brightest(classes.length, 1),
        LabelUnit.PIXEL,
        SampleRange.RAW,
        classes);
  }

  private Cli evaluate(Object... args) {
    Object[] start = {"evaluate", "--model", folder.resolve("model.onnx")};
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("model.evaluation.json").toFile());
  }

  private void assertConfusion(String expected) throws IOException {
    assertThat(report().get("confusion").toString()).isEqualTo(expected);
  }

  /** Three red and one green in red, one green in green, and a red one in blue. */
  private void sixPictures() throws IOException {
    imageModel();
    picture("red/1.npy", RED);
    picture("red/2.npy", RED);
    picture("red/3.npy", RED);
    picture("red/4.npy", GREEN);
    picture("green/1.npy", GREEN);
    picture("blue/1.npy", RED);
  }

  @Test
  void imagesAreCountedByFolderAndPrediction() throws IOException {
    sixPictures();
    Cli cli = evaluate("--images", images, "--recursive", "--labels", "folders");
    assertDone(cli);
    assertConfusion("[[3,1,0],[0,1,0],[1,0,0]]");
    JsonNode report = report();
    assertThat(report.get("accuracy").asDouble()).isEqualTo(4 / 6.0);
    assertThat(report.get("evaluated").asInt()).isEqualTo(6);
    assertThat(report.get("classes").toString())
        .isEqualTo(
            "[{\"class\":\"red\",\"support\":4,\"predicted\":4,\"precision\":0.75,\"recall\":0.75},"
                + "{\"class\":\"green\",\"support\":1,\"predicted\":2,\"precision\":0.5,\"recall\":1.0},"
                + "{\"class\":\"blue\",\"support\":1,\"predicted\":0,\"precision\":null,\"recall\":0.0}]");
    assertThat(cli.out().lines())
        .contains(
            "images     6 in = 6 done + 0 failed + 0 dropped",
            "accuracy   0.6667, 4 of 6 images",
            "           red                4     0.7500     0.7500",
            "           blue               1          -     0.0000",
            "confusion  rows are the truth, columns the prediction",
            "           red       3     1     0");
    assertThat(ImageIO.read(folder.resolve("model.evaluation.png").toFile())).isNotNull();
  }

  /** As many as can be trained; 40 times 32 MB would be more than the driver takes. */
  @Test
  void twoThousandClassesAreCounted() throws IOException {
    String[] classes = new String[2000];
    Arrays.setAll(classes, k -> "class " + k);
    ClassifierModels.write(
        folder.resolve("model.onnx"),
        ClassifierModels.images(3, classes.length, Pool.Kind.MAX, 1),
        LabelUnit.IMAGE,
        SampleRange.UNIT,
        classes);
    for (int i = 0; i < 40; i++) {
      picture(Text.of("class 7/%d.npy", i), RED);
    }
    Cli cli =
        evaluate("--images", images, "--recursive", "--labels", "folders", "--partitions", 40);
    assertDone(cli);
    long sum = 0;
    for (JsonNode count : report().get("confusion").get(7)) {
      sum += count.asLong();
    }
    assertThat(sum).isEqualTo(40);
    assertThat(report().get("confusion")).hasSize(2000);
    assertThat(cli.out().lines())
        .contains("           and 1,970 more, in the report")
        .hasSizeLessThan(50);
  }

  @Test
  void aCsvSaysTheSame() throws IOException {
    sixPictures();
    Path csv = folder.resolve("l.csv");
    Files.writeString(
        csv,
        """
        origin,label
        images/red/1.npy,red
        images/red/2.npy,red
        images/red/3.npy,red
        4.npy,red
        images/green/1.npy,green
        images/blue/1.npy,blue
        """);
    assertDone(evaluate("--images", images, "--recursive", "--labels", csv));
    assertConfusion("[[3,1,0],[0,1,0],[1,0,0]]");
  }

  @Test
  void failedImagesAreCountedAndNamedOrStop() throws IOException {
    sixPictures();
    Files.writeString(images.resolve("red/text.jpg"), "no picture");
    Cli cli = evaluate("--images", images, "--recursive", "--labels", "folders");
    assertDone(cli);
    assertConfusion("[[3,1,0],[0,1,0],[1,0,0]]");
    assertThat(cli.out()).contains("7 in = 6 done + 1 failed").contains("red/text.jpg: ");
    assertThat(report().get("failed").asInt()).isEqualTo(1);
    Cli stopped =
        evaluate(
            "--images",
            images,
            "--recursive",
            "--labels",
            "folders",
            "--mode",
            "failfast",
            "--overwrite");
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err()).anyMatch(line -> line.contains("red/text.jpg"));
    Cli nothing =
        evaluate("--images", images.resolve("red/text.jpg"), "--labels", "folders", "--overwrite");
    assertThat(nothing.code()).isEqualTo(3);
    assertThat(nothing.err().get(0))
        .startsWith("Cannot evaluate: the one image fails, file:")
        .endsWith("expected one of JPEG, PNG, GIF, BMP, WebP, TIFF, NPY, ENVI");
  }

  @Test
  void wrongUseIsTwoAndOneLine() throws IOException {
    sixPictures();
    Path csv = Files.writeString(folder.resolve("l.csv"), "origin,label\nred/1.npy,red\n");
    assertWrongUse("Missing required option: '--labels=SPEC'", "--images", images);
    assertWrongUse(
        "there is no image red/1.npy", "--images", images, "--recursive", "--labels", csv);
    assertWrongUse(
        "expected folders or a .csv file", "--images", images, "--recursive", "--labels", "l.npy");
    picture("violet/1.npy", RED);
    assertWrongUse(
        "Cannot use label violet: model", "--images", images, "--recursive", "--labels", "folders");
    Files.writeString(folder.resolve("model.evaluation.json"), "{}");
    assertWrongUse("it exists already", "--images", images, "--recursive", "--labels", "folders");
    Files.delete(folder.resolve("model.onnx"));
    assertWrongUse("no file is there", "--images", images, "--recursive", "--labels", "folders");
  }

  private void assertWrongUse(String message, Object... args) {
    Cli cli = evaluate(args);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).contains(message);
    assertThat(folder.resolve("model.evaluation.png")).doesNotExist();
  }

  @Test
  void theReportGoesWhereItIsAskedTo() throws IOException {
    sixPictures();
    Path out = folder.resolve("r.json");
    assertDone(evaluate("--images", images, "--recursive", "--labels", "folders", "--out", out));
    assertThat(out).exists();
    assertThat(folder.resolve("r.png")).exists();
    assertThat(folder.resolve("model.evaluation.json")).doesNotExist();
  }

  private Path floats(String name, int height, int width, int D, float... samples) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return Pictures.npy(images.resolve(name), "<f4", height, width, D, bytes.array());
  }

  /** Labels 7 and 2; the fourth pixel has none, the fifth no class, the sixth neither. */
  @Test
  void pixelsAreCountedAndThoseWithoutLabelOrClassLeftOut() throws IOException {
    float nan = Float.NaN;
    Path cube = floats("a.npy", 2, 3, 2, 1, 0, 0, 1, 5, 4, 1, 9, nan, 1, nan, nan);
    pixelModel("7", "2");
    Path labels = NpyLabels.write(folder.resolve("l.npy"), ">i4", 2, 3, 7, 7, 2, -9, 7, -9);
    Cli cli = evaluate("--images", cube, "--labels", labels, "--unlabelled", -9);
    assertDone(cli);
    assertConfusion("[[1,1],[1,0]]");
    assertThat(report().get("unlabelled").asInt()).isEqualTo(2);
    assertThat(report().get("without_class").asInt()).isEqualTo(1);
    assertThat(report().get("accuracy").asDouble()).isEqualTo(1 / 3.0);
    assertThat(cli.out()).contains("pixels     3 evaluated, 2 unlabelled, 1 no data");
  }

  /** Arrays of labels are images as well, and have no labels. */
  @Test
  void labelsThatLieAmongTheImagesAreTold() throws IOException {
    floats("a.npy", 1, 2, 3, 1, 0, 0, 0, 1, 0);
    pixelModel("0", "1", "2");
    Path labels = NpyLabels.write(images.resolve("a.labels.npy"), "<i8", 1, 2, 0, 0);
    Path csv =
        Files.writeString(folder.resolve("l.csv"), "origin,labels\na.npy,images/a.labels.npy\n");
    Cli cli = evaluate("--images", images, "--labels", csv);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .containsExactly(
            Text.of(
                "Cannot use labels %s: image file:%s has no line, found lines for 1 of 2 images, expected one for each: --glob chooses images",
                csv, labels));
    cli = evaluate("--images", images, "--labels", labels);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).contains("found 2 images", "choose it with --glob");
    assertDone(evaluate("--images", images, "--glob", "a.npy", "--labels", csv));
    assertConfusion("[[1,1,0],[0,0,0],[0,0,0]]");
  }

  /** By ReLU an infinite number below 0 is 0. */
  @Test
  void anInfiniteSampleHasNoClass() throws IOException {
    Path image = floats("a.npy", 1, 3, 1, Float.POSITIVE_INFINITY, -1, -2);
    Path model = folder.resolve("model.onnx");
    ClassifierModels.write(
        model,
        ClassifierModels.ofDark(1, LabelUnit.PIXEL),
        LabelUnit.PIXEL,
        SampleRange.RAW,
        "7",
        "2");
    Path labels = NpyLabels.write(folder.resolve("l.npy"), "|u1", 1, 3, 7, 7, 2);
    assertDone(evaluate("--images", image, "--labels", labels));
    assertConfusion("[[1,0],[1,0]]");
    assertThat(report().get("without_class").asInt()).isEqualTo(1);
    ClassifierModels.write(
        model,
        ClassifierModels.ofDark(1, LabelUnit.IMAGE),
        LabelUnit.IMAGE,
        SampleRange.RAW,
        "7",
        "2");
    floats("b.npy", 1, 3, 1, -1, -1, -2);
    Path csv = Files.writeString(folder.resolve("l.csv"), "origin,label\na.npy,7\nb.npy,7\n");
    assertDone(evaluate("--images", images, "--labels", csv, "--overwrite"));
    assertConfusion("[[1,0],[0,0]]");
    assertThat(report().get("failed").asInt()).isEqualTo(1);
  }

  @Test
  void labelsOfAnotherSizeAreToldBeforeOrAreAnErrorOfTheImage() throws IOException {
    floats("a.npy", 1, 2, 3, 1, 0, 0, 0, 1, 0);
    ImageIO.write(
        new BufferedImage(3, 3, BufferedImage.TYPE_INT_RGB),
        "png",
        images.resolve("b.png").toFile());
    pixelModel("0", "1", "2");
    NpyLabels.write(folder.resolve("a.npy"), "|u1", 1, 2, 0, 0);
    NpyLabels.write(folder.resolve("b.npy"), "|u1", 1, 2, 0, 0);
    Path csv = folder.resolve("l.csv");
    Files.writeString(csv, "origin,labels\na.npy,a.npy\nb.png,b.npy\n");
    Cli cli = evaluate("--images", images, "--labels", csv);
    assertDone(cli);
    assertConfusion("[[1,1,0],[0,0,0],[0,0,0]]");
    assertThat(cli.out()).contains("2 in = 1 done + 1 failed").contains("b.png: labels ");
    assertThat(
            evaluate("--images", images, "--labels", csv, "--overwrite", "--mode", "failfast")
                .code())
        .isEqualTo(1);
    NpyLabels.write(folder.resolve("a.npy"), "|u1", 2, 1, 0, 0);
    Cli before = evaluate("--images", images, "--labels", csv, "--overwrite");
    assertThat(before.code()).isEqualTo(2);
    assertThat(before.err().get(0)).contains("found 2 x 1 labels, expected 1 x 2");
  }

  /** 2100 x 2100 x 16 bytes, 70 MB, in two tasks; each count against a loop over the samples. */
  @Test
  void stripsAndPartitionsOfALargeCubeChangeNothing() throws IOException {
    int side = 2100;
    int D = 16;
    Path cube = Pictures.uint8(images.resolve("cube.npy"), side, side, D, 11);
    String[] classes = new String[D];
    Arrays.setAll(classes, k -> Integer.toString(2 * k));
    pixelModel(classes);
    Random random = new Random(12);
    long[] labels = new long[side * side];
    Arrays.setAll(labels, i -> random.nextInt(4) == 0 ? 255 : 2L * random.nextInt(D));
    byte[] samples = new byte[side * side * D];
    new Random(11).nextBytes(samples);
    long[][] expected = new long[D][D];
    long unlabelled = 0;
    for (int p = 0; p < labels.length; p++) {
      int largest = 0;
      for (int k = 1; k < D; k++) {
        largest = (samples[p * D + k] & 0xff) > (samples[p * D + largest] & 0xff) ? k : largest;
      }
      if (labels[p] == 255) {
        unlabelled++;
      } else {
        expected[(int) labels[p] / 2][largest]++;
      }
    }
    Path file = NpyLabels.write(folder.resolve("l.npy"), "<u2", side, side, labels);
    for (int partitions : new int[] {1, 7}) {
      assertDone(
          evaluate(
              "--images",
              cube,
              "--labels",
              file,
              "--unlabelled",
              255,
              "--overwrite",
              "--partitions",
              partitions));
      assertConfusion(Arrays.deepToString(expected).replace(" ", ""));
      assertThat(report().get("unlabelled").asLong()).isEqualTo(unlabelled);
      assertThat(report().get("done").asInt()).isEqualTo(1);
    }
  }

  @Test
  void kryoChangesNothing() throws IOException {
    sixPictures();
    Files.writeString(images.resolve("red/text.jpg"), "no picture");
    Spark.session().stop();
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      assertDone(evaluate("--images", images, "--recursive", "--labels", "folders"));
      assertConfusion("[[3,1,0],[0,1,0],[1,0,0]]");
      Path out = folder.resolve("out");
      Cli classified =
          Cli.run(
              "classify",
              "--model",
              folder.resolve("model.onnx"),
              "--out",
              out,
              "--images",
              images,
              "--recursive");
      assertDone(classified);
      Path cube = floats("a.npy", 1, 2, 2, 1, 0, 0, 1);
      pixelModel("7", "2");
      Path labels = NpyLabels.write(folder.resolve("l.npy"), "|u1", 1, 2, 7, 7);
      assertDone(evaluate("--images", cube, "--labels", labels, "--overwrite"));
      assertConfusion("[[1,1],[0,0]]");
      assertDone(
          Cli.run(
              "classify",
              "--model",
              folder.resolve("model.onnx"),
              "--out",
              out,
              "--images",
              cube,
              "--overwrite"));
    } finally {
      Spark.session().stop();
      System.clearProperty("spark.serializer");
    }
  }
}
