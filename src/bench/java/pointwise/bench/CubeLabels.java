package pointwise.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import pointwise.text.Text;

/** Eight classes for the pixels of the cube: whether three of the bands are above their mean. */
final class CubeLabels {
  private static final int[] BANDS = {20, 90, 160};
  private static final float MEAN = 5;
  private static final int PIXELS = PcaCube.SIDE * PcaCube.SIDE;

  private CubeLabels() {}

  /** The samples of a file of the cube, pixels x channels. */
  static FloatBuffer samples(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int data = Float.BYTES * PIXELS * PcaCube.CHANNELS;
    return ByteBuffer.wrap(bytes, bytes.length - data, data)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  static int label(FloatBuffer samples, int pixel) {
    int label = 0;
    for (int band : BANDS) {
      label = 2 * label + (samples.get(pixel * PcaCube.CHANNELS + band) > MEAN ? 1 : 0);
    }
    return label;
  }

  /** Writes what is missing of the labels, and a table of those of the first files. */
  static Path csv(Path folder, int files) throws IOException {
    StringBuilder table = new StringBuilder("origin,labels\n");
    for (int i = 0; i < files; i++) {
      String cube = Text.of("cube%02d.npy", i);
      Path labels = folder.resolve(Text.of("labels%02d.npy", i));
      if (!Files.exists(labels)) {
        write(labels, samples(folder.resolve(cube)));
      }
      table.append(cube).append(',').append(labels.getFileName()).append('\n');
    }
    return Files.writeString(folder.resolve(Text.of("labels%d.csv", files)), table);
  }

  private static void write(Path file, FloatBuffer samples) throws IOException {
    String header =
        Text.of(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d), }",
            PcaCube.SIDE, PcaCube.SIDE);
    int length = (10 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer out = ByteBuffer.allocate(length + PIXELS).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) 1).put((byte) 0).putShort((short) (length - 10));
    out.put(
        (header + " ".repeat(length - 11 - header.length()) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
    for (int p = 0; p < PIXELS; p++) {
      out.put((byte) label(samples, p));
    }
    Files.write(file, out.array());
  }
}
