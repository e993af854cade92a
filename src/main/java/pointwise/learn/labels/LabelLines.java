package pointwise.learn.labels;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import pointwise.text.Text;

/** The open labels of one image, read by lines. Not safe for concurrent use. */
public final class LabelLines implements Closeable {
  /** What a pixel without a class has. */
  public static final byte UNLABELLED = -1;

  private final String file;
  private final NpyIntegers labels;
  private final byte[] indices;
  private final Long unlabelled;

  /** Lines that were read for a window, and the first of them. */
  private byte[] held;

  private int heldY;

  /**
   * @param indices the class of each of the labels 0 to 254
   * @param unlabelled the label of pixels without a class, or null
   */
  LabelLines(String file, NpyIntegers labels, byte[] indices, Long unlabelled) {
    this.file = file;
    this.labels = labels;
    this.indices = indices;
    this.unlabelled = unlabelled;
  }

  /**
   * The class of each pixel of the lines {@code y} to {@code y + rows}: its index as a byte without
   * sign, or {@link #UNLABELLED}.
   *
   * @return rows x width; the caller's own
   * @throws IllegalStateException if a label is none of the classes: the file has changed
   */
  public byte[] lines(int y, int rows) throws IOException {
    long[] values = labels.lines(y, rows);
    byte[] classes = new byte[values.length];
    Arrays.fill(classes, UNLABELLED);
    for (int i = 0; i < values.length; i++) {
      if (unlabelled != null && labels.equal(values[i], unlabelled)) {
        continue;
      }
      boolean known = values[i] >= 0 && values[i] < indices.length;
      if (!known || indices[(int) values[i]] == UNLABELLED) {
        int width = labels.size().width();
        throw new IllegalStateException(
            Text.of(
                "Cannot read labels %s: the file has changed, found label %s at pixel (y=%d, x=%d), which was not there before",
                file, labels.text(values[i]), y + i / width, i % width));
      }
      classes[i] = indices[(int) values[i]];
    }
    return classes;
  }

  /**
   * The same of some columns. Windows side by side follow each other: the lines are read once.
   *
   * @return rows x columns
   */
  public byte[] window(int y, int rows, int x, int columns) throws IOException {
    int width = labels.size().width();
    if (columns == width) {
      return lines(y, rows);
    }
    if (held == null || heldY != y || held.length != rows * width) {
      held = lines(y, rows);
      heldY = y;
    }
    byte[] window = new byte[rows * columns];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(held, row * width + x, window, row * columns, columns);
    }
    return window;
  }

  @Override
  public void close() throws IOException {
    labels.close();
  }
}
