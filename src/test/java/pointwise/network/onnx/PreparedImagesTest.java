package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Pool;
import pointwise.network.run.RandomNetworks;

/** {@code --preset}, {@code --interpolation} and {@code --normalize} of {@code extract}. */
class PreparedImagesTest {
  private static final String IMAGE = "src/test/resources/preset/image.npy";
  private static final String WITH_KERNELS =
      "Cannot use --layer, --preset, --resize, --resize-short, --crop, --interpolation, --tile, --overlap, --mean, --std, --nodata-taps, --engine, --normalize or --range with kernels: they go with --network";

  @TempDir private Path folder;

  private Path model(Network network) throws Exception {
    return Files.write(folder.resolve("model.onnx"), OnnxWriter.write(network));
  }

  /** The mean and the largest number of each channel of an image, layer0 and layer1. */
  private static Network meanAndMost() {
    RandomNetworks net = new RandomNetworks(1, 3);
    int mean = net.add(new GlobalPool(Pool.Kind.AVERAGE), -1);
    int most = net.add(new GlobalPool(Pool.Kind.MAX), -1);
    return net.build(mean, most);
  }

  private Cli run(Object... options) {
    return Cli.run(
        Stream.concat(
                Stream.of("extract", "--overwrite", "--images", IMAGE),
                Stream.concat(Stream.of("--out", folder.resolve("out")), Stream.of(options)))
            .toArray());
  }

  private List<String> refusal(Object... options) {
    Cli cli = run(options);
    assertThat(cli.code()).isEqualTo(2);
    return cli.err().stream()
        .filter(line -> line.startsWith("Cannot"))
        .map(line -> line.replace(" (see pointwise extract --help)", ""))
        .toList();
  }

  private Map<String, float[]> vectors(Object... options) {
    Cli cli = run(options);
    assertThat(cli.code()).as("%s", cli.err()).isZero();
    Map<String, float[]> vectors = new TreeMap<>();
    for (Row row :
        Spark.session().read().parquet(folder.resolve("out").toString()).collectAsList()) {
      byte[] data = row.getAs("data");
      float[] vector = new float[data.length / Float.BYTES];
      ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
      vectors.put(row.getAs("layer"), vector);
    }
    return vectors;
  }

  private JsonNode settings() throws Exception {
    return new ObjectMapper().readTree(folder.resolve("out/_report.json").toFile()).get("settings");
  }

  /** Against Pillow and the numbers of torchvision, CLIP and timm; see make_presets.py. */
  @ParameterizedTest
  @CsvFileSource(files = "src/test/resources/preset/presets.csv", useHeadersInDisplayName = true)
  void presetsAreThoseOfTorchvisionClipAndTimm(
      String preset,
      int crop,
      float mean0,
      float mean1,
      float mean2,
      float most0,
      float most1,
      float most2)
      throws Exception {
    Network any = meanAndMost();
    boolean usual = crop == (preset.equals("inception") ? 299 : 224);
    Network.Input input = usual ? any.input() : new Network.Input(3, crop, crop);
    Path model = model(new Network("m", input, any.nodes(), any.outputs()));
    Map<String, float[]> found = vectors("--network", model, "--preset", preset);
    assertThat(found.get("layer0"))
        .containsExactly(new float[] {mean0, mean1, mean2}, within(2e-5f));
    assertThat(found.get("layer1"))
        .containsExactly(new float[] {most0, most1, most2}, within(2e-5f));
    assertThat(settings().get("preset").asText()).isEqualTo(preset);
    assertThat(settings().get("range").asText()).isEqualTo("UNIT");
  }

  /** The image is 40 x 31. */
  @Test
  void whatIsGivenBesidesAPresetStands() throws Exception {
    Path model = model(meanAndMost());
    Object[] given = {
      "--network", model, "--preset", "clip", "--interpolation", "bilinear", "--mean", "1,2,3"
    };
    vectors(given);
    assertThat(settings().get("size").asText())
        .isEqualTo("ShortThenCrop[shorter=224, width=224, height=224]");
    assertThat(settings().get("interpolation").asText()).isEqualTo("bilinear");
    assertThat(settings().get("mean").toString()).isEqualTo("[1.0,2.0,3.0]");
    assertThat(settings().get("std").toString()).isEqualTo("[0.26862954,0.26130258,0.27577711]");
    vectors("--network", model, "--preset", "imagenet", "--crop", "30x20", "--range", "raw");
    assertThat(settings().get("size").asText())
        .isEqualTo("ShortThenCrop[shorter=256, width=30, height=20]");
    assertThat(settings().get("range").asText()).isEqualTo("RAW");
    vectors("--network", model, "--preset", "imagenet", "--resize-short", 230);
    assertThat(settings().get("size").asText())
        .isEqualTo("ShortThenCrop[shorter=230, width=224, height=224]");
    vectors("--network", model, "--preset", "clip", "--resize", "8x9");
    assertThat(settings().get("size").asText()).isEqualTo("To[width=8, height=9]");
    assertThat(settings().get("interpolation").asText()).isEqualTo("bicubic");
  }

  @Test
  void presetsAndInterpolationsThatDoNotFitAreRefused() throws Exception {
    Network any = meanAndMost();
    Path model = model(any);
    assertThat(refusal("--network", model, "--interpolation", "bicubic"))
        .containsExactly(
            "Cannot use --interpolation: images keep their size, expected --resize or --resize-short");
    assertThat(refusal("--network", model, "--resize-short", 20, "--crop", "21x4"))
        .containsExactly("Cannot use --crop: found 21x4, expected no more than --resize-short 20");
    assertThat(refusal("--network", model, "--preset", "clip", "--resize-short", 200))
        .containsExactly(
            "Cannot use --resize-short: found 200, expected at least 224, which --preset clip cuts out");
    assertThat(refusal("--network", model, "--preset", "clip", "--max-pixels", 50_175))
        .containsExactly(
            "Cannot use --preset: found 224x224, which is 50176 pixels, expected at most --max-pixels 50175");
    Network oblong = new Network("m", new Network.Input(3, 20, 30), any.nodes(), any.outputs());
    assertThat(refusal("--network", model(oblong), "--preset", "clip"))
        .containsExactly("Cannot use --preset: the network takes 20 x 30 x 3, found 224 x 224 x 3");
    assertThat(refusal("--kernels", "conf/kernels/luma.json", "--preset", "clip"))
        .containsExactly(WITH_KERNELS);
    assertThat(refusal("--kernels", "conf/kernels/luma.json", "--normalize", "l2"))
        .containsExactly(WITH_KERNELS);
  }

  /** Against the length of what is made without it, in double. */
  @Test
  void vectorsAreNormalised() throws Exception {
    Path model = model(meanAndMost());
    Map<String, float[]> plain = vectors("--network", model);
    Map<String, float[]> normalised = vectors("--network", model, "--normalize", "l2");
    assertThat(settings().get("normalize").asText()).isEqualTo("l2");
    assertThat(normalised).hasSize(2);
    plain.forEach(
        (layer, vector) -> {
          double squares = 0;
          for (float number : vector) {
            squares += (double) number * number;
          }
          List<Double> expected = new ArrayList<>();
          for (float number : vector) {
            expected.add(number / Math.sqrt(squares));
          }
          for (int i = 0; i < vector.length; i++) {
            assertThat((double) normalised.get(layer)[i]).isEqualTo(expected.get(i), within(1e-7));
          }
        });
    assertThat(vectors("--network", model, "--normalize", "l2", "--dtype", "float16")).hasSize(2);
  }

  @Test
  void mapsAreNotNormalised() throws Exception {
    RandomNetworks net = new RandomNetworks(4, 3);
    Network maps = net.build(net.conv(-1, 3, 4, 3, 1, 1));
    Path model = model(maps);
    assertThat(refusal("--network", model, "--normalize", "l2"))
        .containsExactly(
            "Cannot use --normalize: layer layer0 makes maps of large images, expected vectors, or --resize to a size of which it makes them");
    assertThat(refusal("--network", model, "--normalize", "l2", "--resize", "5x4"))
        .containsExactly(
            "Cannot use --normalize: layer layer0 makes maps, found 4 x 5 x 4 of images 4 x 5 x 3, expected vectors");
    RandomNetworks pixel = new RandomNetworks(4, 3);
    Path stack = model(pixel.build(pixel.conv(-1, 3, 4, 1, 1, 0)));
    assertThat(refusal("--network", stack, "--normalize", "l2"))
        .containsExactly(
            "Cannot use --normalize: layer layer0 makes maps of large images, expected vectors, or --resize to a size of which it makes them");
  }

  /** A dense layer behind a map of undeclared size takes images of one size, here 40 x 31. */
  @Test
  void whereTheSizeIsNotKnownBeforeOneLayerIsNormalised() throws Exception {
    RandomNetworks net = new RandomNetworks(4, 3);
    int map = net.conv(-1, 3, 1, 3, 1, 1);
    int flat = net.add(new Flatten(), map);
    int dense = net.add(net.convolution(40 * 31, 2, 1, 1, 0, 1, new Activation.Identity()), flat);
    Path both = model(net.build(dense, map));
    assertThat(refusal("--network", both, "--normalize", "l2"))
        .containsExactly(
            "Cannot use --normalize: which of the layers make vectors depends on the size of the images, expected --resize or one layer");
    Map<String, float[]> found =
        vectors("--network", both, "--normalize", "l2", "--layer", "layer2");
    float[] vector = found.get("layer2");
    assertThat(Math.hypot(vector[0], vector[1])).isEqualTo(1, within(1e-6));
  }
}
