package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.pixels.Pictures;

/** A head that is learned on what a network makes, and the file of both. */
class TransferLearningTest {
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final int PIXELS = HEIGHT * WIDTH;
  private static final int D = 3;

  @TempDir private Path folder;
  private Path images;
  private Path network;
  private Path model;

  /** Networks whose results are the samples, or their means. */
  private enum Backbone {
    VECTOR {
      @Override
      void write(GraphWriter graph) {
        graph.node("GlobalAveragePool", List.of("image"), "means");
        graph.node("Flatten", List.of("means"), "y");
      }
    },
    MAP {
      @Override
      void write(GraphWriter graph) {
        graph.node("Identity", List.of("image"), "y");
      }
    },
    CHANNELS_LAST {
      @Override
      void write(GraphWriter graph) {
        GraphWriter.integers(
            graph.node("Transpose", List.of("image"), "y"), "perm", new long[] {0, 2, 3, 1});
      }
    },
    TOKENS {
      @Override
      void write(GraphWriter graph) {
        String shape = graph.integers("shape", 0, D, -1);
        graph.node("Reshape", List.of("image", shape), "lines");
        GraphWriter.integers(
            graph.node("Transpose", List.of("lines"), "y"), "perm", new long[] {0, 2, 1});
      }
    };

    abstract void write(GraphWriter graph);
  }

  /** Dark and light pictures of noise. */
  @BeforeEach
  void pictures() throws IOException {
    images = folder.resolve("images");
    model = folder.resolve("model.onnx");
    Random random = new Random(5);
    for (int i = 0; i < 24; i++) {
      boolean light = i % 2 == 0;
      Path of = Files.createDirectories(images.resolve(light ? "light" : "dark"));
      byte[] samples = new byte[PIXELS * D];
      for (int s = 0; s < samples.length; s++) {
        samples[s] = (byte) (random.nextInt(150) + (light ? 100 : 0));
      }
      Pictures.npy(of.resolve(i + ".npy"), "|u1", HEIGHT, WIDTH, D, samples);
    }
  }

  private void network(Backbone backbone, int opset) throws IOException {
    GraphWriter graph = Models.graph();
    backbone.write(graph);
    // What the features do not depend on is not in the model.
    graph.node("Exp", List.of("y"), "unused");
    network =
        Files.write(
            folder.resolve("network.onnx"), Models.of(opset, graph, 0, D, 0, 0).toByteArray());
  }

  private Cli train(Object... more) {
    Object[] start = {
      "train",
      "--unit",
      "image",
      "--labels",
      "folders",
      "--network",
      network,
      "--layer",
      "y",
      "--range",
      "unit",
      "--engine",
      "runtime",
      "--epochs",
      20,
      "--validation",
      0,
      "--out",
      model
    };
    return Cli.run(Stream.concat(Arrays.stream(start), Arrays.stream(more)).toArray());
  }

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as("%s", cli.err()).isZero();
  }

  /** The samples of a file of {@link Pictures#npy}, 0 to 1. */
  private static float[] samples(Path file) {
    byte[] bytes = Pictures.bytes(file);
    float[] samples = new float[PIXELS * D];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (bytes[bytes.length - samples.length + i] & 0xff) / 255f;
    }
    return samples;
  }

  private static float[] weights(ModelProto model, String name) {
    TensorProto tensor =
        model.getGraph().getInitializerList().stream()
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    FloatBuffer floats =
        tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] weights = new float[floats.remaining()];
    floats.get(weights);
    return weights;
  }

  /** softmax(W x + b), in double. */
  private static double[] probabilities(ModelProto model, double[] features) {
    float[] weights = weights(model, "head/classes/weights");
    float[] bias = weights(model, "head/classes/bias");
    double[] z = new double[bias.length];
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      z[k] = bias[k];
      for (int d = 0; d < D; d++) {
        z[k] += weights[k * D + d] * features[d];
      }
      z[k] = Math.exp(z[k]);
      sum += z[k];
    }
    for (int k = 0; k < z.length; k++) {
      z[k] /= sum;
    }
    return z;
  }

  private static double[] mean(float[] samples) {
    double[] mean = new double[D];
    for (int i = 0; i < samples.length; i++) {
      mean[i % D] += samples[i] / (double) PIXELS;
    }
    return mean;
  }

  private ModelProto written() throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(model));
  }

  /** What ONNX Runtime makes of a picture by the file alone, N x K x H x W. */
  private float[] alone(float[] samples) throws Exception {
    float[] planes = new float[samples.length];
    for (int i = 0; i < samples.length; i++) {
      planes[i % D * PIXELS + i / D] = samples[i];
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString());
        OnnxTensor image =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(planes), new long[] {1, D, HEIGHT, WIDTH});
        OrtSession.Result result = session.run(Map.of("image", image))) {
      FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] made = new float[numbers.remaining()];
      numbers.get(made);
      return made;
    }
  }

  @ParameterizedTest
  @EnumSource(Backbone.class)
  void oneFileIsTheNetworkAndItsHead(Backbone backbone) throws Exception {
    network(backbone, 17);
    assertDone(train("--images", images));
    ModelProto file = written();
    assertThat(file.getGraph().getNodeList()).noneMatch(node -> node.getOpType().equals("Exp"));
    Path labels = folder.resolve("labels");
    assertDone(
        Cli.run("classify", "--model", model, "--images", images, "--recursive", "--out", labels));
    List<Row> rows = Spark.session().read().parquet(labels.toString()).collectAsList();
    assertThat(rows).hasSize(24);
    for (Row row : rows) {
      Path picture = Path.of(row.<String>getAs("origin").replace("file:", ""));
      double[] expected = probabilities(file, mean(samples(picture)));
      List<Float> found = row.getList(row.fieldIndex("probabilities"));
      float[] alone = alone(samples(picture));
      for (int k = 0; k < expected.length; k++) {
        assertThat(found.get(k).doubleValue()).isCloseTo(expected[k], within(1e-5));
        assertThat((double) alone[k]).isCloseTo(expected[k], within(1e-5));
      }
      assertThat(row.<String>getAs("label"))
          .isEqualTo(picture.getParent().getFileName().toString());
    }
  }

  /** An operator set in which Softmax is over all axes from one on. */
  @Test
  void pixelsAreLearnedAtTheSizeOfTheMap() throws Exception {
    network(Backbone.MAP, 11);
    Path light = images.resolve("light/0.npy");
    float[] samples = samples(light);
    byte[] classes = new byte[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      classes[p] = (byte) (samples[p * D] > 0.7 ? 9 : 4);
    }
    Path labels = Pictures.npy(folder.resolve("labels.npy"), "|u1", HEIGHT, WIDTH, 1, classes);
    assertDone(
        Cli.run(
            "train",
            "--unit",
            "pixel",
            "--labels",
            labels,
            "--images",
            light,
            "--network",
            network,
            "--range",
            "unit",
            "--layer",
            "y",
            "--engine",
            "runtime",
            "--validation",
            0,
            "--epochs",
            20,
            "--out",
            model));
    float[] alone = alone(samples);
    Path maps = folder.resolve("maps");
    assertDone(Cli.run("classify", "--model", model, "--images", light, "--out", maps));
    Row row = Spark.session().read().parquet(maps.toString()).head();
    byte[] found = row.getAs("data");
    for (int p = 0; p < PIXELS; p++) {
      double[] features = new double[D];
      for (int d = 0; d < D; d++) {
        features[d] = samples[p * D + d];
      }
      double[] expected = probabilities(written(), features);
      for (int k = 0; k < expected.length; k++) {
        assertThat((double) alone[k * PIXELS + p]).isCloseTo(expected[k], within(1e-5));
      }
      assertThat(found[p]).isEqualTo((byte) (expected[0] >= expected[1] ? 4 : 9));
    }
  }

  @Test
  void featuresAreMadeOnce() throws Exception {
    network(Backbone.VECTOR, 17);
    assertDone(train("--images", images));
    Path features = folder.resolve("model.features");
    assertThat(Spark.session().read().parquet(features.toString()).count()).isEqualTo(24);

    // Those that are there are not made again, but what is new is.
    Pictures.uint8(images.resolve("dark/new.npy"), HEIGHT, WIDTH, D, 3);
    Files.delete(model);
    Files.delete(folder.resolve("model.checkpoint"));
    for (String suffix : List.of(".report.json", ".curves.png", ".confusion.png", ".kernels.png")) {
      Files.delete(folder.resolve("model" + suffix));
    }
    Files.delete(images.resolve("light/0.npy"));
    Cli again = train("--images", images);
    assertDone(again);
    assertThat(again.out()).contains("images     24 in = 24 done");
    assertThat(Spark.session().read().parquet(features.toString()).count()).isEqualTo(25);
  }

  /** Up to IR 3 weights are inputs too, of what is cut off as well. */
  @Test
  void oldFilesAreJoined() throws Exception {
    GraphWriter graph = Models.graph();
    Backbone.MAP.write(graph);
    String factor = graph.number("factor", 2);
    graph.node("Mul", List.of("y", factor), "cut off");
    ModelProto.Builder old = Models.of(9, graph, 0, D, 0, 0).toBuilder().setIrVersion(3);
    old.getGraphBuilder().addInput(Models.info(factor, TensorProto.DataType.FLOAT));
    network = Files.write(folder.resolve("network.onnx"), old.build().toByteArray());
    assertDone(train("--images", images));
    assertThat(written().getGraph().getInputList()).hasSize(1);
    Path picture = images.resolve("dark/1.npy");
    double[] expected = probabilities(written(), mean(samples(picture)));
    assertThat((double) alone(samples(picture))[0]).isCloseTo(expected[0], within(1e-5));
    assertDone(
        Cli.run("classify", "--model", model, "--images", picture, "--out", folder.resolve("one")));
  }

  /** Else the model would not know it, and nobody would be told. */
  @Test
  void aClassWhoseImagesAllFailStopsTheTraining() throws Exception {
    network(Backbone.VECTOR, 17);
    for (int i = 0; i < 2; i++) {
      Files.createDirectories(images.resolve("odd"));
      Files.writeString(images.resolve("odd/" + i + ".npy"), "no picture");
    }
    Cli cli = train("--images", images);
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err().get(0))
        .contains(
            "Cannot train: class odd has no samples to learn from, found that all of its images failed");
    assertThat(model).doesNotExist();
  }

  @Test
  void theSameFeaturesGiveTheSameModel() throws Exception {
    network(Backbone.VECTOR, 17);
    assertDone(train("--images", images));
    byte[] first = Files.readAllBytes(model);
    assertThat(Files.readString(folder.resolve("model.report.json"))).contains("\"UNIT\"");
    // The pictures are not read again.
    for (String of : List.of("dark/1.npy", "light/0.npy")) {
      Pictures.npy(images.resolve(of), "|u1", HEIGHT, WIDTH, D, new byte[PIXELS * D]);
    }
    assertDone(train("--maps", folder.resolve("model.features"), "--overwrite"));
    assertThat(Files.readAllBytes(model)).isEqualTo(first);
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    network(Backbone.VECTOR, 17);
    Path maps = folder.resolve("maps");
    assertDone(
        Cli.run(
            "extract",
            "--network",
            network,
            "--layer",
            "y",
            "--images",
            images,
            "--recursive",
            "--out",
            maps));
    assertThat(train("--maps", maps).err())
        .containsExactly(
            "Cannot train on the maps in "
                + maps
                + ": they were made by another --engine, found auto, expected runtime");
    assertThat(train("--maps", maps, "--images", images).err())
        .containsExactly("Cannot train: found images and --maps, expected one of them");
    assertDone(
        Cli.run(
            "extract",
            "--network",
            network,
            "--layer",
            "y",
            "--range",
            "unit",
            "--engine",
            "runtime",
            "--dtype",
            "float16",
            "--images",
            images,
            "--recursive",
            "--out",
            maps,
            "--overwrite"));
    assertThat(train("--maps", maps).err().get(0))
        .contains("made by another --dtype, found float16, expected float32");
    network(Backbone.MAP, 17);
    assertThat(train("--images", images, "--tile", 4).err().get(0))
        .contains("Cannot use --tile with --unit image");
    List<Object> without =
        new ArrayList<>(
            List.of("train", "--unit", "image", "--labels", "folders", "--images", images));
    without.addAll(List.of("--preset", "imagenet", "--out", model));
    assertThat(Cli.run(without.toArray()).err().get(0)).contains("they go with --network");
  }
}
