package pointwise.export.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import pointwise.raster.SampleType;

/**
 * Pixels of a map.
 *
 * @param data rows x columns x channels, row-major, little-endian; more may be behind them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Samples(int rows, int columns, int channels, SampleType type, byte[] data) {
  /** None yet, of the file's type and channels. */
  public static Samples empty(MapHead head, int rows, int columns) {
    int bytes = Math.multiplyExact(Math.multiplyExact(rows, columns), head.pixelBytes());
    return new Samples(rows, columns, head.channels, head.type, new byte[bytes]);
  }

  public int pixelBytes() {
    return channels * type.bytes();
  }

  public ByteBuffer buffer() {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** These as a file has them: the first of the channels; float16 as float32 where it must. */
  public Samples converted(MapHead head) {
    if (head.channels == channels && head.type == type) {
      return this;
    }
    Samples result = empty(head, rows, columns);
    ByteBuffer from = buffer();
    ByteBuffer to = result.buffer();
    for (int pixel = 0; pixel < rows * columns; pixel++) {
      for (int c = 0; c < head.channels; c++) {
        int at = pixel * channels + c;
        if (head.type == type) {
          int bytes = type.bytes();
          to.put(data, at * bytes, bytes);
        } else {
          to.putFloat(type.sample(from, at));
        }
      }
    }
    return result;
  }

  /** A window of them. */
  public Samples window(int y, int rows, int x, int columns) {
    if (x == 0 && y == 0 && rows == this.rows && columns == this.columns) {
      return this;
    }
    Samples part =
        new Samples(rows, columns, channels, type, new byte[rows * columns * pixelBytes()]);
    int line = columns * pixelBytes();
    for (int row = 0; row < rows; row++) {
      int from = ((y + row) * this.columns + x) * pixelBytes();
      System.arraycopy(data, from, part.data, row * line, line);
    }
    return part;
  }

  /** Puts others into these, their first pixel at this line and column. */
  public void put(int y, int x, Samples part) {
    int line = part.columns * pixelBytes();
    for (int row = 0; row < part.rows; row++) {
      int to = ((y + row) * columns + x) * pixelBytes();
      System.arraycopy(part.data, row * line, data, to, line);
    }
  }

  /**
   * Half as many lines and columns, rounded up: of each 2 x 2 pixels the mean of those that are
   * numbers, channel by channel, added in double and, for integers, rounded half up; no number
   * where none is one.
   *
   * @param nearest whether to take the first of the four in place of the mean
   */
  public Samples halved(MapHead head, boolean nearest) {
    Samples half = empty(head, (rows + 1) / 2, (columns + 1) / 2);
    ByteBuffer from = buffer();
    ByteBuffer to = half.buffer();
    for (int y = 0; y < half.rows; y++) {
      for (int x = 0; x < half.columns; x++) {
        int first = (2 * y * columns + 2 * x) * channels;
        if (nearest) {
          to.put(data, first * type.bytes(), pixelBytes());
          continue;
        }
        int right = 2 * x + 1 < columns ? channels : 0;
        int below = 2 * y + 1 < rows ? columns * channels : 0;
        for (int c = 0; c < channels; c++) {
          put(to, head, mean(head, from, first + c, right, below));
        }
      }
    }
    return half;
  }

  /**
   * The mean of up to four samples; NaN for none.
   *
   * @param right from a sample to the one beside it; 0 where there is none
   * @param below from a sample to the one below it; 0 where there is none
   */
  private double mean(MapHead head, ByteBuffer from, int first, int right, int below) {
    double sum = 0;
    int count = 0;
    for (int y = 0; y <= below; y += Math.max(1, below)) {
      for (int x = 0; x <= right; x += Math.max(1, right)) {
        float sample = type.sample(from, first + y + x);
        if (!head.isMissing(sample)) {
          sum += sample;
          count++;
        }
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private void put(ByteBuffer to, MapHead head, double mean) {
    boolean floating = type == SampleType.FLOAT32;
    double value = Double.isNaN(mean) && head.nodata != null ? head.nodata : mean;
    if (floating) {
      to.putFloat((float) value);
    } else if (type.bytes() == 1) {
      to.put((byte) Math.round(value));
    } else {
      to.putShort((short) Math.round(value));
    }
  }
}
