package pointwise.learn.labels;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import pointwise.raster.ImageException;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Counts the labels of the pixels of an image, or of several, in bounded memory, and where each was
 * seen first.
 */
final class PixelLabels {
  /** The largest label: 255 stands for no class in a class map. */
  static final int LARGEST = 254;

  private static final int PIXELS_AT_ONCE = 1 << 20;

  private final Configuration configuration;
  private final OptionalInt unlabelled;

  /** By label. */
  final long[] counts = new long[LARGEST + 1];

  final String[] firstSeen = new String[LARGEST + 1];
  long withoutClass;

  /** Those of the image that was read last. */
  List<FileStatus> files;

  PixelLabels(Configuration configuration, OptionalInt unlabelled) {
    this.configuration = configuration;
    this.unlabelled = unlabelled;
  }

  /**
   * Adds the labels of an image.
   *
   * @param path of a file with as many labels as the image has pixels
   * @throws IllegalArgumentException if the file holds no labels, or the image in a NumPy file is
   *     of another size
   */
  void add(String origin, String path) throws IOException {
    try (LabelFile labels = LabelFiles.open(configuration, path)) {
      files = labels.files();
      LabelFile.Size size = labels.size();
      checkSize(origin, path, size);
      int rows = Math.max(1, PIXELS_AT_ONCE / size.width());
      // In long: a height may be 2^31 - 1.
      for (long y = 0; y < size.height(); y += rows) {
        count(path, labels, (int) y, (int) Math.min(rows, size.height() - y));
      }
    } catch (ImageException e) {
      throw new UsageException(Text.of("Cannot read labels %s: %s", path, e.reason()), e);
    } catch (FileNotFoundException e) {
      throw new UsageException(
          Text.of("Cannot read labels %s of %s: no file is there", path, origin), e);
    } catch (IOException e) {
      throw new IOException(
          Text.of("Cannot read labels %s of %s: %s", path, origin, e.getMessage()), e);
    }
  }

  /** Adds those of images that come after these. */
  void merge(PixelLabels other) {
    for (int k = 0; k <= LARGEST; k++) {
      counts[k] += other.counts[k];
      firstSeen[k] = firstSeen[k] == null ? other.firstSeen[k] : firstSeen[k];
    }
    withoutClass += other.withoutClass;
  }

  private void checkSize(String origin, String file, LabelFile.Size size) throws IOException {
    if (!origin.endsWith(".npy")) {
      return;
    }
    LabelFile.Size image = NpyIntegers.ofPicture(configuration, origin).orElse(size);
    if (!image.equals(size)) {
      throw new UsageException(
          Text.of(
              "Cannot use labels %s: they do not fit image %s, found %s labels, expected %s",
              file, origin, size, image));
    }
  }

  private void count(String file, LabelFile labels, int y, int rows) throws IOException {
    long[] values = labels.window(Window.lines(y, rows, labels.size().width()));
    boolean some = unlabelled.isPresent();
    int none = unlabelled.orElse(0);
    for (int i = 0; i < values.length; i++) {
      long value = values[i];
      if (labels.isNone(value) || (some && labels.equal(value, none))) {
        withoutClass++;
        continue;
      }
      if (value < 0 || value > LARGEST) {
        throw new UsageException(
            Text.of(
                "Cannot use labels %s: found label %s at %s, expected 0 to %d%s",
                file,
                labels.text(value),
                place(y, i, labels.size().width()),
                LARGEST,
                some
                    ? " or " + none + " for no label"
                    : "; --unlabelled names the value of pixels without a label"));
      }
      int label = (int) value;
      if (counts[label]++ == 0) {
        firstSeen[label] = Text.of("%s of %s", place(y, i, labels.size().width()), file);
      }
    }
  }

  private static String place(int y, int i, int width) {
    return Text.of("pixel (y=%d, x=%d)", y + i / width, i % width);
  }
}
