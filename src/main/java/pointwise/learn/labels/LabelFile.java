package pointwise.learn.labels;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;

/** An open file with a whole number for each pixel of an image. Not safe for concurrent use. */
interface LabelFile extends Closeable {
  /**
   * How many labels there are.
   *
   * @param height lines
   * @param width numbers per line
   */
  record Size(int height, int width) {
    @Override
    public String toString() {
      return height + " x " + width;
    }
  }

  /** What {@link #window} has where the file says that a pixel has no data. */
  long NONE = Long.MIN_VALUE;

  /** The files it is made of, as they were when it was opened. */
  List<FileStatus> files();

  Size size();

  /** Where the labels lie, as far as it is known. */
  default SceneInfo info() {
    return SceneInfo.NONE;
  }

  /** The numbers of a window, rows x columns. */
  long[] window(Window window) throws IOException;

  /** Whether a number of the file is {@code value}. */
  boolean equal(long number, long value);

  /** Whether a number is {@link #NONE}, which one of 64 bits may look like. */
  boolean isNone(long number);

  /** The number as people write it. */
  String text(long number);
}
