package pointwise.tile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.TileMultiply;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.report.JobMetrics;

/** Multiplies blocks, one at a time. One per task. */
public final class BlockMultiplier {
  private final TileMultiply tiles;
  private final ChannelRule rule;
  private final JobMetrics metrics;

  public BlockMultiplier(TileMultiply tiles, ChannelRule rule, JobMetrics metrics) {
    this.tiles = tiles;
    this.rule = rule;
    this.metrics = metrics;
  }

  /**
   * The product, cut where the feature map's strips begin, each piece in an array of its own and
   * made when it is wanted. A failed image goes on.
   */
  public Iterator<Tile> multiply(Tile block) {
    if (block.getError() != null) {
      return Collections.singletonList(block).iterator();
    }
    Conversion conversion =
        Conversion.of(block.getChannels(), tiles.inputChannels(), rule).orElse(null);
    if (conversion == null) {
      return failed(block, Conversion.mismatch(block.getChannels(), tiles.inputChannels()));
    }
    int lines;
    try {
      lines = TilePlan.lines(block.getHeight(), block.getWidth(), tiles.outputChannels());
    } catch (IllegalArgumentException e) {
      return failed(block, e.getMessage());
    }
    return new Product(block, conversion, lines);
  }

  /**
   * An error in place of the image's first block; nothing for the others, so that it is one row.
   */
  private static Iterator<Tile> failed(Tile block, String reason) {
    return block.getY() == 0
        ? Collections.singletonList(
                Tile.failed(new ImageException(block.getOrigin(), ErrorKind.MISMATCH, reason)))
            .iterator()
        : Collections.emptyIterator();
  }

  private final class Product implements Iterator<Tile> {
    private final Tile block;
    private final Conversion conversion;
    private final int stripLines;
    private final SampleType type;
    private int taken;

    Product(Tile block, Conversion conversion, int stripLines) {
      this.block = block;
      this.conversion = conversion;
      this.stripLines = stripLines;
      this.type = SampleType.of(block.getDtype());
    }

    @Override
    public boolean hasNext() {
      return taken < block.getRows();
    }

    @Override
    public Tile next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      long start = System.nanoTime();
      int y = block.getY() + taken;
      // In long: a height may be 2^31 - 1.
      long stripEnd = (y / stripLines + 1L) * stripLines;
      int rows = (int) Math.min(stripEnd - y, block.getRows() - taken);
      byte[] data = lines(taken * block.getWidth(), rows * block.getWidth());
      taken += rows;
      metrics.addMultiply(System.nanoTime() - start);
      return block.product(y, rows, tiles.outputChannels(), data);
    }

    private byte[] lines(int begin, int count) {
      int outputs = tiles.outputChannels();
      byte[] data = new byte[SampleType.FLOAT32.bytes() * count * outputs];
      FloatBuffer out = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      tiles.run(
          count,
          (first, pixels, tile) ->
              conversion.toTile(
                  type, block.getSamples(), begin + first, pixels, tiles.range(), tile),
          (tile, first, pixels) -> out.put(first * outputs, tile, 0, pixels * outputs));
      return data;
    }
  }
}
