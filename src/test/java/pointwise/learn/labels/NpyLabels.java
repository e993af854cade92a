package pointwise.learn.labels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import pointwise.text.Text;

/** Writes integer arrays as NumPy does, by its documented format. */
public final class NpyLabels {
  private NpyLabels() {}

  /** An array of H x W in C order. */
  public static Path write(Path file, String descr, int height, int width, long... labels) {
    return write(file, descr, false, Text.of("(%d, %d)", height, width), labels);
  }

  static Path write(Path file, String descr, boolean fortran, String shape, long... labels) {
    String header =
        Text.of(
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
            descr, fortran ? "True" : "False", shape);
    String padded = header + " ".repeat(63 - (10 + header.length()) % 64) + "\n";
    int bytes = descr.charAt(2) - '0';
    ByteBuffer out =
        ByteBuffer.allocate(10 + padded.length() + bytes * labels.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) padded.length())
            .put(padded.getBytes(StandardCharsets.US_ASCII))
            .order(descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (long label : labels) {
      switch (bytes) {
        case 1 -> out.put((byte) label);
        case 2 -> out.putShort((short) label);
        case 4 -> out.putInt((int) label);
        default -> out.putLong(label);
      }
    }
    try {
      return Files.write(file, out.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
