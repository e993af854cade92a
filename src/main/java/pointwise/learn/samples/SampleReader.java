package pointwise.learn.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.learn.moments.SameChannels;
import pointwise.raster.ImageException;
import pointwise.tile.Tile;

/**
 * Tiles to samples with their classes, those for training and those for validation apart. What
 * cannot be a sample is left out and counted. One per task.
 */
public final class SampleReader implements Iterator<Samples> {
  /**
   * Numbers that are converted and chosen from at a time, unless a line has more: 1 MiB, so a large
   * picture takes little beside its tile. Spark holds some 100 samples at once where it moves them
   * to disk. It is far more than the tiles of the learners.
   */
  static final int RUN = 1 << 18;

  private final Iterator<Tile> tiles;
  private final SampleChoice choice;
  private final SampleCounts counts;
  private final Conversion conversion;
  private final SampleMaker unit;
  private final Queue<Samples> ready = new ArrayDeque<>();

  /** What is being read; null where the next tile is to be opened. */
  private Tile tile;

  /** Lines of the tile that were read. */
  private int done;

  /** The image that could not be sampled last: what comes of it later is left out. */
  private String failed;

  /** A run of lines, pixels x D. */
  private float[] floats = {};

  public SampleReader(
      Iterator<Tile> tiles,
      SampleChoice choice,
      Labels labels,
      Configuration configuration,
      SampleCounts counts) {
    this.tiles = new SameChannels(choice.channels(), choice.policy()).of(tiles, counts.images());
    this.choice = choice;
    this.counts = counts;
    this.unit = SampleMaker.of(choice, labels, configuration, counts);
    this.conversion =
        Conversion.of(choice.channels(), choice.channels(), ChannelRule.STRICT).orElseThrow();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && (tile != null || tiles.hasNext())) {
      if (tile == null) {
        tile = tiles.next();
        done = 0;
      }
      try {
        readRun();
      } catch (ImageException e) {
        leaveOut(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (ready.isEmpty()) {
      // A task reads many units, and knows their readers until it ends.
      close();
    }
    return !ready.isEmpty();
  }

  @Override
  public Samples next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void readRun() throws IOException {
    if (done == 0 && !begin()) {
      tile = null;
      return;
    }
    int width = tile.getColumns();
    int rows = Math.min(tile.getRows() - done, Math.max(1, RUN / (width * choice.channels())));
    if (floats.length < rows * width * choice.channels()) {
      floats = new float[rows * width * choice.channels()];
    }
    conversion.toTile(
        tile.type(), tile.getSamples(), done * width, rows * width, choice.range(), floats);
    unit.add(tile, tile.getY() + done, rows, floats, ready);
    done += rows;
    if (done == tile.getRows()) {
      tile = null;
    }
  }

  /** Whether the tile is to be read. */
  private boolean begin() throws IOException {
    if (!tile.tellsOfImage() && tile.getOrigin().equals(failed)) {
      return false;
    }
    unit.begin(tile);
    return true;
  }

  private void leaveOut(ImageException e) {
    // All lines of an image that is one sample come to this task.
    boolean first = tile.tellsOfImage() || choice.unit() == LabelUnit.IMAGE;
    choice.policy().count(e, first, counts.images());
    failed = tile.getOrigin();
    tile = null;
    close();
  }

  public void close() {
    floats = new float[0];
    try {
      unit.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
