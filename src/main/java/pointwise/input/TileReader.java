package pointwise.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.text.Text;
import pointwise.tile.Tile;
import pointwise.tile.TilePlan;

/**
 * Open images to tiles of full lines.
 *
 * @param outputChannels channels of the feature map the tiles are for, which decides where it is
 *     cut into strips; 0 for as many as the image has
 */
record TileReader(int outputChannels) implements SplitReader<Tile> {
  @Override
  public Iterator<Tile> read(InputSplit split, Raster image) {
    long line = (long) image.width() * image.channels() * image.type().bytes();
    if (!image.inMemory() && line > TilePlan.LINE_BYTES) {
      throw new ImageException(
          split.getOrigin(),
          ErrorKind.MISMATCH,
          Text.of(
              "a line of the image is too large, found %d bytes, expected at most %d",
              line, TilePlan.LINE_BYTES));
    }
    int strip = image.inMemory() ? image.height() : stripLines(split, image);
    int most =
        image.inMemory() ? strip : (int) Math.max(1, Math.min(strip, TilePlan.READ_BYTES / line));
    return new Tiles(split, image, strip, most);
  }

  /** Tiles that are read from the file end where the strips of the feature map do. */
  private int stripLines(InputSplit split, Raster image) {
    try {
      return TilePlan.lines(
          image.height(), image.width(), outputChannels == 0 ? image.channels() : outputChannels);
    } catch (IllegalArgumentException e) {
      throw new ImageException(split.getOrigin(), ErrorKind.MISMATCH, e.getMessage(), e);
    }
  }

  private static final class Tiles implements Iterator<Tile> {
    private final InputSplit split;
    private final Raster image;
    private final int stripLines;
    private final int most;
    private final int end;
    private int y;

    Tiles(InputSplit split, Raster image, int stripLines, int most) {
      this.split = split;
      this.image = image;
      this.stripLines = stripLines;
      this.most = most;
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
      int stripEnd = (int) Math.min(end, (y / stripLines + 1L) * stripLines);
      int rows = Math.min(most, stripEnd - y);
      try {
        Tile tile =
            new Tile(
                split.getOrigin(),
                image.height(),
                image.width(),
                image.channels(),
                y,
                rows,
                image.type(),
                image.lines(y, rows));
        tile.setKey(split.getKey());
        y += rows;
        return tile;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
