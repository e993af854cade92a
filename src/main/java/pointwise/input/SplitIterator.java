package pointwise.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.LongConsumer;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.report.JobMetrics;

/**
 * The one loop from files to what is made of them: opens the image of the next split, hands it to a
 * {@link SplitReader}, counts and closes. One file is open at a time; an image that fails is one
 * row with the reason. One per task.
 */
final class SplitIterator<T> implements Iterator<T> {
  private final Iterator<InputSplit> splits;
  private final RasterReader files;
  private final SplitReader<T> reader;
  private final Function<ImageException, T> failed;
  private final JobMetrics metrics;
  private final LongConsumer work;
  private final LongReads reads;

  private InputSplit split;
  private LongReads.Read read;
  private Raster image;

  /** What is still to come of the image at hand; null between images. */
  private Iterator<T> rows;

  private boolean begun;

  /** The next row, where it is made already. */
  private T row;

  /**
   * @param failed the row of an image that failed
   * @param work adds the nanoseconds that making rows took; those of opening files are told as read
   */
  SplitIterator(
      Iterator<InputSplit> splits,
      RasterReader files,
      SplitReader<T> reader,
      Function<ImageException, T> failed,
      LongConsumer work,
      JobMetrics metrics) {
    this(splits, files, reader, failed, work, metrics, LongReads.ofJvm());
  }

  SplitIterator(
      Iterator<InputSplit> splits,
      RasterReader files,
      SplitReader<T> reader,
      Function<ImageException, T> failed,
      LongConsumer work,
      JobMetrics metrics,
      LongReads reads) {
    this.splits = splits;
    this.files = files;
    this.reader = reader;
    this.failed = failed;
    this.work = work;
    this.metrics = metrics;
    this.reads = reads;
  }

  /**
   * Makes the next row. Nothing is asked of a reader between its row and the next call: the samples
   * of a tile are its receiver's until then.
   */
  @Override
  public boolean hasNext() {
    while (row == null && (rows != null || splits.hasNext())) {
      if (rows == null) {
        split = splits.next();
      }
      String origin = split.getOrigin();
      try {
        if (rows == null) {
          open();
        }
        advance();
      } catch (ImageException e) {
        row = instead(e);
      } catch (IOException e) {
        row = instead(Unforeseen.ofFile(origin, e));
      } catch (UncheckedIOException e) {
        row = instead(Unforeseen.ofFile(origin, e.getCause()));
      } catch (RuntimeException e) {
        row = instead(Unforeseen.of(origin, image, e));
      }
    }
    if (row == null) {
      close();
    }
    return row != null;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T next = row;
    row = null;
    return next;
  }

  private void open() throws IOException {
    if (split.failure() != null) {
      throw split.failure();
    }
    // Other tasks may have read other parts of the image.
    begun = split.getRows() > 0;
    read = reads.begin(split.getOrigin());
    long start = System.nanoTime();
    image = files.open(split);
    long opened = System.nanoTime();
    metrics.addRead(opened - start);
    rows = reader.read(split, image);
    work.accept(System.nanoTime() - opened);
  }

  /** The next row of the image at hand, or its end. */
  private void advance() {
    long start = System.nanoTime();
    if (rows.hasNext()) {
      row = rows.next();
      begun = true;
    } else {
      int lines = split.getRows() == 0 ? image.height() : split.getRows();
      metrics.addImage(image, lines, split.isFirst());
      countRead(true);
      closeImage();
    }
    work.accept(System.nanoTime() - start);
  }

  /**
   * The row instead of the image; a file that could not be had is counted. A header that was sound
   * when the image began and is wrong now has changed: that is the storage's. Blocks are looked at
   * when they are read.
   *
   * @throws IllegalStateException if rows of the image have gone on, or may have in another task,
   *     and are not taken back: see {@link JobMetrics#addBroken}
   */
  private T instead(ImageException found) {
    String origin = split.getOrigin();
    // A band or a mask is a file of its own; what fails is the image.
    boolean other =
        split.getBeside().stream().anyMatch(file -> file.getPath().equals(found.origin()))
            && !found.origin().equals(origin);
    ImageException e =
        other
            ? new ImageException(
                origin, found.kind(), found.origin() + ": " + found.reason(), found)
            : found;
    ImageException failure =
        begun && image == null && e.kind() == ErrorKind.CONTENT
            ? new ImageException(
                origin, ErrorKind.STORAGE, "the file changed while it was read: " + e.reason(), e)
            : e;
    if (failure.kind() == ErrorKind.STORAGE) {
      metrics.addUnreadable(failure);
    }
    if (begun) {
      metrics.addBroken(failure);
    }
    countRead(false);
    closeImage();
    return failed.apply(failure);
  }

  /** An image counts with its first lines. */
  private void countRead(boolean sound) {
    if (split.isFirst()) {
      metrics.countImage(sound);
    }
  }

  /** Lets go of the image and of what was kept open for others. */
  void close() {
    try (files) {
      closeImage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void closeImage() {
    rows = null;
    try {
      if (image != null) {
        image.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      image = null;
      if (read != null) {
        read.close();
        read = null;
      }
    }
    // Not before: an image that cannot be closed has failed after its rows went on.
    begun = false;
  }
}
