package pointwise.tile;

import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.raster.SampleType;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Blocks in order to maps and strips. A block that is a whole strip is handed on without a copy;
 * others are cut or joined.
 */
public final class BlockJoiner implements Iterator<FeatureMap> {
  private final Iterator<Tile> blocks;
  private final boolean wholeImages;

  /** The block at hand and how many of its lines have been taken. */
  private Tile block;

  private int taken;

  /** The image at hand and its next line; null between images. */
  private Tile image;

  private int line;

  /** The image before it. */
  private String finished;

  /**
   * @param wholeImages whether every image must be there from its first line to its last; else runs
   *     of whole strips will do
   */
  public BlockJoiner(Iterator<Tile> blocks, boolean wholeImages) {
    this.blocks = blocks;
    this.wholeImages = wholeImages;
  }

  @Override
  public boolean hasNext() {
    if (block == null && blocks.hasNext()) {
      block = blocks.next();
      taken = 0;
    }
    if (block == null) {
      finishImage();
    }
    return block != null;
  }

  @Override
  public FeatureMap next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (block.getError() != null) {
      finishImage();
      return failed();
    }
    if (image == null || !image.getOrigin().equals(block.getOrigin())) {
      finishImage();
      if (wholeImages && block.getOrigin().equals(finished)) {
        throw doubled(block.getY() + taken);
      }
      image = block;
      line = 0;
    }
    if (!wholeImages) {
      line = block.getY() + taken;
    }
    return strip();
  }

  private FeatureMap failed() {
    FeatureMap failed = FeatureMap.failed(block.failure());
    block = null;
    image = null;
    return failed;
  }

  /** The strip that begins at {@link #line}; the error of the image where that comes before. */
  private FeatureMap strip() {
    Tile shape = block;
    int y = line;
    int lines = TilePlan.lines(shape.getHeight(), shape.getWidth(), shape.getChannels());
    int rows = Math.min(lines, shape.getHeight() - y);
    byte[] data = shape.getSamples();
    if (taken == 0 && shape.getY() == y && shape.getRows() == rows) {
      advance(rows);
    } else {
      int lineBytes =
          shape.getWidth() * shape.getChannels() * SampleType.of(shape.getDtype()).bytes();
      data = new byte[Math.multiplyExact(rows, lineBytes)];
      if (!fill(data, rows, lineBytes)) {
        return failed();
      }
    }
    if (line == shape.getHeight()) {
      finished = shape.getOrigin();
      image = null;
    }
    return FeatureMap.strip(shape, y, rows, data);
  }

  /** Whether all lines came; else the block at hand is an error. */
  private boolean fill(byte[] data, int rows, int lineBytes) {
    for (int filled = 0; filled < rows; ) {
      if (!hasNext() || !image.getOrigin().equals(block.getOrigin())) {
        throw missing();
      }
      if (block.getError() != null) {
        return false;
      }
      int found = block.getY() + taken;
      if (found > line) {
        throw missing();
      }
      if (found < line) {
        throw doubled(found);
      }
      int copied = Math.min(rows - filled, block.getRows() - taken);
      System.arraycopy(
          block.getSamples(), taken * lineBytes, data, filled * lineBytes, copied * lineBytes);
      filled += copied;
      advance(copied);
    }
    return true;
  }

  private void advance(int lines) {
    taken += lines;
    line += lines;
    if (taken == block.getRows()) {
      block = null;
    }
  }

  private void finishImage() {
    if (image != null && wholeImages) {
      throw missing();
    }
    image = null;
  }

  private IllegalArgumentException doubled(int y) {
    return new UsageException(
        Text.of(
            "Cannot assemble %s: pixel (y=%d, x=0) is there more than once", block.getOrigin(), y));
  }

  private IllegalArgumentException missing() {
    return new UsageException(
        Text.of("Cannot assemble %s: pixel (y=%d, x=0) is missing", image.getOrigin(), line));
  }
}
