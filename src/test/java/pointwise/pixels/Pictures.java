package pointwise.pixels;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import pointwise.input.InputSplit;
import pointwise.kernel.KernelSource;
import pointwise.text.Text;

/** Pictures with known samples, and oracles that share no code with what they judge. */
public final class Pictures {
  public static final Path SAMPLES = Path.of("sample-data");
  static final Path PHOTOS = SAMPLES.resolve("photos");

  private Pictures() {}

  /** Samples as numbers, HWC. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(int height, int width, int channels, float[] samples) {}

  /** A float32 map put together from its rows, and how many rows those were. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Map32(int height, int width, int channels, int strips, float[] samples) {}

  /** Random bytes as a uint8 array, written by this class. */
  public static Path uint8(Path file, int height, int width, int channels, long seed) {
    byte[] samples = new byte[height * width * channels];
    new Random(seed).nextBytes(samples);
    return npy(file, "|u1", height, width, channels, samples);
  }

  /** The file as a listing has it. */
  public static InputSplit listed(String origin, String key, Path file) {
    try {
      return new InputSplit(
          origin, key, Files.size(file), Files.getLastModifiedTime(file).toMillis(), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path npy(
      Path file, String descr, int height, int width, int channels, byte[] samples) {
    String header =
        Text.of(
            "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }",
            descr, height, width, channels);
    int length = (10 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer bytes = ByteBuffer.allocate(length + samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) (length - 10));
    bytes.put(header.getBytes(StandardCharsets.US_ASCII));
    while (bytes.position() < length - 1) {
      bytes.put((byte) ' ');
    }
    bytes.put((byte) '\n').put(samples);
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The samples that {@link #uint8} wrote. */
  static Picture random(int height, int width, int channels, long seed) {
    byte[] samples = new byte[height * width * channels];
    new Random(seed).nextBytes(samples);
    float[] floats = new float[samples.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = samples[i] & 0xff;
    }
    return new Picture(height, width, channels, floats);
  }

  /** An RGB photo as ImageIO alone decodes it. */
  static Picture photo(Path file) {
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      int height = image.getHeight();
      int width = image.getWidth();
      float[] samples = new float[height * width * 3];
      int i = 0;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int rgb = image.getRGB(x, y);
          samples[i++] = rgb >> 16 & 0xff;
          samples[i++] = rgb >> 8 & 0xff;
          samples[i++] = rgb & 0xff;
        }
      }
      return new Picture(height, width, 3, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** N random kernels with a bias, on raw samples. */
  public static double[][] weights(int n, int d, long seed) {
    Random random = new Random(seed);
    double[][] weights = new double[n][d + 1];
    for (double[] row : weights) {
      for (int i = 0; i <= d; i++) {
        row[i] = (float) (random.nextDouble() * 2 - 1);
      }
    }
    return weights;
  }

  public static String json(double[][] weights) {
    double[][] kernels =
        Arrays.stream(weights).map(w -> Arrays.copyOf(w, w.length - 1)).toArray(double[][]::new);
    double[] bias = Arrays.stream(weights).mapToDouble(w -> w[w.length - 1]).toArray();
    return Text.of(
        "{\"name\": \"random\", \"input\": {\"range\": \"raw\"}, \"kernels\": %s, \"bias\": %s}",
        Arrays.deepToString(kernels), Arrays.toString(bias));
  }

  public static KernelSource kernels(double[][] weights) {
    return new KernelSource("random.json", json(weights).getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Pointwise calls a local file. */
  static String origin(Path file) {
    return new org.apache.hadoop.fs.Path(new File(file.toString()).getAbsoluteFile().toURI())
        .toString();
  }

  /** The maps of a table by file name, each put together from its strips. */
  static Map<String, Map32> maps(Dataset<Row> table) {
    return maps(table.collectAsList());
  }

  static Map<String, Map32> maps(List<Row> table) {
    Map<String, Map32> maps = new TreeMap<>();
    for (Row row : table) {
      if (row.getAs("error") != null) {
        continue;
      }
      int height = row.<Integer>getAs("height");
      int width = row.<Integer>getAs("width");
      int channels = row.<Integer>getAs("nChannels");
      String name = new org.apache.hadoop.fs.Path(row.<String>getAs("origin")).getName();
      Map32 old = maps.get(name);
      float[] samples = new float[height * width * channels];
      if (old == null) {
        Arrays.fill(samples, Float.NaN);
      } else {
        samples = old.samples();
      }
      ByteBuffer data = ByteBuffer.wrap(row.getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
      int at = row.<Integer>getAs("y") * width * channels;
      if (data.remaining() != 4 * row.<Integer>getAs("rows") * width * channels) {
        throw new AssertionError(name + ": data and shape differ");
      }
      while (data.hasRemaining()) {
        if (!Float.isNaN(samples[at])) {
          throw new AssertionError(name + ": strips overlap");
        }
        samples[at++] = data.getFloat();
      }
      maps.put(
          name, new Map32(height, width, channels, old == null ? 1 : old.strips() + 1, samples));
    }
    return maps;
  }

  /** The naive convolution; null where the map is within the tolerance, else what differs. */
  static String differs(Picture picture, double[][] weights, Map32 map) {
    int n = weights.length;
    int d = picture.channels();
    if (map.height() != picture.height() || map.width() != picture.width() || map.channels() != n) {
      return "shape " + map.height() + " x " + map.width() + " x " + map.channels();
    }
    for (int p = 0; p < picture.height() * picture.width(); p++) {
      for (int k = 0; k < n; k++) {
        double sum = weights[k][d];
        double size = Math.abs(sum);
        for (int c = 0; c < d; c++) {
          double product = weights[k][c] * picture.samples()[p * d + c];
          sum += product;
          size += Math.abs(product);
        }
        float found = map.samples()[p * n + k];
        if (!(Math.abs(found - sum) <= 1e-5 * size)) {
          return Text.of("pixel %d kernel %d: found %s, expected %s", p, k, found, sum);
        }
      }
    }
    return null;
  }
}
