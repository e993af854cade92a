package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.learn.labels.Cubes;
import pointwise.learn.labels.NpyLabels;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

class TrainCommandTest {
  private static final int SIDE = 40;
  private static final int BANDS = 4;

  @TempDir private Path folder;
  private Path images;

  @BeforeEach
  void folders() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
  }

  /** Pictures of two classes, which differ in the mean of their first channel. */
  private void pictures(int each) throws IOException {
    Random random = new Random(1);
    for (String name : new String[] {"dark", "light"}) {
      Path below = Files.createDirectories(images.resolve(name));
      for (int i = 0; i < each; i++) {
        byte[] samples = new byte[6 * 5 * 3];
        random.nextBytes(samples);
        for (int s = 0; s < samples.length; s += 3) {
          samples[s] = (byte) (random.nextInt(150) + (name.equals("dark") ? 0 : 100));
        }
        Pictures.npy(below.resolve(i + ".npy"), "|u1", 6, 5, 3, samples);
      }
    }
  }

  /** A cube whose left and right half differ in band 2 by five standard deviations. */
  private void cube(float first) {
    Random random = new Random(2);
    float[] samples = new float[SIDE * SIDE * BANDS];
    long[] labels = new long[SIDE * SIDE];
    for (int p = 0; p < labels.length; p++) {
      labels[p] = p % SIDE < SIDE / 2 ? 3 : 7;
      for (int b = 0; b < BANDS; b++) {
        samples[p * BANDS + b] = (float) (100 * b + random.nextGaussian());
      }
      samples[p * BANDS + 2] += labels[p] == 3 ? 0f : 5f;
    }
    samples[0] = first;
    labels[1] = 200;
    Cubes.write(images.resolve("cube.npy"), SIDE, SIDE, BANDS, samples);
    NpyLabels.write(folder.resolve("labels.npy"), "<i2", SIDE, SIDE, labels);
  }

  private Cli train(Object... args) {
    Object[] start = {"train", "--images", images, "--recursive"};
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private Cli trainImages(String out, Object... args) {
    Object[] start = {"--labels", "folders", "--unit", "image", "--out", folder.resolve(out)};
    return train(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private Cli trainPixels(String out, Object... args) {
    Object[] start = {
      "--labels", folder.resolve("labels.npy"), "--unit", "pixel", "--out", folder.resolve(out)
    };
    return train(Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private void assertFails(Cli cli, int code, String... parts) {
    assertThat(cli.err()).as(cli.out()).hasSize(1);
    assertThat(cli.err().get(0)).startsWith("Cannot ").contains(parts);
    assertThat(cli.code()).isEqualTo(code);
  }

  private JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).toFile());
  }

  private byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  /**
   * Labels that rasterio wrote as src/test/resources/labels/make.py has it: tiles with a value for
   * no data, a mask, a palette, 32 bits, WhiteIsZero, ENVI. They are those of numpy's array.
   */
  @Test
  void labelsOfRastersMakeTheModelOfThoseInAnArray() throws IOException {
    cube(1);
    Path labels = Path.of("src/test/resources/labels");
    assertDone(trainLabels(labels.resolve("labels.npy"), "npy.onnx", "--unlabelled", 200));
    assertThat(json("npy.report.json").path("unlabelled").asInt()).isEqualTo(31);
    for (String name :
        List.of("nodata.tif", "mask.tif", "palette.tif", "int32.tif", "envi.hdr", "envi.img")) {
      assertDone(trainLabels(labels.resolve(name), name + ".onnx"));
      assertThat(bytes(name + ".onnx")).as(name).isEqualTo(bytes("npy.onnx"));
      assertThat(json(name + ".report.json").path("unlabelled").asInt()).isEqualTo(31);
    }
    for (String name : List.of("white.tif", "plain32.tif")) {
      assertDone(trainLabels(labels.resolve(name), name + ".onnx", "--unlabelled", 200));
      assertThat(bytes(name + ".onnx")).as(name).isEqualTo(bytes("npy.onnx"));
    }
    assertFails(
        trainLabels(labels.resolve("float.tif"), "f.onnx"),
        2,
        "float.tif: found float32, expected whole numbers");
    assertFails(
        trainLabels(labels.resolve("rgb.tif"), "f.onnx"), 2, "found labels of 3 bands, expected");
    assertFails(
        trainLabels(labels.resolve("bits.tif"), "f.onnx"), 2, "found uint1, expected whole");
  }

  private Cli trainLabels(Path labels, String out, Object... more) {
    Object[] start = {
      "--labels",
      labels,
      "--unit",
      "pixel",
      "--hidden",
      "none",
      "--epochs",
      2,
      "--out",
      folder.resolve(out)
    };
    return train(Stream.concat(Arrays.stream(start), Arrays.stream(more)).toArray());
  }

  /** The scene is labels/scene.tif, EPSG:31985; half a pixel is what PixelIsPoint is off by. */
  @Test
  void labelsThatLieElsewhereAreRefused() throws IOException {
    Path labels = Path.of("src/test/resources/labels");
    Files.copy(labels.resolve("scene.tif"), images.resolve("scene.tif"));
    assertDone(trainLabels(labels.resolve("there.tif"), "m.onnx"));
    Cli shifted = trainLabels(labels.resolve("shifted.tif"), "s.onnx");
    assertThat(shifted.code()).isNotZero();
    assertThat(shifted.out() + shifted.err())
        .contains("shifted.tif lie elsewhere, found transform [");
    Cli other = trainLabels(labels.resolve("other.tif"), "o.onnx");
    assertThat(other.code()).isNotZero();
    assertThat(other.out() + other.err()).contains("found EPSG:32724, expected EPSG:31985");
  }

  /** A block is for validation as a whole, in whatever partitions. */
  @Test
  void validationTakesBlocks() throws IOException {
    cube(1);
    Object[] blocks = {"--hidden", "none", "--epochs", 2, "--unlabelled", 200};
    Cli single = trainPixels("p.onnx", blocks);
    assertThat(single.out()).contains("--validation-blocks N takes blocks");
    Object[] more = {"--validation-blocks", 10, "--partitions", 1};
    Cli first = trainPixels("a.onnx", Stream.of(blocks, more).flatMap(Arrays::stream).toArray());
    assertDone(first);
    assertThat(first.out()).doesNotContain("warning");
    more[3] = 3;
    assertDone(trainPixels("b.onnx", Stream.of(blocks, more).flatMap(Arrays::stream).toArray()));
    assertThat(bytes("b.onnx")).isEqualTo(bytes("a.onnx"));
    assertThat(bytes("p.onnx")).isNotEqualTo(bytes("a.onnx"));
    JsonNode report = json("a.report.json");
    assertThat(report.path("settings").path("validation-blocks").asInt()).isEqualTo(10);
    // 16 blocks of 100 pixels, one pixel of which has no label.
    int validation = 0;
    for (JsonNode row : report.path("classes")) {
      validation += row.path("validation").asInt();
    }
    assertThat((validation + 1) / 100 * 100 - validation).isBetween(0, 1);
  }

  /** Halves five deviations apart: Φ(-2.5), 0.6 % of the pixels, are on the wrong side. */
  @Test
  void pixelsOfTwoHalvesAreTold() throws IOException {
    cube(Float.NaN);
    Cli cli = trainPixels("m.onnx", "--unlabelled", 200, "--hidden", "none", "--epochs", 20);
    assertDone(cli);
    JsonNode report = json("m.report.json");
    assertThat(report.path("accuracy").asDouble()).isGreaterThan(0.975);
    assertThat(report.path("nodata").asInt()).isEqualTo(1);
    assertThat(report.path("unlabelled").asInt()).isEqualTo(1);
    int samples = 0;
    for (JsonNode row : report.path("classes")) {
      samples += row.path("training").asInt() + row.path("validation").asInt();
    }
    assertThat(samples).isEqualTo(SIDE * SIDE - 2);
    assertThat(report.path("epochs")).hasSize(20);
    assertThat(cli.out().lines().filter(line -> line.startsWith("epoch "))).hasSize(20);
    for (String picture : new String[] {"curves", "confusion", "kernels"}) {
      byte[] png = bytes(Text.of("m.%s.png", picture));
      assertThat(ImageIO.read(new ByteArrayInputStream(png))).as(picture).isNotNull();
    }
    assertDone(
        Cli.run(
            "evaluate",
            "--images",
            images,
            "--labels",
            folder.resolve("labels.npy"),
            "--unlabelled",
            200,
            "--model",
            folder.resolve("m.onnx")));
    assertThat(json("m.evaluation.json").path("accuracy").asDouble()).isGreaterThan(0.985);
  }

  /** What evaluate counts on all images is what training counted on them. */
  @Test
  void reportIsWhatEvaluateFinds() throws IOException {
    pictures(12);
    for (String pool : new String[] {"max", "mean"}) {
      assertDone(
          trainImages(
              "m.onnx", "--pool", pool, "--hidden", "3,2", "--validation", 0, "--overwrite"));
      assertDone(
          Cli.run(
              "evaluate",
              "--images",
              images,
              "--recursive",
              "--labels",
              "folders",
              "--model",
              folder.resolve("m.onnx"),
              "--overwrite"));
      assertThat(json("m.evaluation.json").path("confusion"))
          .isEqualTo(json("m.report.json").path("confusion"));
    }
  }

  private Cli trainShort(String out, int epochs, Object... args) {
    Object[] start = {
      "--hidden", 4, "--batch", 5, "--weight-decay", 0.01, "--epochs", epochs, "--partitions", 3
    };
    return trainImages(out, Stream.concat(Arrays.stream(start), Arrays.stream(args)).toArray());
  }

  private void assertSameBytes(String found, String expected) throws IOException {
    assertThat(Arrays.equals(bytes(found), bytes(expected))).as(found).isTrue();
  }

  @Test
  void resumedTrainingEndsWithTheSameBytes() throws IOException {
    pictures(20);
    assertDone(trainShort("whole.onnx", 7));
    assertDone(trainShort("again.onnx", 7));
    assertSameBytes("again.onnx", "whole.onnx");
    assertDone(trainShort("cut.onnx", 3));
    assertThat(Arrays.equals(bytes("cut.onnx"), bytes("whole.onnx"))).isFalse();
    // In another number of partitions.
    assertDone(
        trainImages(
            "cut.onnx",
            "--hidden",
            4,
            "--batch",
            5,
            "--weight-decay",
            0.01,
            "--epochs",
            7,
            "--partitions",
            1,
            "--resume"));
    assertSameBytes("cut.onnx", "whole.onnx");
    for (String part : new String[] {"parameters", "adam_m", "adam_v", "best_parameters"}) {
      assertThat(json("cut.checkpoint").path(part)).isEqualTo(json("whole.checkpoint").path(part));
    }
    assertThat(json("cut.report.json").path("epochs")).hasSize(7);
    Cli none = trainShort("cut.onnx", 5, "--resume");
    assertDone(none);
    assertThat(none.out())
        .contains("stopped    nothing is left to train: 7 epochs were done before, --epochs is 5");
    assertSameBytes("cut.onnx", "whole.onnx");
  }

  @Test
  void resumedTrainingOfPixelsEndsWithTheSameBytes() throws IOException {
    cube(Float.NaN);
    Object[] args = {"--unlabelled", 200, "--hidden", 5, "--batch", 400, "--epochs"};
    assertDone(trainPixels("whole.onnx", with(args, 5)));
    assertDone(trainPixels("cut.onnx", with(args, 2)));
    assertThat(Arrays.equals(bytes("cut.onnx"), bytes("whole.onnx"))).isFalse();
    assertDone(trainPixels("cut.onnx", with(args, 5, "--resume")));
    assertSameBytes("cut.onnx", "whole.onnx");
  }

  private static Object[] with(Object[] args, Object... more) {
    return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray();
  }

  /** Interrupted while it waits for a gain; the epochs without one count on. */
  @Test
  void resumedTrainingStopsWhereItWouldHave() throws IOException {
    pictures(20);
    Object[] args = {"--learning-rate", 0.3, "--patience", 3, "--partitions", 2, "--epochs"};
    assertDone(trainImages("whole.onnx", with(args, 300)));
    int epochs = json("whole.report.json").path("epochs").size();
    int kept = json("whole.report.json").path("kept_epoch").asInt();
    assertThat(epochs).isLessThan(300).isEqualTo(kept + 3);
    assertDone(trainImages("cut.onnx", with(args, epochs - 1)));
    assertThat(json("cut.checkpoint").path("best_epoch").asInt()).isEqualTo(kept);
    assertDone(trainImages("cut.onnx", with(args, 300, "--resume")));
    assertThat(json("cut.report.json").path("epochs")).hasSize(epochs);
    assertThat(json("cut.report.json").path("kept_epoch").asInt()).isEqualTo(kept);
    assertSameBytes("cut.onnx", "whole.onnx");
    assertDone(trainImages("cut.onnx", with(args, 300, "--resume")));
    assertThat(json("cut.report.json").path("epochs")).hasSize(epochs);
  }

  @Test
  void epochIsALineOfWhatItMeasured() throws IOException {
    pictures(20);
    String begin = "epoch +%d  loss +\\d+\\.\\d{4}  accuracy +[01]\\.\\d{4}";
    String end = "  +\\d+\\.\\d\\d s  [\\d,]+ samples/s";
    Cli both = trainImages("m.onnx", "--epochs", 2);
    assertDone(both);
    List<String> lines = both.out().lines().filter(line -> line.startsWith("epoch")).toList();
    assertThat(lines).hasSize(2);
    String validation = "  validation loss +\\d+\\.\\d{4}  accuracy +[01]\\.\\d{4}";
    for (int i = 0; i < 2; i++) {
      assertThat(lines.get(i)).matches(Text.of(begin, i + 1) + validation + end);
    }
    Cli training = trainImages("m.onnx", "--epochs", 1, "--validation", 0, "--overwrite");
    assertThat(training.out().lines().filter(line -> line.startsWith("epoch")).toList())
        .singleElement()
        .asString()
        .matches(Text.of(begin, 1) + end);
  }

  @Test
  void nothingElseIsResumed() throws IOException {
    pictures(20);
    assertFails(trainShort("m.onnx", 1, "--resume"), 2, "no checkpoint is there");
    assertDone(trainShort("m.onnx", 1));
    assertFails(
        trainShort("m.onnx", 2, "--resume", "--seed", 2),
        2,
        "Cannot resume from file:" + folder.resolve("m.checkpoint"),
        "--seed differs, found 2, expected 1");
    Files.delete(images.resolve("dark/3.npy"));
    assertFails(
        trainShort("m.onnx", 2, "--resume"),
        2,
        "the list of images differs, found 39 images",
        "expected 40 images");
    Files.delete(folder.resolve("m.onnx"));
    assertFails(trainShort("m.onnx", 2), 2, "m.checkpoint", "--resume", "--overwrite");
  }

  private Cli trainLines(String labels, Object... args) throws IOException {
    Path csv = Files.writeString(folder.resolve("labels.csv"), "origin,label\n" + labels);
    Object[] start = {
      "--labels", csv, "--unit", "image", "--epochs", 1, "--validation", 0, "--out"
    };
    Stream<Object> out = Stream.of(folder.resolve("m.onnx"));
    return train(
        Stream.of(Arrays.stream(start), out, Arrays.stream(args)).flatMap(some -> some).toArray());
  }

  /** The images and the number of each class stay what they were. */
  @Test
  void trainingWithOtherLabelsOrWaysToReadIsNotResumed() throws IOException {
    pictures(2);
    String rest = "images/dark/1.npy,a\nimages/light/1.npy,b\n";
    String labels = "images/dark/0.npy,a\nimages/light/0.npy,b\n" + rest;
    assertDone(trainLines(labels));
    assertDone(trainLines(labels, "--resume"));
    String swapped = "images/dark/0.npy,b\nimages/light/0.npy,a\n" + rest;
    assertFails(trainLines(swapped, "--resume"), 2, "the set of labels differs");
    assertFails(
        trainLines(labels, "--resume", "--mode", "failfast"),
        2,
        "--mode differs, found FAILFAST, expected PERMISSIVE");
    assertFails(
        trainLines(labels, "--resume", "--max-pixels", 1000),
        2,
        "--max-pixels differs, found 1000");
  }

  /** Two pixels change their labels, which leaves size and counts of the file as they were. */
  @Test
  void trainingWithOtherLabelsOfPixelsIsNotResumed() throws IOException {
    cube(0);
    Object[] args = {"--unlabelled", 200, "--epochs", 1, "--batch", 0};
    assertDone(trainPixels("m.onnx", args));
    Object[] again = with(args, "--resume");
    assertDone(trainPixels("m.onnx", again));
    Path file = folder.resolve("labels.npy");
    byte[] labels = Files.readAllBytes(file);
    int end = labels.length;
    byte last = labels[end - 2];
    assertThat(last).isEqualTo((byte) 7);
    labels[end - 2] = 3;
    assertThat(labels[end - 2 * SIDE]).isEqualTo((byte) 3);
    labels[end - 2 * SIDE] = 7;
    FileTime before = Files.getLastModifiedTime(file);
    Files.write(file, labels);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 5000));
    assertFails(trainPixels("m.onnx", again), 2, "the set of labels differs");
  }

  private static void invert(Path npy) throws IOException {
    byte[] samples = Files.readAllBytes(npy);
    for (int i = 128; i < samples.length; i++) {
      samples[i] = (byte) ~samples[i];
    }
    FileTime before = Files.getLastModifiedTime(npy);
    Files.write(npy, samples);
    Files.setLastModifiedTime(npy, FileTime.fromMillis(before.toMillis() + 5000));
  }

  /** As many bytes under the same name. */
  @Test
  void trainingIsNotResumedWithImagesThatChanged() throws IOException {
    pictures(20);
    assertDone(trainShort("m.onnx", 1));
    assertDone(trainShort("m.onnx", 2, "--resume"));
    invert(images.resolve("light/7.npy"));
    assertFails(
        trainShort("m.onnx", 3, "--resume"),
        2,
        "the time of change or length of an image differs",
        "found as the last to be changed 0/light/7.npy at ");
  }

  /** A copy of the folder with the times of its files. */
  private Path copy(String to) throws IOException {
    Path target = folder.resolve(to);
    Files.createDirectories(target.getParent());
    try (Stream<Path> all = Files.walk(images)) {
      for (Path from : (Iterable<Path>) all::iterator) {
        Files.copy(
            from,
            target.resolve(images.relativize(from).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return target;
  }

  @Test
  void imagesInAnotherFolderAreTheSame() throws IOException {
    pictures(20);
    Path moved = copy("a longer path/to the same");
    assertDone(trainShort("here.onnx", 4));
    assertDone(trainShort("cut.onnx", 2));
    images = moved;
    assertDone(trainShort("there.onnx", 4));
    assertSameBytes("there.onnx", "here.onnx");
    assertThat(json("there.report.json").path("confusion"))
        .isEqualTo(json("here.report.json").path("confusion"));
    assertDone(trainShort("cut.onnx", 4, "--resume"));
    assertSameBytes("cut.onnx", "here.onnx");
  }

  private void trainTwo(String out, Path first, Path second) {
    assertDone(
        Cli.run(
            "train",
            "--images",
            first,
            second,
            "--labels",
            "folders",
            "--unit",
            "image",
            "--epochs",
            2,
            "--batch",
            5,
            "--out",
            folder.resolve(out)));
  }

  /** The second of the folders is the first by name in one of the runs. */
  @Test
  void imagesInTwoOtherFoldersAreTheSame() throws IOException {
    pictures(20);
    trainTwo("here.onnx", images.resolve("dark"), images.resolve("light"));
    Path moved = copy("other");
    Path dark = Files.createDirectory(folder.resolve("z")).resolve("dark");
    Files.move(moved.resolve("dark"), dark);
    trainTwo("there.onnx", dark, moved.resolve("light"));
    assertSameBytes("there.onnx", "here.onnx");
  }

  @Test
  void kryoChangesNothing() throws IOException {
    pictures(20);
    assertDone(trainImages("java.onnx", "--epochs", 2));
    Spark.session().stop();
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      assertDone(trainImages("kryo.onnx", "--epochs", 2));
    } finally {
      System.clearProperty("spark.serializer");
      Spark.session().stop();
    }
    assertSameBytes("kryo.onnx", "java.onnx");
  }

  @Test
  void trainingStopsWhenValidationNoLongerGains() throws IOException {
    pictures(20);
    Cli cli = trainImages("m.onnx", "--epochs", 300, "--learning-rate", 0.3, "--patience", 3);
    assertDone(cli);
    JsonNode report = json("m.report.json");
    int epochs = report.path("epochs").size();
    assertThat(epochs).isLessThan(300);
    assertThat(cli.out())
        .contains(
            Text.of(
                "stopped    after epoch %d: the validation loss has not been lower for 3 epochs",
                epochs));
    assertThat(report.path("kept_epoch").asInt()).isEqualTo(epochs - 3);
    double kept = report.path("epochs").get(epochs - 4).path("validation_loss").asDouble();
    for (JsonNode epoch : report.path("epochs")) {
      assertThat(epoch.path("validation_loss").asDouble()).isGreaterThanOrEqualTo(kept);
    }
    assertThat(report.path("loss").asDouble()).isEqualTo(kept);
  }

  @Test
  void trainingThatDivergesKeepsTheLastCheckpoint() throws IOException {
    cube(0);
    Cli cli =
        trainPixels(
            "m.onnx", "--batch", 0, "--validation", 0, "--learning-rate", 1e9, "--hidden", 8);
    assertFails(cli, 1, "Cannot train: it diverges in epoch 2, found a loss of", "--learning-rate");
    assertThat(json("m.checkpoint").path("epoch").asInt()).isEqualTo(1);
    assertThat(folder.resolve("m.onnx")).doesNotExist();
  }

  /** Of weights that are infinite some results are NaN, of small pictures all of a channel's. */
  @Test
  void imagesThatDivergeUnderAMaxPoolSaySo() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      Path below = Files.createDirectory(images.resolve(name));
      for (int i = 0; i < 8; i++) {
        Pictures.uint8(below.resolve(i + ".npy"), i < 2 ? 40 : 1, 1, 3, i + name.charAt(0));
      }
    }
    assertFails(
        trainImages(
            "m.onnx",
            "--pool",
            "max",
            "--hidden",
            8,
            "--batch",
            4,
            "--validation",
            0,
            "--partitions",
            1,
            "--learning-rate",
            1e39),
        1,
        "Cannot train: it diverges in epoch");
  }

  @Test
  void modelsThatAreTooLargeAreRefused() throws IOException {
    pictures(1);
    for (String hidden : new String[] {"99999,99999", "999999,999999,999999", "4096,4096"}) {
      assertFails(
          trainImages("m.onnx", "--hidden", hidden),
          2,
          "Cannot make a model: it has too many parameters, found ",
          "expected at most 2,097,152");
    }
  }

  @Test
  void whatCannotBeLearnedIsRefused() throws IOException {
    pictures(4);
    Files.createDirectories(images.resolve("odd"));
    Files.writeString(images.resolve("odd/0.npy"), "no image");
    assertFails(
        trainImages("m.onnx", "--validation", 0),
        1,
        "class odd has no samples",
        "1 images that failed");
    assertFails(trainImages("m.onnx", "--mode", "failfast"), 1, "odd/0.npy");
    Files.delete(images.resolve("odd/0.npy"));
    assertFails(
        Cli.run(
            "train",
            "--images",
            images.resolve("dark"),
            "--labels",
            "folders",
            "--unit",
            "image",
            "--out",
            folder.resolve("m.onnx")),
        2,
        "Cannot train: found 1 class, dark");
    Files.createDirectories(folder.resolve("folder.onnx/x"));
    assertFails(trainImages("folder.onnx"), 2, "it is a folder, expected a file");
    assertFails(trainImages("m.onnx", "--hidden", "3,0"), 2, "Cannot use --hidden: found 3,0");
    assertFails(
        trainImages("m.onnx", "--patience", 2, "--validation", 0), 2, "Cannot use --patience");
  }

  @Test
  void aPoolOfPixelsIsRefused() {
    cube(0);
    assertFails(
        trainPixels("m.onnx", "--pool", "max"),
        2,
        "Cannot use --pool: found MAX, expected none with --unit pixel");
  }

  @Test
  void labelsOfAnotherSizeAreRefused() {
    cube(0);
    NpyLabels.write(folder.resolve("labels.npy"), "<i2", 2, 3, 1, 2, 1, 2, 1, 2);
    assertFails(trainPixels("m.onnx"), 2, "labels.npy", "2 x 3", "40 x 40");
  }
}
