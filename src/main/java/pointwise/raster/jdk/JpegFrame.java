package pointwise.raster.jdk;

import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * The frame of a JPEG, of a kind that the JDK reads.
 *
 * @param height lines
 * @param width pixels per line
 * @param components their identifiers, in order; 1, 3 or 4
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JpegFrame(boolean progressive, int height, int width, byte[] components) {
  static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int SOF55 = 0xF7;

  /** Whether a marker begins a frame: 0xC4, 0xC8 and 0xCC begin tables. */
  static boolean begins(int marker) {
    return marker == SOF55 || (marker <= 0xCF && (marker % 4 != 0 || marker == SOF0));
  }

  /**
   * The frame of a segment.
   *
   * @param at where its marker is
   * @param next where the segment ends
   * @throws ImageException if it is of a kind that is not read
   */
  static JpegFrame of(String origin, byte[] file, int at, int next) {
    int marker = u1(file, at + 1);
    if (next - at < 10) {
      throw new ImageException(origin, "the JPEG frame header is cut short");
    }
    int bits = u1(file, at + 4);
    int components = u1(file, at + 9);
    if (marker > SOF2 || bits != 8) {
      throw new ImageException(
          origin,
          Text.of(
              "the file is %s with %d bits, which is not read, expected baseline, extended or progressive JPEG with Huffman coding and 8 bits",
              process(marker), bits));
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new ImageException(
          origin, Text.of("found a JPEG of %d components, expected 1, 3 or 4", components));
    }
    if (next - at != 10 + 3 * components) {
      throw new ImageException(origin, "the JPEG frame header is corrupt");
    }
    if (u2(file, at + 5) == 0) {
      throw new ImageException(
          origin,
          "the JPEG has its height in a DNL marker, which is not read, expected it in the frame header");
    }
    byte[] identifiers = new byte[components];
    for (int c = 0; c < components; c++) {
      identifiers[c] = file[at + 10 + 3 * c];
    }
    return new JpegFrame(marker == SOF2, u2(file, at + 5), u2(file, at + 7), identifiers);
  }

  /** Whether its components are named R, G and B. */
  boolean isRgb() {
    return components[0] == 'R' && components[1] == 'G' && components[2] == 'B';
  }

  private static String process(int marker) {
    return switch (marker) {
      case SOF55 -> "JPEG-LS";
      case 0xC0, 0xC1, 0xC2 -> "JPEG";
      case 0xC3, 0xCB -> "lossless JPEG";
      case 0xC9, 0xCA -> "JPEG with arithmetic coding";
      default -> "hierarchical JPEG";
    };
  }

  private static int u1(byte[] file, int at) {
    return file[at] & 0xff;
  }

  private static int u2(byte[] file, int at) {
    return u1(file, at) << 8 | u1(file, at + 1);
  }
}
