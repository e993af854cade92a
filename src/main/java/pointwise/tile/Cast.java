package pointwise.tile;

import java.nio.ByteBuffer;
import java.util.Iterator;
import pointwise.raster.Half;
import pointwise.raster.SampleType;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

/**
 * Tiles of float32 to another type, in their own arrays. To float16 a sample becomes the nearest
 * number, of two the even one. To uint8 low and high become 0 and 255, what is between the nearest
 * number, of two the even one, and what is beyond 0 or 255; what is not finite becomes {@code
 * nodata}.
 *
 * @param low of uint8
 * @param high of uint8
 * @param nodata of uint8
 */
public record Cast(SampleType type, double low, double high, int nodata, JobMetrics metrics)
    implements TileStage {
  public Cast {
    if (type != SampleType.FLOAT16 && type != SampleType.UINT8) {
      throw new IllegalArgumentException(
          Text.of("Cannot cast to %s: expected float16 or uint8", type.dtype()));
    }
  }

  @Override
  public Iterator<Tile> apply(Iterator<Tile> tiles) {
    return new MappedIterator<>(tiles, tile -> tile.getError() == null ? cast(tile) : tile);
  }

  private Tile cast(Tile tile) {
    long start = System.nanoTime();
    ByteBuffer samples = tile.buffer();
    int count = tile.pixels() * tile.getChannels();
    Double standsFor = null;
    if (type == SampleType.FLOAT16) {
      // No sample is longer than it was: none is written over before it is read.
      long tooLarge = 0;
      for (int i = 0; i < count; i++) {
        float value = samples.getFloat(4 * i);
        samples.putShort(2 * i, Half.ofFloat(value));
        tooLarge += Float.isFinite(value) && Math.abs(value) >= Half.INFINITE_FROM ? 1 : 0;
      }
      metrics.addTooLarge(tooLarge);
    } else {
      metrics.addNodata(toBytes(samples, count));
      standsFor = (double) nodata;
    }
    Tile cast = tile.result(tile.window(), tile.getChannels(), type, tile.getSamples());
    cast.setNodata(standsFor);
    metrics.addMultiply(System.nanoTime() - start);
    return cast;
  }

  /** Returns how many were not finite. */
  private long toBytes(ByteBuffer samples, int count) {
    double scale = SampleType.UINT8.full() / (high - low);
    long lost = 0;
    for (int i = 0; i < count; i++) {
      float value = samples.getFloat(4 * i);
      if (Float.isFinite(value)) {
        double scaled = (value - low) * scale;
        samples.put(i, (byte) (int) Math.rint(Math.max(0, Math.min(255, scaled))));
      } else {
        samples.put(i, (byte) nodata);
        lost++;
      }
    }
    return lost;
  }
}
