package pointwise.learn.labels;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import pointwise.raster.Window;
import pointwise.text.Text;

/** The open labels of one image, read by windows. Not safe for concurrent use. */
public final class LabelLines implements Closeable {
  /** What a pixel without a class has. */
  public static final byte UNLABELLED = -1;

  private final String file;
  private final LabelFile labels;
  private final byte[] indices;
  private final Long unlabelled;

  /**
   * @param indices the class of each of the labels 0 to 254
   * @param unlabelled the label of pixels without a class, or null
   */
  LabelLines(String file, LabelFile labels, byte[] indices, Long unlabelled) {
    this.file = file;
    this.labels = labels;
    this.indices = indices;
    this.unlabelled = unlabelled;
  }

  /**
   * The class of each pixel of a window: its index as a byte without sign, or {@link #UNLABELLED}.
   * Windows side by side that follow each other are read once.
   *
   * @return rows x columns; the caller's own
   * @throws IllegalStateException if a label is none of the classes: the file has changed
   */
  public byte[] window(Window window) throws IOException {
    long[] values = labels.window(window);
    byte[] classes = new byte[values.length];
    Arrays.fill(classes, UNLABELLED);
    for (int i = 0; i < values.length; i++) {
      if (labels.isNone(values[i]) || (unlabelled != null && labels.equal(values[i], unlabelled))) {
        continue;
      }
      boolean known = values[i] >= 0 && values[i] < indices.length;
      if (!known || indices[(int) values[i]] == UNLABELLED) {
        throw new IllegalStateException(
            Text.of(
                "Cannot read labels %s: the file has changed, found label %s at pixel (y=%d, x=%d), which was not there before",
                file,
                labels.text(values[i]),
                window.y() + i / window.columns(),
                window.x() + i % window.columns()));
      }
      classes[i] = indices[(int) values[i]];
    }
    return classes;
  }

  @Override
  public void close() throws IOException {
    labels.close();
  }
}
