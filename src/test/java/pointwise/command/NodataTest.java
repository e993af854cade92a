package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.learn.labels.NpyLabels;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Pool;
import pointwise.network.onnx.OnnxWriter;
import pointwise.network.run.RandomNetworks;
import pointwise.pixels.Pictures;

/**
 * What is no data cannot matter: whatever the samples of such pixels are, every result is the same,
 * bit for bit. It needs no other program to tell what is right.
 */
class NodataTest {
  private static final int HEIGHT = 61;
  private static final int WIDTH = 47;
  private static final int D = 5;
  private static final int PIXELS = HEIGHT * WIDTH;
  private static final short NODATA = -9999;

  @TempDir private Path folder;

  private final boolean[] valid = new boolean[PIXELS];

  /** The same image, its invalid pixels filled by chance; under one name, in two folders. */
  private List<Path> images(boolean masked) throws IOException {
    Random random = new Random(4);
    short[] samples = new short[PIXELS * D];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (random.nextInt(4000) - 1000);
    }
    byte[] mask = new byte[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      valid[p] = random.nextInt(3) > 0;
      mask[p] = (byte) (valid[p] ? 9 : 0);
    }
    List<Path> folders = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      ByteBuffer bytes = ByteBuffer.allocate(samples.length * 2).order(ByteOrder.LITTLE_ENDIAN);
      for (int p = 0; p < PIXELS; p++) {
        int band = random.nextInt(D);
        for (int d = 0; d < D; d++) {
          short any = (short) random.nextInt();
          short filled = masked || d != band ? any : NODATA;
          bytes.putShort(valid[p] ? samples[p * D + d] : filled);
        }
      }
      Path images = Files.createDirectories(folder.resolve(name + "/images"));
      Pictures.npy(images.resolve("scene.npy"), "<i2", HEIGHT, WIDTH, D, bytes.array());
      Pictures.npy(folder.resolve(name).resolve("scene_mask.npy"), "|u1", HEIGHT, WIDTH, 1, mask);
      folders.add(folder.resolve(name));
    }
    return folders;
  }

  private static List<Object> nodata(Path folder, boolean masked) {
    return masked
        ? List.of("--mask", folder.resolve("scene_mask.npy"))
        : List.of("--nodata", Short.toString(NODATA));
  }

  private static void run(Object... args) {
    List<Object> all = new ArrayList<>();
    for (Object arg : args) {
      all.addAll(arg instanceof List<?> list ? list : List.of(arg));
    }
    Cli cli = Cli.run(all.toArray());
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private static byte[] data(Path table) {
    List<Row> rows = Spark.session().read().parquet(table.toString()).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0).getAs("data");
  }

  /** By a double loop where pixels are data, NaN elsewhere. */
  private void assertMap(byte[] data, double[][] weights, Path image) throws IOException {
    byte[] file = Files.readAllBytes(image);
    ByteBuffer samples = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int from = file.length - PIXELS * D * 2;
    ByteBuffer found = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    for (int p = 0; p < PIXELS; p++) {
      for (int k = 0; k < weights.length; k++) {
        double sum = weights[k][D];
        double size = Math.abs(sum);
        for (int d = 0; d < D; d++) {
          double term = weights[k][d] * samples.getShort(from + 2 * (p * D + d));
          sum += term;
          size += Math.abs(term);
        }
        float value = found.getFloat(4 * (p * weights.length + k));
        if (valid[p]) {
          assertThat((double) value).isBetween(sum - 1e-5 * size, sum + 1e-5 * size);
        } else {
          assertThat(value).isNaN();
        }
      }
    }
  }

  @Test
  void mapsDoNotDependOnWhatIsNoData() throws IOException {
    for (boolean masked : new boolean[] {true, false}) {
      double[][] weights = Pictures.weights(3, D, 8);
      Path bank = Files.writeString(folder.resolve("bank.json"), Pictures.json(weights));
      List<byte[]> maps = new ArrayList<>();
      for (Path of : images(masked)) {
        String kind = masked ? "masked" : "nodata";
        Path images = of.resolve("images");
        List<Object> nodata = nodata(of, masked);
        Path out = of.resolve(kind);
        run("extract", "--images", images, "--kernels", bank, nodata, "--out", out);
        maps.add(data(out));
        Path pixels = of.resolve(kind + "-pixels");
        run("explode", "--images", images, nodata, "--out", pixels);
        Path products = of.resolve(kind + "-products");
        run("multiply", "--pixels", pixels, "--kernels", bank, "--out", products);
        Path assembled = of.resolve(kind + "-assembled");
        run("assemble", "--pixels", products, "--out", assembled);
        maps.add(data(assembled));
        assertMap(maps.get(0), weights, images.resolve("scene.npy"));
      }
      for (byte[] map : maps) {
        assertThat(Arrays.equals(map, maps.get(0))).isTrue();
      }
    }
  }

  @Test
  void whatIsLearnedDoesNotDependOnWhatIsNoData() throws IOException {
    long[] classes = new Random(9).ints(PIXELS, 0, 3).asLongStream().toArray();
    for (boolean masked : new boolean[] {true, false}) {
      List<byte[]> components = new ArrayList<>();
      List<byte[]> models = new ArrayList<>();
      List<byte[]> maps = new ArrayList<>();
      for (Path of : images(masked)) {
        String kind = masked ? "masked" : "nodata";
        Path images = of.resolve("images");
        List<Object> nodata = nodata(of, masked);
        Path pca = of.resolve(kind + ".onnx");
        run("fit-pca", "--images", images, nodata, "--components", 2, "--out", pca);
        components.add(Files.readAllBytes(pca));
        int used =
            new ObjectMapper()
                .readTree(Files.readString(of.resolve(kind + ".report.json")))
                .at("/pixels/nodata")
                .asInt();
        int invalid = 0;
        for (boolean is : valid) {
          invalid += is ? 0 : 1;
        }
        assertThat(used).isEqualTo(invalid);
        Path labels = NpyLabels.write(of.resolve("l.npy"), "|u1", HEIGHT, WIDTH, classes);
        Path model = of.resolve(kind + "-model.onnx");
        run(
            List.of("train", "--images", images, "--labels", labels, "--unit", "pixel"),
            List.of("--epochs", 2, "--seed", 1, "--out", model),
            nodata);
        models.add(Files.readAllBytes(model));
        Path out = of.resolve(kind + "-classes");
        run("classify", "--images", images, "--model", model, nodata, "--out", out);
        byte[] map = data(out);
        for (int p = 0; p < PIXELS; p++) {
          assertThat(map[p] == -1).isEqualTo(!valid[p]);
        }
        maps.add(map);
      }
      assertThat(Arrays.equals(components.get(0), components.get(1))).isTrue();
      assertThat(Arrays.equals(models.get(0), models.get(1))).isTrue();
      assertThat(Arrays.equals(maps.get(0), maps.get(1))).isTrue();
    }
  }

  /** A 3 x 3 window every second pixel, then the mean of all; and the same in half the size. */
  @Test
  void whatNetworksMakeDoesNotDependOnWhatIsNoData() throws Exception {
    RandomNetworks net = new RandomNetworks(6, D);
    int map = net.conv(-1, D, 4, 3, 2, 1);
    int mean = net.add(new GlobalPool(Pool.Kind.AVERAGE), map);
    Path network = Files.write(folder.resolve("net.onnx"), OnnxWriter.write(net.build(map, mean)));
    for (List<String> options :
        List.of(
            List.of("--mean", "1,2,3,4,5", "--std", "9,8,7,6,5"),
            List.of("--nodata-taps", "any"),
            List.of("--resize", "23x31"),
            List.of("--resize-short", "30", "--crop", "20x20", "--nodata-taps", "any"))) {
      for (boolean masked : new boolean[] {true, false}) {
        List<List<Row>> results = new ArrayList<>();
        for (Path of : images(masked)) {
          Path out = of.resolve("out");
          run(
              List.of("extract", "--images", of.resolve("images"), "--network", network),
              options,
              nodata(of, masked),
              List.of("--out", out, "--overwrite"));
          results.add(
              Spark.session().read().parquet(out.toString()).orderBy("layer").collectAsList());
        }
        for (int layer = 0; layer < 2; layer++) {
          assertThat(results.get(0).get(layer).<byte[]>getAs("data"))
              .isEqualTo(results.get(1).get(layer).<byte[]>getAs("data"));
        }
        Row found = results.get(0).get(0);
        if (!options.contains("--resize") && !options.contains("--crop")) {
          assertBlank(found, options.contains("any") ? 1 : 0);
        }
        assertThat(found.<Double>getAs("nodata")).isNaN();
        assertThat(found.<Double>getAs("validShare")).isNull();
        long data = IntStream.range(0, PIXELS).filter(p -> valid[p]).count();
        assertThat(results.get(0).get(1).<Double>getAs("validShare"))
            .isEqualTo((double) data / PIXELS, within(1e-12));
        JsonNode report =
            new ObjectMapper().readTree(folder.resolve("a/out/_report.json").toFile());
        assertThat(report.at("/invalid_pixels").asLong()).isEqualTo(PIXELS - data);
      }
    }
  }

  /** Pixel (y, x) of the map is made of those around (2 y, 2 x). */
  private void assertBlank(Row map, int around) {
    ByteBuffer data = ByteBuffer.wrap(map.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
    int width = map.getAs("width");
    assertThat(data.capacity()).isEqualTo(31 * 24 * 4 * 4);
    for (int i = 0; i < 31 * 24; i++) {
      boolean blank = false;
      for (int y = 2 * (i / width) - around; y <= 2 * (i / width) + around; y++) {
        for (int x = 2 * (i % width) - around; x <= 2 * (i % width) + around; x++) {
          blank |= y >= 0 && x >= 0 && y < HEIGHT && x < WIDTH && !valid[y * WIDTH + x];
        }
      }
      for (int k = 0; k < 4; k++) {
        assertThat(Float.isNaN(data.getFloat(16 * i + 4 * k))).isEqualTo(blank);
      }
    }
  }
}
