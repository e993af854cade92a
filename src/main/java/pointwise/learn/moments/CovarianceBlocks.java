package pointwise.learn.moments;

import pointwise.blas.Blas;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.kernel.SampleRange;
import pointwise.raster.SampleType;
import pointwise.raster.SplitMix64;
import pointwise.tile.Tile;

/**
 * Adds blocks of pixels to {@link PartSums}: converts a tile, closes it up where pixels are left
 * out, and sums it. Holds scratch, so one per task; not safe for concurrent use.
 */
final class CovarianceBlocks {
  private static final int TILE_FLOATS = 1 << 16;
  private static final int MOST_PIXELS = 4096;

  private final PixelChoice choice;
  private final int channels;
  private final int tilePixels;
  private final Conversion conversion;
  private final CovarianceKernel tiles;
  private final float[] tile;

  CovarianceBlocks(Blas blas, PixelChoice choice, int channels) {
    this.choice = choice;
    this.channels = channels;
    int blocks = Math.min(MOST_PIXELS, TILE_FLOATS / channels) / CovarianceKernel.BLOCK;
    this.tilePixels = Math.max(1, blocks) * CovarianceKernel.BLOCK;
    this.conversion = Conversion.of(channels, channels, ChannelRule.STRICT).orElseThrow();
    this.tiles = new CovarianceKernel(blas, channels);
    this.tile = new float[tilePixels * channels];
  }

  /** Adds a block of as many channels. Tiles are counted from its first pixel. */
  void add(Tile block, PartSums into) {
    int pixels = block.pixels();
    SampleType type = block.type();
    float scale = choice.scale(type);
    long key = SplitMix64.key(block.getKey());
    for (int first = 0; first < pixels; first += tilePixels) {
      int n = Math.min(tilePixels, pixels - first);
      conversion.toTile(type, block.getSamples(), first, n, SampleRange.RAW, tile);
      int kept = closeUp(block, first, n, key, into);
      if (scale != 1) {
        for (int i = 0; i < kept * channels; i++) {
          tile[i] *= scale;
        }
      }
      into.add(tiles, tile, kept);
    }
  }

  /** Moves the pixels that stay to the front of the tile, in order; how many they are. */
  private int closeUp(Tile block, int first, int n, long key, PartSums into) {
    int kept = 0;
    for (int p = 0; p < n; p++) {
      if (!choice.takes(key, block.number(first + p))) {
        into.addNotSampled();
      } else if (!block.isValid(first + p)) {
        into.addNodata(isFinite(p));
      } else {
        if (kept < p) {
          System.arraycopy(tile, p * channels, tile, kept * channels, channels);
        }
        kept++;
      }
    }
    return kept;
  }

  private boolean isFinite(int pixel) {
    for (int i = pixel * channels; i < (pixel + 1) * channels; i++) {
      if (!Float.isFinite(tile[i])) {
        return false;
      }
    }
    return true;
  }
}
