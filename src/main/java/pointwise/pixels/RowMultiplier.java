package pointwise.pixels;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.TileMultiply;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Multiplies pixel rows: a tile's worth is gathered, multiplied at once and given out, errors among
 * them first. One per task.
 */
final class RowMultiplier implements Iterator<PixelRow> {
  private final Iterator<PixelRow> rows;
  private final TileMultiply tiles;
  private final ChannelRule rule;
  private final Queue<PixelRow> ready = new ArrayDeque<>();

  /** Images that do not fit. */
  private final Set<String> mismatched = new HashSet<>();

  RowMultiplier(Iterator<PixelRow> rows, TileMultiply tiles, ChannelRule rule) {
    this.rows = rows;
    this.tiles = tiles;
    this.rule = rule;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && rows.hasNext()) {
      multiplyTile();
    }
    return !ready.isEmpty();
  }

  @Override
  public PixelRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void multiplyTile() {
    List<PixelRow> inputs = new ArrayList<>(tiles.tilePixels());
    while (inputs.size() + ready.size() < tiles.tilePixels() && rows.hasNext()) {
      PixelRow row = rows.next();
      if (row.getError() != null) {
        ready.add(row);
      } else if (row.getChannels() == null) {
        throw new UsageException(
            Text.of(
                "Cannot multiply %s: pixel (y=%s, x=%s) has no channels",
                row.getOrigin(), row.getY(), row.getX()));
      } else if (conversion(row).isEmpty()) {
        mismatch(row);
      } else {
        inputs.add(row);
      }
    }
    if (!inputs.isEmpty()) {
      multiply(inputs);
    }
  }

  /** One error for all pixels of an image that does not fit. */
  private void mismatch(PixelRow row) {
    if (mismatched.add(row.getOrigin())) {
      ready.add(
          PixelRow.failed(
              new ImageException(
                  row.getOrigin(),
                  ErrorKind.MISMATCH,
                  Conversion.mismatch(row.getChannels().length, tiles.inputChannels()))));
    }
  }

  private void multiply(List<PixelRow> inputs) {
    int outputs = tiles.outputChannels();
    tiles.run(
        inputs.size(),
        (first, pixels, tile) -> {
          for (int i = 0; i < pixels; i++) {
            PixelRow row = inputs.get(first + i);
            conversion(row)
                .orElseThrow()
                .toTile(type(row), row.getChannels(), tiles.range(), tile, i);
          }
        },
        (tile, first, pixels) -> {
          for (int i = 0; i < pixels; i++) {
            PixelRow row = inputs.get(first + i);
            float[] channels = Arrays.copyOfRange(tile, i * outputs, (i + 1) * outputs);
            boolean valid = !Boolean.FALSE.equals(row.getValid());
            if (!valid) {
              Arrays.fill(channels, Float.NaN);
            }
            ready.add(
                new PixelRow(
                    row.getOrigin(),
                    row.getHeight(),
                    row.getWidth(),
                    row.getY(),
                    row.getX(),
                    channels,
                    SampleType.COMPUTED.dtype(),
                    valid));
          }
        });
  }

  private Optional<Conversion> conversion(PixelRow row) {
    return Conversion.of(row.getChannels().length, tiles.inputChannels(), rule);
  }

  private static SampleType type(PixelRow row) {
    try {
      return SampleType.of(row.getDtype());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Text.of(
              "Cannot multiply %s: pixel (y=%s, x=%s): %s",
              row.getOrigin(), row.getY(), row.getX(), e.getMessage()),
          e);
    }
  }
}
