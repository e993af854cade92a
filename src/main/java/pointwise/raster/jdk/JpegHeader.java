package pointwise.raster.jdk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * What a JPEG file says of itself, and the file with only what decides the samples.
 *
 * <p>{@code plain} holds no colour profile, Exif, thumbnail or other application data: ImageIO
 * would convert colours by an embedded profile, and warns of broken metadata by the same path as of
 * broken samples. Instead one marker tells the colour space, chosen by libjpeg's rules, so that the
 * JDK need not guess. Two faults that cost no sample are mended in it: the spectral selection and
 * successive approximation of a sequential scan, which have one legal value, and a missing
 * end-of-image marker, if every coefficient has been sent to its last bit. Whether the data of the
 * scans are whole is left to the decoder.
 *
 * @param height lines
 * @param width pixels per line
 * @param components 1 grey, 3 YCbCr or RGB, 4 CMYK or YCCK
 * @param adobeTransform of four components: 0 CMYK and 2 YCCK, both with inverted inks, or -1
 *     without an Adobe marker
 * @param padding how many bytes of one value end the data of the last scan
 * @param others pictures beside this one by the index of the Multi-Picture Format (CIPA DC-007),
 *     without thumbnails
 * @param plain the file to decode; zeros may follow it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JpegHeader(
    int height,
    int width,
    int components,
    int adobeTransform,
    int padding,
    int others,
    byte[] plain) {
  /** Each scan costs a pass over the picture, however short it is. */
  private static final int MOST_SCANS = 500;

  private static final int RST0 = 0xD0;
  private static final int RST7 = 0xD7;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP2 = 0xE2;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COM = 0xFE;
  private static final byte[] JFIF = {
    -1, (byte) APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };
  private static final byte[] ADOBE_RGB = {
    -1, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  /**
   * Reads the markers of the whole file.
   *
   * @throws ImageException when there is no scan, the coding is not one the JDK reads, or the file
   *     ends before its last scan
   */
  public static JpegHeader parse(String origin, byte[] file) {
    return new Walk(origin, file).header();
  }

  /** One pass over the markers, which copies what is kept. */
  private static final class Walk {
    private final String origin;
    private final byte[] file;
    private final byte[] plain;
    private int length;
    private JpegFrame frame;
    private boolean jfif;
    private int adobe = -1;
    private int scans;
    private int others;

    /** For every component and coefficient whether it has been sent to its last bit. */
    private boolean[][] sent;

    Walk(String origin, byte[] file) {
      this.origin = origin;
      this.file = file;
      this.plain = new byte[file.length + JFIF.length + 2];
    }

    JpegHeader header() {
      keep(file, 0, 2);
      int next;
      for (int at = afterFill(2); !endsAt(at); at = afterFill(next)) {
        if (at + 4 > file.length) {
          throw cut();
        }
        int marker = u1(at + 1);
        if (file[at] != -1 || marker < JpegFrame.SOF0 || (marker >= RST0 && marker <= EOI)) {
          throw refused(
              Text.of(
                  "the JPEG markers are corrupt, found %02x %02x at byte %d, expected a marker",
                  u1(at), marker, at));
        }
        next = at + 2 + u2(at + 2);
        if (next > file.length || next < at + 4) {
          throw cut();
        }
        if (marker == SOS) {
          scan(at, next);
          next = endOfData(next);
        } else if (marker == APP0) {
          jfif |= next - at >= 18 && starts(at + 4, "JFIF\0");
        } else if (marker == APP2 && next - at >= 8 && starts(at + 4, "MPF\0")) {
          others = MultiPictureIndex.count(ByteBuffer.wrap(file, at + 8, next - at - 8).slice());
        } else if (marker == APP14) {
          adobe = next - at >= 16 && starts(at + 4, "Adobe") ? u1(at + 15) : adobe;
        } else if (marker != COM && (marker < APP0 || marker > APP15)) {
          if (frame == null && JpegFrame.begins(marker)) {
            frame = JpegFrame.of(origin, file, at, next);
            sent = new boolean[frame.components().length][64];
          }
          keep(file, at, next);
        }
      }
      if (scans > MOST_SCANS) {
        throw refused(
            Text.of(
                "the JPEG has too many scans, found %d, expected at most %d", scans, MOST_SCANS));
      }
      int padding = 1;
      while (plain[length - 1 - padding] == plain[length - 1]) {
        padding++;
      }
      keep(new byte[] {-1, (byte) EOI}, 0, 2);
      int transform = adobe > 0 ? 2 : adobe; // libjpeg takes what it does not know for YCCK
      return new JpegHeader(
          frame.height(), frame.width(), sent.length, transform, padding, others, plain);
    }

    private int afterFill(int at) {
      while (at + 1 < file.length && file[at] == -1 && file[at + 1] == -1) {
        at++;
      }
      return at;
    }

    /** Whether the picture ends there, by the marker or, where nothing is missing, without it. */
    private boolean endsAt(int at) {
      if (scans == 0) {
        return false;
      }
      if (at + 1 < file.length) {
        return file[at] == -1 && u1(at + 1) == EOI;
      }
      for (boolean[] component : sent) {
        for (boolean coefficient : component) {
          if (!coefficient) {
            throw refused(
                Text.of(
                    "the file is cut short in or after scan %d, found %d bytes, expected further scans",
                    scans, file.length));
          }
        }
      }
      return true;
    }

    /** Keeps the header of a scan, before the first with the marker of the colour space. */
    private void scan(int at, int next) {
      int parts = u1(at + 4);
      if (frame == null) {
        throw refused("the JPEG header has no frame");
      }
      if (next - at != 8 + 2 * parts) {
        throw refused("the JPEG scan header is corrupt");
      }
      if (scans++ == 0 && sent.length == 3) {
        byte[] mark = jfif || (adobe != 0 && !(adobe < 0 && frame.isRgb())) ? JFIF : ADOBE_RGB;
        keep(mark, 0, mark.length);
      }
      keep(file, at, next);
      if (!frame.progressive()) {
        plain[length - 3] = 0;
        plain[length - 2] = 63;
        plain[length - 1] = 0;
      }
      int first = plain[length - 3] & 0xff;
      int last = Math.min(63, plain[length - 2] & 0xff);
      boolean toTheLastBit = (plain[length - 1] & 15) == 0;
      for (int i = 0; i < parts; i++) {
        for (int c = 0; c < sent.length; c++) {
          if (frame.components()[c] == file[at + 5 + 2 * i] && first <= last) {
            Arrays.fill(sent[c], first, last + 1, toTheLastBit);
          }
        }
      }
    }

    /** Keeps the data of a scan up to the next marker, fill bytes or the end of the file. */
    private int endOfData(int from) {
      int at = from;
      while (at < file.length) {
        int next = at + 1;
        if (file[at] == -1) {
          while (next < file.length && file[next] == -1) {
            next++;
          }
          int marker = next < file.length ? u1(next) : EOI;
          if (marker != 0 && (marker < RST0 || marker > RST7)) {
            break;
          }
        }
        at = next;
      }
      keep(file, from, at);
      return at;
    }

    private void keep(byte[] from, int start, int end) {
      System.arraycopy(from, start, plain, length, end - start);
      length += end - start;
    }

    private boolean starts(int at, String text) {
      return new String(file, at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
    }

    private int u1(int at) {
      return file[at] & 0xff;
    }

    private int u2(int at) {
      return u1(at) << 8 | u1(at + 1);
    }

    private ImageException cut() {
      return refused(
          Text.of("the file is cut short in a JPEG segment, found %d bytes", file.length));
    }

    private ImageException refused(String reason) {
      return new ImageException(origin, reason);
    }
  }
}
