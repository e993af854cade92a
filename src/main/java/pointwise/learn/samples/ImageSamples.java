package pointwise.learn.samples;

import java.util.Queue;
import pointwise.learn.classify.Prediction;
import pointwise.learn.labels.Labels;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SplitMix64;
import pointwise.text.Text;
import pointwise.tile.Tile;

/**
 * Every image with finite numbers is a sample: one with another number has no result in {@link
 * Prediction} either. All blocks of an image come to one task.
 */
final class ImageSamples implements SampleMaker {
  private static final int MOST_NUMBERS = Integer.MAX_VALUE - 16;

  private final SampleChoice choice;
  private final Labels labels;
  private final SampleCounts counts;

  /** The image so far, pixels x D. */
  private float[] values = {};

  private int pixels;

  ImageSamples(SampleChoice choice, Labels labels, SampleCounts counts) {
    this.choice = choice;
    this.labels = labels;
    this.counts = counts;
  }

  @Override
  public void begin(Tile block) {
    if (block.getY() > 0) {
      return;
    }
    long all = (long) block.getHeight() * block.getWidth();
    if (all * choice.channels() > MOST_NUMBERS) {
      throw new ImageException(
          block.getOrigin(),
          ErrorKind.MISMATCH,
          Text.of(
              "the image is too large to be one sample, found %d pixels of %d channels, expected at most %d numbers",
              all, choice.channels(), MOST_NUMBERS));
    }
    values = new float[(int) all * choice.channels()];
    pixels = 0;
  }

  @Override
  public void add(Tile block, int y, int rows, float[] tile, Queue<Samples> into) {
    int D = choice.channels();
    block.window().requireLines(block.getWidth());
    int n = rows * block.getWidth();
    int before = (y - block.getY()) * block.getWidth();
    for (int p = 0; p < n; p++) {
      if (!block.isValid(before + p)) {
        throw new ImageException(
            block.getOrigin(),
            ErrorKind.MISMATCH,
            Text.of(
                "a pixel of the image is no data, found (y=%d, x=%d) not finite, masked or nodata",
                y + p / block.getWidth(), p % block.getWidth()));
      }
    }
    System.arraycopy(tile, 0, values, pixels * D, n * D);
    pixels += n;
    if (y + rows == block.getHeight()) {
      into.add(image(block));
    }
  }

  private Samples image(Tile block) {
    long key = SplitMix64.key(block.getKey());
    int truth = labels.ofImage(block.getOrigin());
    boolean validation = Batch.isValidation(choice.seed(), key, 0, choice.validation());
    counts.images().addDone();
    counts.add(truth, validation);
    Samples image = Samples.image(key, validation, pixels, values, truth);
    close();
    return image;
  }

  @Override
  public void close() {
    values = new float[0];
    pixels = 0;
  }
}
