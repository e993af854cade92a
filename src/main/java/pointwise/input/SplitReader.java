package pointwise.input;

import java.io.IOException;
import java.util.Iterator;
import pointwise.raster.Raster;

/** What a task makes of an open image. */
@FunctionalInterface
public interface SplitReader<T> {
  /**
   * The rows of a split, at least one, each made when it is wanted; the image stays open until
   * then.
   *
   * @throws pointwise.raster.ImageException if the image is none that can be read or used; also the
   *     iterator
   * @throws IOException if the file cannot be read; the iterator throws UncheckedIOException
   */
  Iterator<T> read(InputSplit split, Raster image) throws IOException;
}
