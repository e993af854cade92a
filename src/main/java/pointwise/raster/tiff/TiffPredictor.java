package pointwise.raster.tiff;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Differences to samples, in place: horizontal differencing (TIFF 6.0, section 14) and that of
 * floating-point numbers (Adobe's TIFF Technical Note 3). What comes out is little-endian.
 */
final class TiffPredictor {
  static final int NONE = 1;
  static final int HORIZONTAL = 2;
  static final int FLOATING = 3;

  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int predictor;
  private final int bytes;
  private final int stride;
  private final boolean turned;
  private byte[] line = new byte[0];

  /**
   * @param predictor one of those above
   * @param bytes of a sample
   * @param stride samples from one to the next of its channel
   * @param order of the bytes of stored samples
   */
  TiffPredictor(int predictor, int bytes, int stride, ByteOrder order) {
    this.predictor = predictor;
    this.bytes = bytes;
    this.stride = stride;
    this.turned = order == ByteOrder.BIG_ENDIAN && bytes > 1;
  }

  /** The predictor of a picture: as in libtiff, that of another compression means nothing. */
  static long of(TiffDirectory page, int compression) {
    return switch (compression) {
      case TiffTags.LZW, TiffTags.DEFLATE, TiffTags.OLD_DEFLATE, TiffTags.ZSTD ->
          page.number(TiffTags.PREDICTOR, NONE);
      default -> NONE;
    };
  }

  /** Makes samples of lines that begin at 0. */
  void undo(byte[] block, int lines, int lineBytes) {
    if (predictor == FLOATING) {
      line = line.length < lineBytes ? new byte[lineBytes] : line;
      for (int at = 0; at < lines * lineBytes; at += lineBytes) {
        floating(block, at, lineBytes);
      }
      return;
    }
    if (turned) {
      turn(block, lines * lineBytes);
    }
    if (predictor == HORIZONTAL) {
      for (int at = 0; at < lines * lineBytes; at += lineBytes) {
        horizontal(block, at, at + lineBytes);
      }
    }
  }

  private void turn(byte[] block, int length) {
    switch (bytes) {
      case 2 -> {
        for (int i = 0; i < length; i += 2) {
          SHORTS.set(block, i, Short.reverseBytes((short) SHORTS.get(block, i)));
        }
      }
      case 4 -> {
        for (int i = 0; i < length; i += 4) {
          INTS.set(block, i, Integer.reverseBytes((int) INTS.get(block, i)));
        }
      }
      default -> {
        for (int i = 0; i < length; i += 8) {
          LONGS.set(block, i, Long.reverseBytes((long) LONGS.get(block, i)));
        }
      }
    }
  }

  private void horizontal(byte[] block, int from, int to) {
    int back = stride * bytes;
    switch (bytes) {
      case 1 -> {
        for (int i = from + back; i < to; i++) {
          block[i] += block[i - back];
        }
      }
      case 2 -> {
        for (int i = from + back; i < to; i += 2) {
          SHORTS.set(
              block,
              i,
              (short) ((short) SHORTS.get(block, i) + (short) SHORTS.get(block, i - back)));
        }
      }
      case 4 -> {
        for (int i = from + back; i < to; i += 4) {
          INTS.set(block, i, (int) INTS.get(block, i) + (int) INTS.get(block, i - back));
        }
      }
      default -> {
        for (int i = from + back; i < to; i += 8) {
          LONGS.set(block, i, (long) LONGS.get(block, i) + (long) LONGS.get(block, i - back));
        }
      }
    }
  }

  /** A line has the first bytes of all samples, the highest ones, then the second, and so on. */
  private void floating(byte[] block, int from, int length) {
    for (int i = from + stride; i < from + length; i++) {
      block[i] += block[i - stride];
    }
    System.arraycopy(block, from, line, 0, length);
    int n = length / bytes;
    for (int b = 0; b < bytes; b++) {
      int plane = (bytes - 1 - b) * n;
      for (int i = 0, at = from + b; i < n; i++, at += bytes) {
        block[at] = line[plane + i];
      }
    }
  }
}
