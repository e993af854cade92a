package pointwise.learn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import pointwise.image.MalformedImageException;
import pointwise.image.SampleType;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Conversion;
import pointwise.pixels.PixelBlock;

/**
 * Blocks of pixels to samples with their classes, those for training and those for validation
 * apart. What has no label or is not finite is left out and counted. One per task.
 */
final class SampleReader implements Iterator<Samples> {
  private static final String TOO_LARGE =
      "the image is too large to be one sample, found %d pixels of %d channels, expected at most %d numbers";

  private final Iterator<PixelBlock> blocks;
  private final SampleChoice choice;
  private final Labels labels;
  private final Configuration configuration;
  private final SampleCounts counts;
  private final Conversion conversion;
  private final Queue<Samples> ready = new ArrayDeque<>();

  private String origin;

  /** Of the image, null where they do not fit. */
  private LabelLines lines;

  /** An image whose lines come in several blocks: its pixels so far. */
  private float[] values = {};

  private int pixels;

  SampleReader(
      Iterator<PixelBlock> blocks,
      SampleChoice choice,
      Labels labels,
      Configuration configuration,
      SampleCounts counts) {
    this.blocks = blocks;
    this.choice = choice;
    this.labels = labels;
    this.configuration = configuration;
    this.counts = counts;
    this.conversion =
        Conversion.of(choice.channels(), choice.channels(), ChannelRule.STRICT).orElseThrow();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && blocks.hasNext()) {
      read(blocks.next());
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

  private void read(PixelBlock block) {
    try {
      if (block.getError() != null) {
        throw new MalformedImageException(block.getOrigin(), block.getError());
      }
      if (block.getChannels() != choice.channels()) {
        if (block.getY() == 0) {
          counts.tellChannels(block.getChannels());
        }
        throw new MalformedImageException(
            block.getOrigin(),
            "the channels are not those of the first image, found %d, expected %d"
                .formatted(block.getChannels(), choice.channels()));
      }
      switch (choice.unit()) {
        case PIXEL -> readPixels(block);
        case IMAGE -> readImage(block);
      }
    } catch (MalformedImageException e) {
      if (choice.failfast()) {
        throw e;
      }
      // Of an image in several parts the first one tells.
      if (block.getY() == 0) {
        counts.addFailed(block.getOrigin(), e.reason());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readPixels(PixelBlock block) throws IOException {
    if (!block.getOrigin().equals(origin)) {
      close();
      origin = block.getOrigin();
      lines = labels.ofPixels(configuration, origin, block.getHeight(), block.getWidth());
    }
    if (lines == null) {
      return;
    }
    if (block.getY() == 0) {
      counts.addImage();
    }
    int n = block.getRows() * block.getWidth();
    byte[] classes = lines.lines(block.getY(), block.getRows());
    float[] tile = convert(block, n);
    long key = PixelChoice.key(origin);
    long before = (long) block.getY() * block.getWidth();
    boolean[] validation = new boolean[n];
    boolean[] stays = new boolean[n];
    int[] sizes = new int[2];
    for (int p = 0; p < n; p++) {
      if (classes[p] == LabelLines.UNLABELLED) {
        counts.addUnlabelled();
      } else if (!isFinite(tile, p)) {
        counts.addNotFinite();
      } else {
        stays[p] = true;
        validation[p] = Batch.isValidation(choice.seed(), key, before + p, choice.validation());
        counts.add(classes[p] & 0xff, validation[p]);
        sizes[validation[p] ? 1 : 0]++;
      }
    }
    for (boolean part : new boolean[] {false, true}) {
      int size = sizes[part ? 1 : 0];
      if (size > 0) {
        ready.add(select(tile, classes, stays, validation, part, size, key, before));
      }
    }
  }

  private Samples select(
      float[] tile,
      byte[] classes,
      boolean[] stays,
      boolean[] validation,
      boolean part,
      int size,
      long key,
      long before) {
    int D = choice.channels();
    float[] chosen = new float[size * D];
    short[] truths = new short[size];
    long[] numbers = new long[size];
    int next = 0;
    for (int p = 0; p < stays.length; p++) {
      if (stays[p] && validation[p] == part) {
        System.arraycopy(tile, p * D, chosen, next * D, D);
        truths[next] = (short) (classes[p] & 0xff);
        numbers[next++] = before + p;
      }
    }
    return new Samples(key, part, size, chosen, truths, numbers);
  }

  private void readImage(PixelBlock block) {
    int n = block.getRows() * block.getWidth();
    int D = choice.channels();
    long all = (long) block.getHeight() * block.getWidth();
    if (all * D > Integer.MAX_VALUE - 16) {
      throw new MalformedImageException(
          block.getOrigin(), TOO_LARGE.formatted(all, D, Integer.MAX_VALUE - 16));
    }
    float[] tile = convert(block, n);
    if (block.getY() == 0) {
      pixels = 0;
      values = block.getRows() == block.getHeight() ? tile : new float[(int) (all * D)];
    }
    for (int p = 0; p < n; p++) {
      if (isFinite(tile, p)) {
        System.arraycopy(tile, p * D, values, pixels++ * D, D);
      } else {
        counts.addNotFinite();
      }
    }
    if (block.getY() + block.getRows() == block.getHeight()) {
      addImage(block.getOrigin());
    }
  }

  private void addImage(String image) {
    float[] whole = values;
    values = new float[0];
    if (pixels == 0) {
      MalformedImageException empty =
          new MalformedImageException(image, "no pixel has finite samples");
      if (choice.failfast()) {
        throw empty;
      }
      counts.addFailed(image, empty.reason());
      return;
    }
    long key = PixelChoice.key(image);
    int truth = labels.ofImage(image);
    boolean validation = Batch.isValidation(choice.seed(), key, 0, choice.validation());
    counts.addImage();
    counts.add(truth, validation);
    ready.add(
        new Samples(key, validation, pixels, whole, new short[] {(short) truth}, new long[] {0}));
  }

  private float[] convert(PixelBlock block, int n) {
    float[] tile = new float[n * choice.channels()];
    conversion.toTile(
        SampleType.of(block.getDtype()), block.getSamples(), 0, n, choice.range(), tile);
    return tile;
  }

  private boolean isFinite(float[] tile, int p) {
    for (int i = p * choice.channels(); i < (p + 1) * choice.channels(); i++) {
      if (!Float.isFinite(tile[i])) {
        return false;
      }
    }
    return true;
  }

  void close() {
    if (lines != null) {
      try {
        lines.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        lines = null;
      }
    }
  }
}
