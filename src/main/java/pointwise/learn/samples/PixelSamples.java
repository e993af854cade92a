package pointwise.learn.samples;

import java.io.IOException;
import java.util.Arrays;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import pointwise.learn.labels.LabelLines;
import pointwise.learn.labels.Labels;
import pointwise.raster.SplitMix64;
import pointwise.raster.Window;
import pointwise.tile.Tile;

/**
 * Every pixel with a label that is data is a sample. Parts of an image may be read by several
 * tasks; the one with its first line counts the image.
 */
final class PixelSamples implements SampleMaker {
  private final SampleChoice choice;
  private final Labels labels;
  private final Configuration configuration;
  private final SampleCounts counts;

  private String origin;
  private LabelLines lines;

  PixelSamples(
      SampleChoice choice, Labels labels, Configuration configuration, SampleCounts counts) {
    this.choice = choice;
    this.labels = labels;
    this.configuration = configuration;
    this.counts = counts;
  }

  @Override
  public void begin(Tile block) throws IOException {
    if (!block.getOrigin().equals(origin)) {
      close();
      lines = labels.ofPixels(configuration, block);
      origin = block.getOrigin();
    }
    if (block.tellsOfImage()) {
      counts.images().addDone();
    }
  }

  @Override
  public void add(Tile block, int y, int rows, float[] tile, Queue<Samples> into)
      throws IOException {
    byte[] classes = lines.window(new Window(y, rows, block.getX(), block.getColumns()));
    int[] training = new int[classes.length];
    int[] validation = new int[classes.length];
    int trained = 0;
    int validated = 0;
    long key = SplitMix64.key(block.getKey());
    int before = (y - block.getY()) * block.getColumns();
    for (int p = 0; p < classes.length; p++) {
      if (classes[p] == LabelLines.UNLABELLED) {
        counts.addUnlabelled();
      } else if (!block.isValid(before + p)) {
        counts.addNodata();
      } else {
        boolean apart =
            Batch.isValidation(
                choice.seed(),
                key,
                place(block.number(before + p), block.getWidth()),
                choice.validation());
        counts.add(classes[p] & 0xff, apart);
        if (apart) {
          validation[validated++] = p;
        } else {
          training[trained++] = p;
        }
      }
    }
    if (trained > 0) {
      into.add(select(block, before, false, tile, classes, Arrays.copyOf(training, trained)));
    }
    if (validated > 0) {
      into.add(select(block, before, true, tile, classes, Arrays.copyOf(validation, validated)));
    }
  }

  /** The number of the block of pixels that are for validation together, by lines of blocks. */
  private long place(long pixel, int width) {
    long side = choice.validationBlocks();
    if (side == 1) {
      return pixel;
    }
    long across = (width - 1) / side + 1;
    return pixel / width / side * across + pixel % width / side;
  }

  /**
   * @param before pixels of the block before those of the tile
   * @param offsets the pixels to take, counted in the tile; owned by the samples
   */
  private Samples select(
      Tile block, int before, boolean apart, float[] tile, byte[] classes, int[] offsets) {
    int D = choice.channels();
    long first = block.number(before);
    float[] chosen = new float[offsets.length * D];
    short[] truths = new short[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      System.arraycopy(tile, offsets[i] * D, chosen, i * D, D);
      truths[i] = (short) (classes[offsets[i]] & 0xff);
      offsets[i] = (int) (block.number(before + offsets[i]) - first);
    }
    long key = SplitMix64.key(block.getKey());
    return new Samples(key, apart, offsets.length, chosen, truths, first, offsets);
  }

  @Override
  public void close() throws IOException {
    origin = null;
    if (lines != null) {
      LabelLines open = lines;
      lines = null;
      open.close();
    }
  }
}
