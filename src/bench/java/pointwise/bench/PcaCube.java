package pointwise.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import pointwise.text.Text;

/** A hyperspectral cube of a million pixels, as NumPy files: smooth spectra, mixed, and noise. */
final class PcaCube {
  static final int CHANNELS = 200;
  static final int FILES = 16;
  static final int SIDE = 250;
  static final int PIXELS = FILES * SIDE * SIDE;

  private static final int SPECTRA = 12;
  private static final double NOISE = 0.02;

  private static final double[][] WAVES = new double[SPECTRA][CHANNELS];

  static {
    for (int s = 0; s < SPECTRA; s++) {
      for (int d = 0; d < CHANNELS; d++) {
        WAVES[s][d] = Math.cos(Math.PI * (s + 1) * (d + 0.5) / CHANNELS);
      }
    }
  }

  private PcaCube() {}

  /** The first of its files. */
  static List<String> files(Path folder, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "file:" + folder.resolve(Text.of("cube%02d.npy", i)))
        .toList();
  }

  /** Writes what is missing of the files. */
  static void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < FILES; i++) {
      Path file = folder.resolve(Text.of("cube%02d.npy", i));
      if (!Files.exists(file)) {
        Path part = folder.resolve(".part");
        write(part, new Random(i));
        Files.move(part, file);
      }
    }
  }

  private static void write(Path file, Random random) throws IOException {
    String header =
        Text.of(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }",
            SIDE, SIDE, CHANNELS);
    int length = (10 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer head = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    head.put((byte) 1).put((byte) 0).putShort((short) (length - 10));
    head.put(
        (header + " ".repeat(length - 11 - header.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    ByteBuffer line = ByteBuffer.allocate(4 * SIDE * CHANNELS).order(ByteOrder.LITTLE_ENDIAN);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.write(head.array());
      double[] amounts = new double[SPECTRA];
      for (int y = 0; y < SIDE; y++) {
        line.clear();
        for (int x = 0; x < SIDE; x++) {
          for (int s = 0; s < SPECTRA; s++) {
            amounts[s] = random.nextGaussian() / (1 + s);
          }
          for (int d = 0; d < CHANNELS; d++) {
            double sum = 5 + NOISE * (random.nextDouble() - 0.5);
            for (int s = 0; s < SPECTRA; s++) {
              sum += amounts[s] * WAVES[s][d];
            }
            line.putFloat((float) sum);
          }
        }
        out.write(line.array());
      }
    }
  }
}
