package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.learn.labels.Cubes;
import pointwise.pixels.Pictures;

/** Images that are light on one side, and a network whose features are the pixels. */
class AugmentedTrainingTest {
  private static final int SIDE = 6;
  private static final int IMAGES = 40;

  @TempDir private Path folder;
  private Path network;

  @BeforeEach
  void pictures() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < IMAGES; i++) {
      byte[] samples = new byte[SIDE * SIDE];
      byte[] mirrored = new byte[SIDE * SIDE];
      for (int p = 0; p < samples.length; p++) {
        boolean light = p % SIDE < SIDE / 2 == (i % 2 == 0);
        samples[p] = (byte) (random.nextInt(100) + (light ? 150 : 0));
        mirrored[p / SIDE * SIDE + SIDE - 1 - p % SIDE] = samples[p];
      }
      String name = (i % 2 == 0 ? "left/" : "right/") + i + ".npy";
      write("images", name, samples);
      write("mirrored", name, mirrored);
    }
    GraphWriter graph = Models.graph();
    graph.node("Flatten", List.of("image"), "y");
    network =
        Files.write(
            folder.resolve("network.onnx"), Models.of(17, graph, 0, 1, SIDE, SIDE).toByteArray());
  }

  private void write(String into, String name, byte[] samples) throws IOException {
    Path file = folder.resolve(into).resolve(name);
    Files.createDirectories(file.getParent());
    Pictures.npy(file, "|u1", SIDE, SIDE, 1, samples);
  }

  private Cli train(String model, Object... more) {
    return trainOn(List.of("images"), model, more);
  }

  private Cli trainOn(List<String> roots, String model, Object... more) {
    Object[] start = {
      "train",
      "--unit",
      "image",
      "--labels",
      "folders",
      "--network",
      network,
      "--range",
      "unit",
      "--resize",
      SIDE + "x" + SIDE,
      "--out",
      folder.resolve(model),
      "--images"
    };
    Object[] images = roots.stream().map(root -> folder + "/" + root).toArray();
    return Cli.run(with(with(start, images), more));
  }

  /** Takes a model away, and leaves the features that it was made of. */
  private void forget(String model) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.getFileName().toString().startsWith(model + ".")) {
          Files.delete(file);
        }
      }
    }
  }

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as("%s", cli.err()).isZero();
  }

  private byte[] bytes(String file) throws IOException {
    return Files.readAllBytes(folder.resolve(file));
  }

  private JsonNode report(String file) throws IOException {
    return new ObjectMapper().readTree(bytes(file));
  }

  /** By the end of the path. */
  private Map<String, List<Float>> vectors(String table) {
    Map<String, List<Float>> vectors = new TreeMap<>();
    for (Row row :
        Spark.session().read().parquet(folder.resolve(table).toString()).collectAsList()) {
      String origin = row.getAs("origin");
      int name = origin.lastIndexOf('/', origin.lastIndexOf('/') - 1);
      vectors.put(origin.substring(name), row.getList(row.fieldIndex("vector")));
    }
    return vectors;
  }

  /** The oracle are files that a plain loop mirrored. */
  @Test
  void mirroredImagesAreThoseOfMirroredFiles() {
    assertDone(train("model.onnx", "--flip", "--epochs", 1));
    assertDone(
        Cli.run(
            "extract",
            "--network",
            network,
            "--range",
            "unit",
            "--images",
            folder.resolve("mirrored"),
            "--recursive",
            "--out",
            folder.resolve("expected")));
    assertThat(vectors("model.features-1")).hasSize(IMAGES).isEqualTo(vectors("expected"));
    assertThat(vectors("model.features")).isNotEqualTo(vectors("expected"));
  }

  /** Who has seen mirror images cannot tell left from right, whatever is validated on. */
  @Test
  void sidesAreNotLearnedFromMirrorImages() throws IOException {
    assertDone(train("plain.onnx", "--epochs", 20, "--validation", 0.3));
    assertThat(report("plain.report.json").path("accuracy").asDouble()).isEqualTo(1);
    assertDone(train("flip.onnx", "--epochs", 20, "--validation", 0.3, "--flip"));
    JsonNode report = report("flip.report.json");
    for (JsonNode epoch : report.path("epochs")) {
      assertThat(epoch.path("accuracy").asDouble()).isBetween(0.1, 0.9);
    }
    assertThat(report.path("settings").path("flip").asBoolean()).isTrue();
    assertThat(report.path("settings").path("crop-scale")).isEmpty();
  }

  @Test
  void partitionsAndResumeDoNotChangeABit() throws IOException {
    Object[] parts = {"--flip", "--crop-scale", "0.3,1", "--batch", 7, "--epochs"};
    assertDone(train("whole.onnx", with(parts, 6, "--partitions", 3)));
    assertDone(train("cut.onnx", with(parts, 2, "--partitions", 1)));
    assertDone(train("cut.onnx", with(parts, 6, "--resume", "--partitions", 2)));
    assertThat(bytes("cut.onnx")).isEqualTo(bytes("whole.onnx"));
    Map<String, List<Float>> first = vectors("whole.features-1");
    assertThat(first).isEqualTo(vectors("cut.features-1"));
    assertThat(first).isNotEqualTo(vectors("whole.features-8"));
    assertThat(train("cut.onnx", "--flip", "--resume").err())
        .containsExactly(
            "Cannot go on with file:"
                + folder.resolve("cut.features-1")
                + ": --crop-scale is another than before, found none, expected 0.3,1.0; --overwrite alone begins anew");
    assertThat(train("cut.onnx", "--batch", 7, "--resume").err())
        .containsExactly(
            "Cannot resume from file:"
                + folder.resolve("cut.checkpoint")
                + ": --crop-scale differs, found [], expected [0.3, 1.0] as when it began");
    // Of another seed, other parts.
    Cli other = train("whole.onnx", with(parts, 2, "--seed", 2, "--overwrite"));
    assertDone(other);
    assertThat(vectors("whole.features-1")).isNotEqualTo(first);
    assertThat(vectors("whole.features")).isEqualTo(vectors("cut.features"));
  }

  private static Object[] with(Object[] args, Object... more) {
    return Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray();
  }

  /** A mirror image is the same wherever its image was found. */
  @Test
  void mirrorImagesDoNotDependOnHowTheirFoldersAreNamed() throws IOException {
    assertDone(train("model.onnx", "--flip", "--epochs", 1));
    byte[] plan = bytes("model.features-1/_plan/plan.json");
    assertDone(trainOn(List.of("./images/../images"), "model.onnx", "--flip", "--resume"));
    forget("model");
    assertDone(
        trainOn(List.of("images/right", "images/left"), "model.onnx", "--flip", "--epochs", 1));
    assertThat(bytes("model.features-1/_plan/plan.json")).isEqualTo(plan);
  }

  /** The oracle is a training that finds no features. */
  @Test
  void partsOfImagesWithOtherKeysAreMadeAnew() throws IOException {
    write("more", "left/100.npy", new byte[SIDE * SIDE]);
    Object[] parts = {"--crop-scale", "0.1,0.6", "--epochs", 1};
    assertDone(trainOn(List.of("images/left", "images/right", "more/left"), "model.onnx", parts));
    forget("model");
    List<String> roots = List.of("images/left", "more/left", "images/right");
    assertDone(trainOn(roots, "model.onnx", parts));
    assertDone(trainOn(roots, "fresh.onnx", parts));
    assertThat(vectors("model.features-1"))
        .hasSize(IMAGES + 1)
        .isEqualTo(vectors("fresh.features-1"));
  }

  @Test
  void otherPartsAreRefusedBeforeAnythingIsMade() throws IOException {
    assertDone(train("model.onnx", "--crop-scale", "0.3,1", "--epochs", 1));
    forget("model");
    byte[] whole = bytes("model.features/_plan/plan.json");
    byte[] part = bytes("model.features-1/_plan/plan.json");
    write("images", "left/100.npy", new byte[SIDE * SIDE]);
    Object[] other = {"--crop-scale", "0.3,1", "--seed", 2, "--epochs", 1};
    assertThat(train("model.onnx", other).err())
        .containsExactly(
            "Cannot go on with file:"
                + folder.resolve("model.features-1")
                + ": --seed is another than before, found 2, expected 1; --overwrite alone begins anew");
    assertThat(bytes("model.features/_plan/plan.json")).isEqualTo(whole);
    Files.delete(folder.resolve("images/left/100.npy"));
    assertDone(train("model.onnx", with(other, "--overwrite")));
    assertThat(bytes("model.features/_plan/plan.json")).isEqualTo(whole);
    assertThat(bytes("model.features-1/_plan/plan.json")).isNotEqualTo(part);
  }

  /** A table of which the plan is damaged is none that can be kept. */
  @Test
  void damagedFeaturesAreReplacedWhereAsked() throws IOException {
    assertDone(train("model.onnx", "--flip", "--epochs", 1));
    Files.writeString(folder.resolve("model.features-1/_plan/plan.json"), "{");
    assertThat(train("model.onnx", "--flip", "--resume").err().get(0))
        .contains("plan.json is cut short or damaged; --overwrite alone begins anew");
    assertDone(train("model.onnx", "--flip", "--epochs", 1, "--overwrite"));
    assertThat(vectors("model.features-1")).hasSize(IMAGES);
  }

  /** One that is no data where the image is made smaller, but not where a part is made larger. */
  @Test
  void imagesThatFailInOneVariantAreLearnedFromInNone() throws IOException {
    GraphWriter graph = Models.graph();
    graph.node("Relu", List.of("image"), "y");
    Files.write(network, Models.of(17, graph, 0, 1, SIDE, SIDE).toByteArray());
    float[] large = new float[4 * SIDE * SIDE];
    large[SIDE * 2 * SIDE + SIDE] = Float.NaN;
    Cubes.write(folder.resolve("images/left/100.npy"), 2 * SIDE, 2 * SIDE, 1, large);
    // And one the other way round: few parts have its corner.
    float[] small = new float[SIDE * SIDE];
    small[0] = Float.NaN;
    Cubes.write(folder.resolve("images/left/101.npy"), SIDE, SIDE, 1, small);
    assertDone(train("model.onnx", "--crop-scale", "0.2,0.5", "--epochs", 4));
    JsonNode report = report("model.report.json");
    assertThat(report.path("done").asInt()).isEqualTo(IMAGES);
    assertThat(report.path("failed").asInt()).isEqualTo(2);
  }

  @Test
  void whatCannotBeVariedIsRefused() {
    assertThat(train("m.onnx", "--flip", "--maps", folder).err().get(0))
        .startsWith("Cannot use --flip or --crop-scale with --maps: they were made of images");
    for (String scale : List.of("0.5", "0,1", "0.5,1.1", "0.5,0.4", "NaN,1", "0.1,0.2,0.3")) {
      assertThat(train("m.onnx", "--crop-scale", scale).err().get(0))
          .startsWith("Cannot use --crop-scale: found [")
          .contains("expected LOW,HIGH, above 0 and at most 1, such as 0.25,1");
    }
    Object[] keeps = {
      "train",
      "--unit",
      "image",
      "--labels",
      "folders",
      "--images",
      folder.resolve("images"),
      "--out",
      folder.resolve("m.onnx"),
      "--crop-scale",
      "0.5,1"
    };
    assertThat(Cli.run(keeps).err().get(0))
        .startsWith("Cannot use --flip or --crop-scale without --network: a model of 1x1");
    keeps[2] = "pixel";
    assertThat(Cli.run(with(keeps, "--network", network)).err().get(0))
        .startsWith("Cannot use --flip or --crop-scale with --unit pixel: labels of pixels");
    keeps[2] = "image";
    assertThat(Cli.run(with(keeps, "--network", network)).err().get(0))
        .startsWith(
            "Cannot use --crop-scale: images keep their size, expected --resize, --crop or --preset");
  }
}
