package pointwise.tile;

import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Tiles in order to rows of the table. One that is a whole strip is handed on without a copy; full
 * lines are cut or joined else. Windows are joined where the map is one row, and are rows
 * themselves where it is not.
 */
public final class TileJoiner implements Iterator<Tile> {
  private final Iterator<Tile> tiles;
  private final boolean wholeImages;
  private final IntFunction<byte[]> arrays;

  /** The tile at hand and how many of its lines have been taken. */
  private Tile tile;

  private int taken;

  /** The image at hand and its next line; null between images. */
  private Tile image;

  private int line;

  /** The image before it. */
  private String finished;

  /**
   * @param wholeImages whether every image must be there from its first line to its last; else runs
   *     of whole strips will do
   * @param arrays gives an array of at least so many bytes for each row that is joined
   */
  public TileJoiner(Iterator<Tile> tiles, boolean wholeImages, IntFunction<byte[]> arrays) {
    this.tiles = tiles;
    this.wholeImages = wholeImages;
    this.arrays = arrays;
  }

  @Override
  public boolean hasNext() {
    if (tile == null && tiles.hasNext()) {
      tile = tiles.next();
      taken = 0;
    }
    if (tile == null) {
      finishImage();
    }
    return tile != null;
  }

  @Override
  public Tile next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (tile.getError() != null) {
      finishImage();
      return failed();
    }
    if (image == null || !image.getOrigin().equals(tile.getOrigin())) {
      finishImage();
      if (wholeImages && tile.getOrigin().equals(finished)) {
        throw doubled(tile.getY() + taken, tile.getX());
      }
      image = tile;
      line = 0;
    }
    if (tile.getColumns() < tile.getWidth()) {
      return windows();
    }
    if (!wholeImages) {
      line = tile.getY() + taken;
    }
    return strip();
  }

  private Tile failed() {
    Tile failed = tile;
    tile = null;
    image = null;
    return failed;
  }

  /** The strip that begins at {@link #line}; the error of the image where that comes before. */
  private Tile strip() {
    Tile shape = tile;
    int y = line;
    int rows = Math.min(shape.getLines(), shape.getHeight() - y);
    Tile strip = shape;
    if (taken == 0 && shape.getY() == y && shape.getRows() == rows) {
      advance(rows);
    } else {
      int lineBytes = shape.getWidth() * shape.getChannels() * shape.type().bytes();
      byte[] data = arrays.apply(Math.multiplyExact(rows, lineBytes));
      if (!fill(data, rows, lineBytes)) {
        return failed();
      }
      Window window = Window.lines(y, rows, shape.getWidth());
      strip = shape.result(window, shape.getChannels(), shape.type(), data);
    }
    if (line == shape.getHeight()) {
      finished = shape.getOrigin();
      image = null;
    }
    return strip;
  }

  /** Whether all lines came; else the tile at hand is an error. */
  private boolean fill(byte[] data, int rows, int lineBytes) {
    for (int filled = 0; filled < rows; ) {
      if (!hasNext() || !image.getOrigin().equals(tile.getOrigin())) {
        throw missing(image, line, 0);
      }
      if (tile.getError() != null) {
        return false;
      }
      int found = tile.getY() + taken;
      if (found > line) {
        throw missing(image, line, 0);
      }
      if (found < line) {
        throw doubled(found, 0);
      }
      int copied = Math.min(rows - filled, tile.getRows() - taken);
      System.arraycopy(
          tile.getSamples(), taken * lineBytes, data, filled * lineBytes, copied * lineBytes);
      filled += copied;
      advance(copied);
    }
    return true;
  }

  private void advance(int lines) {
    taken += lines;
    line += lines;
    if (taken == tile.getRows()) {
      tile = null;
    }
  }

  /**
   * The window at hand where the map is cut; else the map, joined from its windows in any order.
   */
  private Tile windows() {
    Tile shape = tile;
    image = null;
    if (!shape.isOneRow()) {
      tile = null;
      return shape;
    }
    int pixels = shape.getHeight() * shape.getWidth();
    int pixelBytes = shape.getChannels() * shape.type().bytes();
    byte[] data = arrays.apply(Math.multiplyExact(pixels, pixelBytes));
    BitSet filled = new BitSet(pixels);
    for (int count = 0; count < pixels; count += tile.pixels(), tile = null) {
      if (!hasNext() || !shape.getOrigin().equals(tile.getOrigin())) {
        int pixel = filled.nextClearBit(0);
        throw missing(shape, pixel / shape.getWidth(), pixel % shape.getWidth());
      }
      if (tile.getError() != null) {
        return failed();
      }
      place(tile, data, pixelBytes, filled);
    }
    finished = shape.getOrigin();
    return shape.result(
        Window.lines(0, shape.getHeight(), shape.getWidth()),
        shape.getChannels(),
        shape.type(),
        data);
  }

  private void place(Tile window, byte[] data, int pixelBytes, BitSet filled) {
    int columns = window.getColumns();
    for (int row = 0; row < window.getRows(); row++) {
      int at = (window.getY() + row) * window.getWidth() + window.getX();
      if (!filled.get(at, at + columns).isEmpty()) {
        throw doubled(window.getY() + row, window.getX());
      }
      filled.set(at, at + columns);
      System.arraycopy(
          window.getSamples(),
          row * columns * pixelBytes,
          data,
          at * pixelBytes,
          columns * pixelBytes);
    }
  }

  private void finishImage() {
    if (image != null && wholeImages) {
      throw missing(image, line, 0);
    }
    image = null;
  }

  private IllegalArgumentException doubled(int y, int x) {
    return new UsageException(
        Text.of(
            "Cannot assemble %s: pixel (y=%d, x=%d) is there more than once",
            tile.getOrigin(), y, x));
  }

  private static IllegalArgumentException missing(Tile of, int y, int x) {
    return new UsageException(
        Text.of("Cannot assemble %s: pixel (y=%d, x=%d) is missing", of.getOrigin(), y, x));
  }
}
