package pointwise.spark;

import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.BitSet;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.Tile;

/**
 * A map that pixels come into, in any order: its samples, which pixels are there, and what is wrong
 * with it. Public because Spark encodes no others; made by {@code feature_map} alone.
 */
public final class PixelMap implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final VarHandle FLOATS =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** What the JVM makes arrays of. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 15;

  private int height;
  private int width;
  private int channels;
  private final BitSet there = new BitSet();

  /** The first of the pixels that came more than once. */
  private int doubled = Integer.MAX_VALUE;

  private String error;

  /** Null before the first pixel, and with an error. */
  private byte[] data;

  PixelMap() {}

  /** A pixel at (y, x) of a map of height x width. */
  void add(int mapHeight, int mapWidth, int y, int x, float[] samples) {
    if (error != null || !begin(mapHeight, mapWidth, samples.length)) {
      return;
    }
    if (y < 0 || y >= height || x < 0 || x >= width) {
      fail(Text.of("pixel (y=%d, x=%d) is outside the map, expected one of %s", y, x, shape()));
      return;
    }
    int pixel = y * width + x;
    if (there.get(pixel)) {
      doubled = Math.min(doubled, pixel);
      return;
    }
    there.set(pixel);
    for (int c = 0; c < channels; c++) {
      FLOATS.set(data, Float.BYTES * (pixel * channels + c), samples[c]);
    }
  }

  /** Whether pixels of that shape can come. */
  private boolean begin(int mapHeight, int mapWidth, int count) {
    if (data != null) {
      if (mapHeight != height || mapWidth != width || count != channels) {
        fail(
            Text.of(
                "the pixels are not of one map, found some of %s and of %d x %d x %d",
                shape(), mapHeight, mapWidth, count));
      }
      return error == null;
    }
    height = mapHeight;
    width = mapWidth;
    channels = count;
    boolean positive = height > 0 && width > 0 && channels > 0;
    if (!positive || (double) height * width * channels * Float.BYTES > MOST_BYTES) {
      fail(
          Text.of(
              "pixels of %s do not make a map, expected 1 x 1 x 1 to %d bytes of float32",
              shape(), MOST_BYTES));
      return false;
    }
    data = new byte[Float.BYTES * height * width * channels];
    return true;
  }

  /** This map with the pixels of another, which ends. */
  PixelMap merge(PixelMap other) {
    if (error != null || (other.data == null && other.error == null)) {
      return this;
    }
    if (other.error != null || data == null) {
      return other;
    }
    if (!begin(other.height, other.width, other.channels)) {
      return this;
    }
    BitSet both = (BitSet) there.clone();
    both.and(other.there);
    doubled = Math.min(doubled, other.doubled);
    if (!both.isEmpty()) {
      doubled = Math.min(doubled, both.nextSetBit(0));
    }
    int pixelBytes = Float.BYTES * channels;
    for (int from = other.there.nextSetBit(0), to; from >= 0; from = other.there.nextSetBit(to)) {
      to = other.there.nextClearBit(from);
      System.arraycopy(
          other.data, from * pixelBytes, data, from * pixelBytes, (to - from) * pixelBytes);
    }
    there.or(other.there);
    return this;
  }

  private void fail(String reason) {
    error = reason;
    data = null;
  }

  private String shape() {
    return Text.of("%d x %d x %d", height, width, channels);
  }

  /** The map, or why it is none. */
  Tile tile() {
    if (data == null) {
      return failed(error == null ? "there are no pixels" : error);
    }
    if (doubled < Integer.MAX_VALUE) {
      return failed(place(doubled) + " is there more than once");
    }
    int missing = there.nextClearBit(0);
    if (missing < height * width) {
      return failed(place(missing) + " is missing");
    }
    return new Tile(
        BytesReader.NO_PATH,
        height,
        width,
        channels,
        Window.lines(0, height, width),
        SampleType.COMPUTED,
        data);
  }

  private String place(int pixel) {
    return Text.of("pixel (y=%d, x=%d)", pixel / width, pixel % width);
  }

  private static Tile failed(String reason) {
    return Tile.failed(new ImageException(BytesReader.NO_PATH, ErrorKind.MISMATCH, reason));
  }
}
