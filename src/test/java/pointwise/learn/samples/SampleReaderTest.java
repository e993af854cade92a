package pointwise.learn.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelReader;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.learn.labels.NpyLabels;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.Tile;

class SampleReaderTest {
  private static final int D = 2;
  private static final int HEIGHT = 850;
  private static final int WIDTH = 700;
  private static final int UNLABELLED = 9;
  private static final Configuration CONFIGURATION = new Configuration();

  @TempDir private Path folder;

  private String origin(String name) {
    return "file:" + folder.resolve(name);
  }

  /** Lines whose numbers tell where they are: pixel p of the image has p and -p, all exact. */
  private Tile block(String name, int height, int width, int y, int rows) {
    ByteBuffer samples =
        ByteBuffer.allocate(rows * width * D * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int p = y * width; p < (y + rows) * width; p++) {
      samples.putFloat(p).putFloat(-p);
    }
    Tile block =
        new Tile(
            origin(name),
            height,
            width,
            D,
            Window.lines(y, rows, width),
            SampleType.FLOAT32,
            samples.array());
    block.setKey(name);
    return block;
  }

  private static Tile with(Tile block, int p, float number) {
    ByteBuffer.wrap(block.getSamples())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(p * D * Float.BYTES, number);
    byte[] mask = new byte[block.pixels()];
    Arrays.fill(mask, (byte) 1);
    mask[p] = 0;
    block.setMask(mask);
    return block;
  }

  private List<Tile> blocks(String name, int height, int width, int... rows) {
    List<Tile> blocks = new ArrayList<>();
    int y = 0;
    for (int lines : rows) {
      blocks.add(block(name, height, width, y, lines));
      y += lines;
    }
    assertThat(y).isEqualTo(height);
    return blocks;
  }

  private static SampleChoice choice(LabelUnit unit, int classes, FailurePolicy policy) {
    return new SampleChoice(unit, D, classes, SampleRange.RAW, 0.3, 1, 4, policy);
  }

  private List<Samples> read(
      SampleChoice choice, Labels labels, SampleCounts counts, List<Tile> blocks) {
    List<Samples> all = new ArrayList<>();
    SampleReader reader =
        new SampleReader(blocks.iterator(), choice, labels, CONFIGURATION, counts);
    reader.forEachRemaining(all::add);
    reader.close();
    return all;
  }

  /** Pixel p has label p % 3, but every seventh none. */
  private Labels pixelLabels(String name, int height, int width) throws IOException {
    long[] labels = new long[height * width];
    for (int p = 0; p < labels.length; p++) {
      labels[p] = p % 7 == 0 ? UNLABELLED : p % 3;
    }
    Path file = NpyLabels.write(folder.resolve("labels.npy"), "|u1", height, width, labels);
    return LabelReader.read(
        CONFIGURATION,
        file.toString(),
        LabelUnit.PIXEL,
        List.of(new InputSplit(origin(name), origin(name), 1, 0, null)),
        OptionalInt.of(UNLABELLED));
  }

  /** The samples for validation, by number, after everything told of each sample was checked. */
  private BitSet validationOf(List<Samples> all, int nan) {
    BitSet seen = new BitSet();
    BitSet validation = new BitSet();
    for (Samples some : all) {
      assertThat(some.values.length).isLessThanOrEqualTo(SampleReader.RUN);
      for (int i = 0; i < some.pixels; i++) {
        int p = (int) some.number(i);
        if (seen.get(p) || some.values[i * D] != p || some.values[i * D + 1] != -p) {
          throw new AssertionError("pixel " + p + " is there twice or has other numbers");
        }
        if (some.classes[i] != p % 3) {
          throw new AssertionError("pixel " + p + " has class " + some.classes[i]);
        }
        seen.set(p);
        validation.set(p, some.validation);
      }
    }
    for (int p = 0; p < HEIGHT * WIDTH; p++) {
      if (seen.get(p) != (p % 7 != 0 && p != nan)) {
        throw new AssertionError(Text.of("pixel %d is there: %s", p, seen.get(p)));
      }
    }
    return validation;
  }

  @Test
  void pixelsHaveTheirNumbersClassesAndUseHoweverTheImageIsCut() throws IOException {
    assertThat(HEIGHT * WIDTH * D).isGreaterThan(SampleReader.RUN);
    Labels labels = pixelLabels("a.png", HEIGHT, WIDTH);
    SampleChoice choice = choice(LabelUnit.PIXEL, 3, FailurePolicy.PERMISSIVE);
    int nan = 500 * WIDTH + 4;
    assertThat(nan % 7).isNotZero();
    List<BitSet> found = new ArrayList<>();
    for (int[] rows : new int[][] {{HEIGHT}, {1, 400, 449}, {849, 1}}) {
      List<Tile> blocks = blocks("a.png", HEIGHT, WIDTH, rows);
      for (Tile block : blocks) {
        if (block.getY() <= 500 && 500 < block.getY() + block.getRows()) {
          with(block, nan - block.getY() * WIDTH, Float.NaN);
        }
      }
      SampleCounts counts = new SampleCounts(3);
      found.add(validationOf(read(choice, labels, counts, blocks), nan));
      assertThat(counts.images().done()).isEqualTo(1);
      assertThat(counts.nodata()).isEqualTo(1);
      assertThat(counts.unlabelled()).isEqualTo(HEIGHT * WIDTH / 7);
    }
    assertThat(found.get(0).cardinality() / (HEIGHT * WIDTH * 6 / 7.)).isBetween(0.29, 0.31);
    assertThat(found).containsOnly(found.get(0));
  }

  /** As tasks read them that have one part each. */
  @Test
  void partsOfAnImageMayBeReadApart() throws IOException {
    Labels labels = pixelLabels("a.png", HEIGHT, WIDTH);
    SampleChoice choice = choice(LabelUnit.PIXEL, 3, FailurePolicy.PERMISSIVE);
    List<Tile> parts = blocks("a.png", HEIGHT, WIDTH, 300, 550);
    SampleCounts counts = new SampleCounts(3);
    SampleCounts second = new SampleCounts(3);
    List<Samples> all = new ArrayList<>(read(choice, labels, counts, parts.subList(0, 1)));
    all.addAll(read(choice, labels, second, parts.subList(1, 2)));
    BitSet found = validationOf(all, -1);
    assertThat(second.images().done()).isZero();
    counts.merge(second);
    assertThat(counts.images().done()).isEqualTo(1);
    List<Tile> whole = blocks("a.png", HEIGHT, WIDTH, HEIGHT);
    assertThat(validationOf(read(choice, labels, new SampleCounts(3), whole), -1)).isEqualTo(found);
  }

  @Test
  void labelsOfAnotherSizeFailTheImageOnceHoweverItIsCut() throws IOException {
    Labels labels = pixelLabels("a.png", 4, 5);
    SampleChoice choice = choice(LabelUnit.PIXEL, 3, FailurePolicy.PERMISSIVE);
    List<Tile> parts = blocks("a.png", 5, 4, 2, 3);
    SampleCounts counts = new SampleCounts(3);
    assertThat(read(choice, labels, counts, parts)).isEmpty();
    assertThat(counts.images().failed()).isEqualTo(1);
    assertThat(counts.images().failures().most().get(0).example())
        .startsWith(origin("a.png"))
        .contains("4 x 5", "5 x 4");
    SampleCounts second = new SampleCounts(3);
    assertThat(read(choice, labels, second, parts.subList(1, 2))).isEmpty();
    assertThat(second.images().failed()).isZero();
  }

  private Labels imageLabels(String... names) throws IOException {
    List<InputSplit> files = new ArrayList<>();
    for (String name : names) {
      files.add(new InputSplit(origin(name), origin(name), 1, 0, null));
    }
    return LabelReader.read(CONFIGURATION, "folders", LabelUnit.IMAGE, files, OptionalInt.empty());
  }

  private static List<Tile> join(List<Tile> first, List<Tile> second) {
    List<Tile> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static void requireWhole(Samples image, int pixels) {
    assertThat(image.pixels).isEqualTo(pixels);
    assertThat(image.number(0)).isZero();
    for (int p = 0; p < pixels; p++) {
      if (image.values[p * D] != p || image.values[p * D + 1] != -p) {
        throw new AssertionError("pixel " + p + " has other numbers");
      }
    }
  }

  @Test
  void imageIsOneSampleOfAllItsPixelsHoweverItIsCut() throws IOException {
    Labels labels = imageLabels("a/0.png", "b/0.png");
    SampleChoice choice = choice(LabelUnit.IMAGE, 2, FailurePolicy.PERMISSIVE);
    for (int[] rows : new int[][] {{HEIGHT}, {1, 400, 449}}) {
      SampleCounts counts = new SampleCounts(2);
      List<Tile> blocks = join(blocks("a/0.png", HEIGHT, WIDTH, rows), blocks("b/0.png", 2, 3, 2));
      List<Samples> all = read(choice, labels, counts, blocks);
      assertThat(all).hasSize(2);
      requireWhole(all.get(0), HEIGHT * WIDTH);
      requireWhole(all.get(1), 6);
      assertThat(all.get(0).classes).containsExactly((short) 0);
      assertThat(all.get(1).classes).containsExactly((short) 1);
      assertThat(counts.images().done()).isEqualTo(2);
    }
  }

  /** What fails in a later block fails the whole image, once, and the next image is whole again. */
  @Test
  void imageWithASampleThatIsNotFiniteFails() throws IOException {
    Labels labels = imageLabels("a/0.png", "b/0.png");
    for (float number : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      List<Tile> first = blocks("a/0.png", 6, 3, 2, 2, 2);
      with(first.get(1), 4, number);
      with(first.get(2), 0, number);
      List<Tile> blocks = join(first, blocks("b/0.png", 4, 3, 2, 2));
      SampleCounts counts = new SampleCounts(2);
      List<Samples> all =
          read(choice(LabelUnit.IMAGE, 2, FailurePolicy.PERMISSIVE), labels, counts, blocks);
      assertThat(all).hasSize(1);
      requireWhole(all.get(0), 12);
      assertThat(counts.images().done()).isEqualTo(1);
      assertThat(counts.images().failed()).isEqualTo(1);
      assertThat(counts.images().failures().most().get(0).example())
          .startsWith(origin("a/0.png") + ": a pixel of the image is no data")
          .contains("(y=3, x=1)");
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(
              () ->
                  read(
                      choice(LabelUnit.IMAGE, 2, FailurePolicy.FAILFAST),
                      labels,
                      new SampleCounts(2),
                      blocks))
          .withMessageContainingAll("a/0.png", "no data");
    }
  }

  @Test
  void imageThatIsTooLargeForASampleFailsOnce() throws IOException {
    Labels labels = imageLabels("a/0.png", "b/0.png");
    List<Tile> large =
        List.of(block("a/0.png", 40_000, 30_000, 0, 1), block("a/0.png", 40_000, 30_000, 1, 1));
    SampleCounts counts = new SampleCounts(2);
    List<Samples> all =
        read(
            choice(LabelUnit.IMAGE, 2, FailurePolicy.PERMISSIVE),
            labels,
            counts,
            join(large, blocks("b/0.png", 2, 3, 1, 1)));
    assertThat(all).hasSize(1);
    requireWhole(all.get(0), 6);
    assertThat(counts.images().failed()).isEqualTo(1);
    assertThat(counts.images().failures().most().get(0).example())
        .contains("too large to be one sample", "found 1200000000 pixels of 2 channels");
  }
}
