package pointwise.raster.tiff;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/** The bytes that a strip or tile stands for. Not safe for concurrent use. */
final class TiffCodec implements Closeable {
  private static final int LZW_CODES = 4096;
  private static final int LZW_CLEAR = 256;
  private static final int LZW_END = 257;
  private static final int LZW_LEAST_BITS = 9;
  private static final int LZW_MOST_BITS = 12;

  private final String origin;
  private final int compression;
  private final boolean reversed;
  private Inflater inflater;

  /** Where the bytes of a code of LZW are in the output, and how many. */
  private int[] start;

  private int[] length;

  TiffCodec(String origin, TiffDirectory page, int compression) {
    this.origin = origin;
    this.compression = compression;
    this.reversed = page.number(TiffTags.FILL_ORDER, 1) == 2; // the bits of every byte
  }

  /** Bytes that one stored byte stands for at most. */
  static int mostOfByte(int compression) {
    return switch (compression) {
      case TiffTags.RAW -> 1;
      case TiffTags.PACK_BITS -> 64; // 128 of two
      case TiffTags.LZW -> 8 * LZW_CODES / LZW_MOST_BITS; // the longest code of 12 bits
      case TiffTags.ZSTD -> 1 << 17; // a block of 128 KiB of few
      default -> 1032; // zlib's documentation
    };
  }

  /**
   * Decodes a segment.
   *
   * @param in the stored bytes, from {@code from} to {@code to}; bits may be turned in place
   * @param most bytes that are wanted
   * @return how many there are: fewer where the data end early or are corrupt
   * @throws ImageException where the data are known to be corrupt
   */
  int decode(byte[] in, int from, int to, byte[] out, int most) {
    if (reversed) {
      reverse(in, from, to);
    }
    return switch (compression) {
      case TiffTags.DEFLATE, TiffTags.OLD_DEFLATE -> inflate(in, from, to, out, most);
      case TiffTags.LZW -> lzw(in, from, to, out, most);
      case TiffTags.PACK_BITS -> packBits(in, from, to, out, most);
      case TiffTags.ZSTD -> zstd(in, from, to, out, most);
      default -> {
        int bytes = Math.min(to - from, most);
        System.arraycopy(in, from, out, 0, bytes);
        yield bytes;
      }
    };
  }

  private static void reverse(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      bytes[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
  }

  private int inflate(byte[] in, int from, int to, byte[] out, int most) {
    if (inflater == null) {
      inflater = new Inflater();
    }
    inflater.reset();
    inflater.setInput(in, from, to - from);
    try {
      int bytes = 0;
      while (bytes < most) {
        int n = inflater.inflate(out, bytes, most - bytes);
        if (n == 0) {
          break;
        }
        bytes += n;
      }
      return bytes;
    } catch (DataFormatException e) {
      throw new ImageException(origin, "the Deflate data are corrupt: " + e.getMessage(), e);
    }
  }

  private int zstd(byte[] in, int from, int to, byte[] out, int most) {
    try (ZstdInputStreamNoFinalizer stream =
        new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(in, from, to - from))) {
      return stream.readNBytes(out, 0, most);
    } catch (IOException e) {
      throw new ImageException(origin, "the Zstandard data are corrupt: " + e.getMessage(), e);
    }
  }

  private int packBits(byte[] in, int from, int to, byte[] out, int most) {
    int bytes = 0;
    int at = from;
    while (at < to && bytes < most) {
      int code = in[at++];
      if (code == Byte.MIN_VALUE) {
        continue;
      }
      int run = code >= 0 ? Math.min(code + 1, to - at) : at < to ? 1 - code : 0;
      if (run > most - bytes) {
        throw new ImageException(
            origin,
            Text.of(
                "the PackBits data are corrupt, found a run of %d bytes beyond the %d of a strip or tile",
                run - (most - bytes), most));
      }
      if (code >= 0) {
        System.arraycopy(in, at, out, bytes, run);
        at += run;
      } else if (run > 0) {
        Arrays.fill(out, bytes, bytes + run, in[at++]);
      }
      bytes += run;
    }
    return bytes;
  }

  /**
   * TIFF's LZW: high bits first, codes a bit longer one code early. The bytes of a code are those
   * of the code before it and the one that follows them, so they stand in the output already.
   */
  private int lzw(byte[] in, int from, int to, byte[] out, int most) {
    if (start == null) {
      start = new int[LZW_CODES];
      length = new int[LZW_CODES];
    }
    int next = LZW_END + 1;
    int bits = LZW_LEAST_BITS;
    int previous = -1; // where the bytes of the code before are, and how many
    int previousLength = 0;
    int buffer = 0;
    int buffered = 0;
    int at = from;
    int bytes = 0;
    while (bytes < most) {
      while (buffered < bits && at < to) {
        buffer = (buffer << 8) | (in[at++] & 0xff);
        buffered += 8;
      }
      if (buffered < bits) {
        break;
      }
      buffered -= bits;
      int code = (buffer >>> buffered) & ((1 << bits) - 1);
      if (code == LZW_CLEAR) {
        next = LZW_END + 1;
        bits = LZW_LEAST_BITS;
        previous = -1;
        continue;
      }
      if (previous >= 0 && next < LZW_CODES) {
        start[next] = previous;
        length[next++] = previousLength + 1;
        if (next + 1 == 1 << bits && bits < LZW_MOST_BITS) {
          bits++;
        }
      }
      if (code == LZW_END || code >= next || (previous < 0 && code > LZW_CLEAR)) {
        break;
      }
      previous = bytes;
      if (code < LZW_CLEAR) {
        previousLength = 1;
        out[bytes++] = (byte) code;
      } else {
        previousLength = length[code];
        int end = Math.min(most, bytes + previousLength);
        // Forwards: the last byte of the newest code is the first that it writes.
        for (int source = start[code]; bytes < end; ) {
          out[bytes++] = out[source++];
        }
      }
    }
    return bytes;
  }

  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
    }
  }
}
