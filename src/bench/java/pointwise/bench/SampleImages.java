package pointwise.bench;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import pointwise.text.Text;

/** The inputs: the same for the same count, everywhere. */
final class SampleImages {
  static final int SIDE = 512;
  static final int CUBE_CHANNELS = 64;

  private static final long SEED = 20260101L;
  private static final int WAVES = 6;
  private static final double NOISE = 6;
  private static final int NPY_HEADER = 128;

  private SampleImages() {}

  /** JPEGs in ImageIO's default quality, 0.75: smooth waves of colour with noise. */
  static List<String> jpegs(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<String> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(Text.of("%04d.jpg", i)).toAbsolutePath();
      if (!Files.exists(file)) {
        ImageIO.write(picture(new Random(SEED + i)), "jpg", file.toFile());
      }
      files.add("file:" + file);
    }
    return files;
  }

  private static BufferedImage picture(Random random) {
    double[][] waves = new double[3 * WAVES][];
    for (int w = 0; w < waves.length; w++) {
      waves[w] =
          new double[] {
            random.nextGaussian() * 0.015,
            random.nextGaussian() * 0.015,
            random.nextDouble() * 2 * Math.PI,
            15 + 20 * random.nextDouble()
          };
    }
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          double value = 128 + NOISE * random.nextGaussian();
          for (int w = c * WAVES; w < (c + 1) * WAVES; w++) {
            double[] wave = waves[w];
            value += wave[3] * Math.sin(wave[0] * x + wave[1] * y + wave[2]);
          }
          rgb = rgb << 8 | (int) Math.max(0, Math.min(255, value));
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** Cubes of 512 x 512 x 64 float32 between -1 and 1. */
  static List<String> cubes(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    List<String> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve(Text.of("%04d.npy", i)).toAbsolutePath();
      if (!Files.exists(file)) {
        cube(file, new SplittableRandom(SEED - i));
      }
      files.add("file:" + file);
    }
    return files;
  }

  private static void cube(Path file, SplittableRandom random) throws IOException {
    String shape =
        Text.of(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }",
            SIDE, SIDE, CUBE_CHANNELS);
    String text = shape + " ".repeat(NPY_HEADER - 10 - 1 - shape.length()) + "\n";
    ByteBuffer line =
        ByteBuffer.allocate(Float.BYTES * SIDE * CUBE_CHANNELS).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, NPY_HEADER - 10, 0});
      out.write(text.getBytes(StandardCharsets.US_ASCII));
      for (int y = 0; y < SIDE; y++) {
        line.clear();
        while (line.hasRemaining()) {
          line.putFloat((float) (2 * random.nextDouble() - 1));
        }
        out.write(line.array());
      }
    }
  }

  /** A kernel file of 64 kernels over 64 channels, with bias and ReLU. */
  static Path cubeKernels(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> rows = IntStream.range(0, CUBE_CHANNELS).mapToObj(k -> numbers(random)).toList();
    Files.writeString(
        file,
        Text.of(
            "{\"name\": \"bench-64\", \"kernels\": [%s], \"bias\": %s, \"activation\": \"relu\"}",
            String.join(",\n", rows), numbers(random)));
    return file;
  }

  private static String numbers(SplittableRandom random) {
    return IntStream.range(0, CUBE_CHANNELS)
        .mapToObj(d -> Double.toString(Math.rint(random.nextDouble(-1, 1) * 1e4) / 1e4))
        .toList()
        .toString();
  }
}
