package pointwise.raster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An image as a job wants it: the bands it uses, and which pixels are data. A pixel is none where a
 * mask says so, where a band that is used is not finite, or where such bands are nodata.
 */
public final class SelectedRaster extends Raster.Around {
  private final int[] channels;
  private final RasterOptions options;
  private final Raster given;
  private final NarrowWindows ofGiven;
  private final boolean whole;
  private final boolean scaled;
  private final SceneInfo stored;
  private final DataPixels data;

  /** The window that was read last, and its mask: who reads samples asks for that next. */
  private Window last;

  private byte[] mask;

  /**
   * @param channels the bands that are used, in their order
   * @param given the mask that is named in the options, which is closed with the image; or null
   */
  public SelectedRaster(Raster image, int[] channels, RasterOptions options, Raster given) {
    super(image);
    this.channels = channels.clone();
    this.options = options;
    this.given = given;
    this.ofGiven = given == null ? null : new NarrowWindows(given);
    this.whole = Arrays.equals(channels, IntStream.range(0, image.channels()).toArray());
    this.stored = selected(image.info(), options.nodata());
    this.data = data();
    this.scaled =
        options.applyScale()
            && stored.bands().stream().anyMatch(band -> band.scale() != 1 || band.offset() != 0);
  }

  private DataPixels data() {
    float[] nodata = new float[channels.length];
    for (int c = 0; c < nodata.length; c++) {
      Double value = stored.band(c).nodata();
      nodata[c] = value == null ? Float.NaN : value.floatValue();
    }
    return new DataPixels(image.type(), nodata, options.allBands());
  }

  private SceneInfo selected(SceneInfo found, Double nodata) {
    if (found.bands().isEmpty() && (nodata == null || nodata.isNaN())) {
      return found;
    }
    List<Band> bands =
        Arrays.stream(channels)
            .mapToObj(found::band)
            .map(band -> nodata == null ? band : band.withNodata(nodata.isNaN() ? null : nodata))
            .toList();
    return new SceneInfo(found.crs(), found.transform(), bands, found.details());
  }

  @Override
  public int channels() {
    return channels.length;
  }

  @Override
  public SampleType type() {
    return scaled ? SampleType.FLOAT32 : image.type();
  }

  @Override
  public SceneInfo info() {
    return scaled ? stored.asQuantities() : stored;
  }

  @Override
  public byte[] read(Window window) throws IOException {
    byte[] samples = whole ? image.read(window) : image.read(window, channels);
    byte[] other = given == null ? null : options.mask().valid(given.type(), ofGiven.read(window));
    mask = both(both(image.mask(window, channels), other), data.valid(samples));
    last = window;
    return scaled ? quantities(samples) : samples;
  }

  /** Stored samples times the scale of their band, and its offset, rounded to float32. */
  private byte[] quantities(byte[] samples) {
    SampleType from = image.type();
    int count = samples.length / from.bytes();
    byte[] scaledSamples = new byte[Math.multiplyExact(count, Float.BYTES)];
    ByteBuffer in = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.wrap(scaledSamples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      Band band = stored.band(i % channels.length);
      float quantity = (float) (from.sample(in, i) * band.scale() + band.offset());
      out.putFloat(quantity);
      if (!Float.isFinite(quantity)) {
        invalidate(i / channels.length, count / channels.length);
      }
    }
    return scaledSamples;
  }

  private void invalidate(int pixel, int pixels) {
    if (mask == null) {
      mask = new byte[pixels];
      Arrays.fill(mask, (byte) 1);
    }
    mask[pixel] = 0;
  }

  /** The mask of a window; that of the one that was read last is at hand. */
  @Override
  public byte[] mask(Window window) throws IOException {
    if (!window.equals(last)) {
      byte[] unused = read(window);
    }
    return mask;
  }

  private static byte[] both(byte[] one, byte[] other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    byte[] both = new byte[one.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = (byte) (one[i] != 0 && other[i] != 0 ? 1 : 0);
    }
    return both;
  }

  @Override
  public void close() throws IOException {
    try {
      image.close();
    } finally {
      if (given != null) {
        given.close();
      }
    }
  }
}
