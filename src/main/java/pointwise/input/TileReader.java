package pointwise.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.Tile;
import pointwise.tile.TilePlan;

/**
 * Open images to tiles: of full lines, or block by block where the image is stored so.
 *
 * @param outputChannels channels of the feature map the tiles are for, which decides where it is
 *     cut into strips; 0 for as many as the image has
 */
public record TileReader(int outputChannels) implements SplitReader<Tile> {
  @Override
  public Iterator<Tile> read(InputSplit split, Raster image) {
    if (!image.inMemory() && image.blockColumns() == image.width()) {
      requireLine(split.getOrigin(), image);
    }
    return new Tiles(split, image, outputChannels == 0 ? image.channels() : outputChannels);
  }

  private void requireLine(String origin, Raster image) {
    long line = lineBytes(image);
    if (line > TilePlan.LINE_BYTES) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "a line of the image is too large, found %d bytes, expected at most %d",
              line, TilePlan.LINE_BYTES));
    }
    try {
      TilePlan.requireLine(image.width(), outputChannels == 0 ? image.channels() : outputChannels);
    } catch (IllegalArgumentException e) {
      throw new ImageException(origin, ErrorKind.MISMATCH, e.getMessage(), e);
    }
  }

  private static long lineBytes(Raster image) {
    return (long) image.width() * image.channels() * image.type().bytes();
  }

  private static final class Tiles implements Iterator<Tile> {
    private final InputSplit split;
    private final Raster image;
    private final int channels;

    /** Most lines of a tile. */
    private final int most;

    /** Where tiles end too: with strips of the map, or with blocks of the file. */
    private final int strip;

    private final int end;
    private int y;
    private int x;

    Tiles(InputSplit split, Raster image, int channels) {
      this.split = split;
      this.image = image;
      this.channels = channels;
      boolean lines = image.blockColumns() == image.width();
      if (image.inMemory()) {
        this.strip = image.height();
        this.most = strip;
      } else if (lines && image.blockRows() > 1) {
        long blocks = TilePlan.READ_BYTES / lineBytes(image) / image.blockRows();
        this.most = (int) Math.max(1, blocks) * image.blockRows();
        this.strip = most;
      } else if (lines) {
        this.strip = TilePlan.lines(image.height(), image.width(), channels);
        this.most = (int) Math.max(1, TilePlan.READ_BYTES / lineBytes(image));
      } else {
        this.strip = image.blockRows();
        this.most = strip;
      }
      this.y = split.getY();
      this.end = split.getRows() == 0 ? image.height() : y + split.getRows();
    }

    @Override
    public boolean hasNext() {
      return y < end;
    }

    @Override
    public Tile next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      // In long: a height may be 2^31 - 1.
      int stripEnd = (int) Math.min(end, (y / strip + 1L) * strip);
      int rows = Math.min(most, stripEnd - y);
      int columns = Math.min(image.blockColumns(), image.width() - x);
      Window window = new Window(y, rows, x, columns);
      try {
        Tile tile =
            new Tile(
                split.getOrigin(),
                image.height(),
                image.width(),
                image.channels(),
                window,
                image.type(),
                image.read(window));
        tile.of(image.info(), image.mask(window)).setKey(split.getKey());
        x = (x + columns) % image.width();
        y += x == 0 ? rows : 0;
        return tile.plannedFor(channels);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
