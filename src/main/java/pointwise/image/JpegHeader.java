package pointwise.image;

import java.io.ByteArrayOutputStream;
import pointwise.text.Text;

/**
 * What stands before the samples of a JPEG file, and the file with only what decides the samples.
 *
 * <p>{@code plain} holds no colour profile, Exif, thumbnail or other application data, only the
 * JFIF or Adobe marker that tells the colour space: ImageIO would convert colours by an embedded
 * profile, and warns of broken metadata by the same path as of broken samples.
 *
 * @param height lines
 * @param width pixels per line
 * @param components 1 grey, 3 YCbCr or RGB, 4 CMYK or YCCK
 * @param adobeTransform the Adobe marker's colour transform (0 none, 1 YCbCr, 2 YCCK), or -1
 *     without such a marker
 * @param plain the file to decode; the given array itself where nothing had to go
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record JpegHeader(int height, int width, int components, int adobeTransform, byte[] plain) {
  private static final int SOF0 = 0xC0;
  private static final int SOF2 = 0xC2;
  private static final int SOS = 0xDA;
  private static final int EOI = 0xD9;
  private static final int APP0 = 0xE0;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;
  private static final byte[] JFIF = {
    (byte) 0xFF, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /**
   * Reads the markers up to the first scan.
   *
   * @throws ImageException when there is no scan, or the coding is not one the JDK reads
   */
  static JpegHeader parse(String origin, byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    boolean jfif = false;
    boolean plain = true;
    int adobe = -1;
    int frame = -1;
    int at = 2;
    while (true) {
      while (at + 1 < file.length && file[at] == -1 && file[at + 1] == -1) {
        at++; // fill bytes
      }
      if (at + 4 > file.length) {
        throw cut(origin, file.length);
      }
      int marker = file[at + 1] & 0xff;
      if (file[at] != -1 || marker == 0 || marker == EOI) {
        throw new ImageException(
            origin,
            Text.of(
                "the JPEG header is corrupt, found %02x %02x at byte %d, expected a marker",
                file[at] & 0xff, marker, at));
      }
      int next = at + 2 + u2(file, at + 2);
      if (next > file.length || next < at + 4) {
        throw cut(origin, file.length);
      }
      if (marker == SOS) {
        break;
      }
      boolean keep = marker < APP0 || (marker > APP15 && marker != COM);
      if (marker == APP0 && starts(file, at + 4, next, "JFIF")) {
        jfif = true;
        keep = plainJfif(file, at, next);
        if (!keep) {
          kept.write(JFIF, 0, JFIF.length);
        }
      } else if (marker == APP14 && starts(file, at + 4, next, "Adobe") && next - at >= 16) {
        adobe = file[at + 15] & 0xff;
        keep = true;
      } else if (isFrame(marker)) {
        frame = at;
      }
      if (keep) {
        kept.write(file, at, next - at);
      }
      plain &= keep;
      at = next;
    }
    if (frame < 0) {
      throw new ImageException(origin, "the JPEG header has no frame");
    }
    int components = components(origin, file, frame);
    boolean mark = components == 3 && !jfif && adobe < 0 && !namedRgb(file, frame);
    byte[] bytes = plain && !mark ? file : rebuilt(mark, kept, file, at);
    return new JpegHeader(u2(file, frame + 5), u2(file, frame + 7), components, adobe, bytes);
  }

  /** The components of a frame of a kind that is read. */
  private static int components(String origin, byte[] file, int frame) {
    int marker = file[frame + 1] & 0xff;
    if (u2(file, frame + 2) < 8) {
      throw new ImageException(origin, "the JPEG frame header is cut short");
    }
    int bits = file[frame + 4] & 0xff;
    int components = file[frame + 9] & 0xff;
    if (marker > SOF2 || bits != 8) {
      throw new ImageException(
          origin,
          Text.of(
              "the JPEG coding is not read, found process %d with %d bits, expected baseline, extended or progressive (0 to 2) with 8 bits",
              marker - SOF0, bits));
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new ImageException(
          origin, Text.of("found a JPEG of %d components, expected 1, 3 or 4", components));
    }
    if (u2(file, frame + 2) != 8 + 3 * components) {
      throw new ImageException(origin, "the JPEG frame header is corrupt");
    }
    return components;
  }

  /** Without a marker three components are YCbCr; a JFIF marker makes the reader sure of it. */
  private static byte[] rebuilt(boolean mark, ByteArrayOutputStream kept, byte[] file, int scan) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + 2 * JFIF.length);
    out.write(file, 0, 2);
    if (mark) {
      out.write(JFIF, 0, JFIF.length);
    }
    out.writeBytes(kept.toByteArray());
    out.write(file, scan, file.length - scan);
    return out.toByteArray();
  }

  private static boolean isFrame(int marker) {
    // 0xC4, 0xC8 and 0xCC are tables, not frames
    return marker == SOF0 || (marker > SOF0 && marker <= 0xCF && marker % 4 != 0);
  }

  private static boolean namedRgb(byte[] file, int frame) {
    return file[frame + 10] == 'R' && file[frame + 13] == 'G' && file[frame + 16] == 'B';
  }

  private static boolean plainJfif(byte[] file, int at, int next) {
    return next - at == JFIF.length
        && file[at + 9] == 1
        && file[at + 10] <= 2
        && file[at + 10] >= 0;
  }

  private static boolean starts(byte[] file, int at, int end, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (at + i >= end || file[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int u2(byte[] file, int at) {
    return (file[at] & 0xff) << 8 | (file[at + 1] & 0xff);
  }

  private static ImageException cut(String origin, int length) {
    return new ImageException(
        origin, Text.of("the file is cut short in the JPEG header, found %d bytes", length));
  }
}
