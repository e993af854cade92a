package pointwise.pixels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.image.ErrorKind;
import pointwise.image.ImageException;
import pointwise.image.SampleType;
import pointwise.image.StripPlan;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.TileMultiply;
import pointwise.report.JobMetrics;

/** Multiplies blocks, one at a time. One per task. */
final class BlockMultiplier {
  private final TileMultiply tiles;
  private final ChannelRule rule;
  private final JobMetrics metrics;

  BlockMultiplier(TileMultiply tiles, ChannelRule rule, JobMetrics metrics) {
    this.tiles = tiles;
    this.rule = rule;
    this.metrics = metrics;
  }

  /**
   * The product, cut where the feature map's strips begin, each piece in an array of its own and
   * made when it is wanted. A failed image goes on.
   */
  Iterator<PixelBlock> multiply(PixelBlock block) {
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
      lines = StripPlan.lines(block.getHeight(), block.getWidth(), tiles.outputChannels());
    } catch (IllegalArgumentException e) {
      return failed(block, e.getMessage());
    }
    return new Product(block, conversion, lines);
  }

  /**
   * An error in place of the image's first block; nothing for the others, so that it is one row.
   */
  private static Iterator<PixelBlock> failed(PixelBlock block, String reason) {
    return block.getY() == 0
        ? Collections.singletonList(
                PixelBlock.failed(
                    new ImageException(block.getOrigin(), ErrorKind.MISMATCH, reason)))
            .iterator()
        : Collections.emptyIterator();
  }

  private final class Product implements Iterator<PixelBlock> {
    private final PixelBlock block;
    private final Conversion conversion;
    private final int stripLines;
    private final SampleType type;
    private int taken;

    Product(PixelBlock block, Conversion conversion, int stripLines) {
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
    public PixelBlock next() {
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
