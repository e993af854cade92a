package pointwise.tile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.TileMultiply;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;

/** Multiplies tiles, one at a time. One per task. */
public final class TileMultiplier {
  private final TileMultiply kernels;
  private final ChannelRule rule;
  private final String[] names;
  private final JobMetrics metrics;
  private final IntFunction<byte[]> arrays;

  /**
   * @param names of the kernels, which the channels of the products have; null where they have none
   * @param arrays gives an array of at least so many bytes for each product
   */
  public TileMultiplier(
      TileMultiply kernels,
      ChannelRule rule,
      String[] names,
      JobMetrics metrics,
      IntFunction<byte[]> arrays) {
    this.kernels = kernels;
    this.rule = rule;
    this.names = names;
    this.metrics = metrics;
    this.arrays = arrays;
  }

  /**
   * The product, cut where the strips of the tile's map begin and, where a strip of it is large, in
   * pieces; each is made when it is wanted. A failed image goes on.
   */
  public Iterator<Tile> multiply(Tile tile) {
    if (tile.getError() != null) {
      return Collections.singletonList(tile).iterator();
    }
    Conversion conversion =
        Conversion.of(tile.getChannels(), kernels.inputChannels(), rule).orElse(null);
    if (conversion == null) {
      return failed(tile, Conversion.mismatch(tile.getChannels(), kernels.inputChannels()));
    }
    try {
      TilePlan.requireLine(tile.getColumns(), kernels.outputChannels());
    } catch (IllegalArgumentException e) {
      return failed(tile, e.getMessage());
    }
    return new Product(tile, conversion);
  }

  /** An error in place of the image's first tile; nothing for the others: it is one row. */
  private static Iterator<Tile> failed(Tile tile, String reason) {
    return tile.tellsOfImage()
        ? Collections.singletonList(
                Tile.failed(new ImageException(tile.getOrigin(), ErrorKind.MISMATCH, reason)))
            .iterator()
        : Collections.emptyIterator();
  }

  private final class Product implements Iterator<Tile> {
    private final Tile tile;
    private final Conversion conversion;
    private final SampleType type;

    /** Most lines of a piece. */
    private final int most;

    private int taken;

    Product(Tile tile, Conversion conversion) {
      this.tile = tile;
      this.conversion = conversion;
      this.type = tile.type();
      this.most = TilePlan.lines(tile.getLines(), tile.getColumns(), kernels.outputChannels());
    }

    @Override
    public boolean hasNext() {
      return taken < tile.getRows();
    }

    @Override
    public Tile next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long start = System.nanoTime();
      int y = tile.getY() + taken;
      // In long: a height may be 2^31 - 1.
      long stripEnd = (y / tile.getLines() + 1L) * tile.getLines();
      int rows = (int) Math.min(stripEnd - y, Math.min(most, tile.getRows() - taken));
      Window window = new Window(y, rows, tile.getX(), tile.getColumns());
      int first = taken * tile.getColumns();
      byte[] data = product(first, window.pixels());
      taken += rows;
      metrics.addMultiply(System.nanoTime() - start);
      Tile product = tile.result(window, kernels.outputChannels(), SampleType.COMPUTED, data);
      // A pixel of an image of floats may be NaN without another sign of it.
      boolean some = type.isFloating() || tile.getNodata() != null || tile.getMask() != null;
      product.setNodata(some ? Double.NaN : null);
      product.setMask(mask(first, window.pixels()));
      return product.setBands(names, null);
    }

    private byte[] mask(int begin, int count) {
      byte[] mask = tile.getMask();
      return mask == null || count == mask.length
          ? mask
          : Arrays.copyOfRange(mask, begin, begin + count);
    }

    private byte[] product(int begin, int count) {
      int outputs = kernels.outputChannels();
      byte[] data = arrays.apply(SampleType.COMPUTED.bytes() * count * outputs);
      FloatBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      kernels.run(
          count,
          (first, pixels, floats) ->
              conversion.toTile(
                  type, tile.getSamples(), begin + first, pixels, kernels.range(), floats),
          (floats, first, pixels) -> out.put(first * outputs, floats, 0, pixels * outputs));
      if (tile.getMask() != null) {
        blank(out, begin, count);
      }
      return data;
    }

    /** Makes NaN of what was computed of pixels that are no data. */
    private void blank(FloatBuffer out, int begin, int count) {
      float[] none = new float[kernels.outputChannels()];
      Arrays.fill(none, Float.NaN);
      int invalid = 0;
      for (int i = 0; i < count; i++) {
        if (!tile.isValid(begin + i)) {
          out.put(i * none.length, none);
          invalid++;
        }
      }
      metrics.addInvalid(invalid);
    }
  }
}
