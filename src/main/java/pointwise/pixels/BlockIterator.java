package pointwise.pixels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.image.ErrorKind;
import pointwise.image.ImageException;
import pointwise.image.ImageLines;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.image.StripPlan;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

/** Image files to blocks, one open file at a time. */
final class BlockIterator implements Iterator<PixelBlock> {
  /** Lines that are read at once, where they are read from the file. */
  static final long READ_BYTES = 16L << 20;

  private final Iterator<ImagePart> parts;
  private final ImageReader reader;
  private final int outputChannels;
  private final FailedImages<PixelBlock> failures;
  private final JobMetrics metrics;

  private ImagePart part;
  private ImageLines image;
  private int y;
  private int end;
  private int stripLines;
  private int blockLines;

  BlockIterator(
      Iterator<ImagePart> parts, ImageReader reader, int outputChannels, JobMetrics metrics) {
    this.parts = parts;
    this.reader = reader;
    this.outputChannels = outputChannels;
    this.failures = new FailedImages<>(metrics, PixelBlock::failed);
    this.metrics = metrics;
  }

  @Override
  public boolean hasNext() {
    return image != null || parts.hasNext();
  }

  @Override
  public PixelBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    long start = System.nanoTime();
    if (image == null) {
      part = parts.next();
    }
    try {
      if (image == null) {
        open();
      }
      return nextBlock();
    } catch (ImageException e) {
      return closed(failures.instead(part.getOrigin(), begun(), e));
    } catch (IOException e) {
      return closed(failures.instead(part.getOrigin(), begun(), Unforeseen.ofFile(e)));
    } catch (RuntimeException e) {
      return closed(
          failures.instead(part.getOrigin(), begun(), Unforeseen.of(part.getOrigin(), image, e)));
    } finally {
      metrics.addRead(System.nanoTime() - start);
    }
  }

  private void open() throws IOException {
    if (part.failure() != null) {
      throw part.failure();
    }
    image = reader.open(part);
    y = part.getY();
    end = part.getRows() == 0 ? image.height() : y + part.getRows();
    stripLines = image.inMemory() ? image.height() : stripLines();
    long line = (long) image.width() * image.channels() * image.type().bytes();
    if (!image.inMemory() && line > StripPlan.LINE_BYTES) {
      throw new ImageException(
          part.getOrigin(),
          ErrorKind.MISMATCH,
          Text.of(
              "a line of the image is too large, found %d bytes, expected at most %d",
              line, StripPlan.LINE_BYTES));
    }
    blockLines =
        image.inMemory() ? stripLines : (int) Math.max(1, Math.min(stripLines, READ_BYTES / line));
  }

  /** Blocks that are read from the file end where the strips of the feature map do. */
  private int stripLines() {
    try {
      return StripPlan.lines(
          image.height(), image.width(), outputChannels == 0 ? image.channels() : outputChannels);
    } catch (IllegalArgumentException e) {
      throw new ImageException(part.getOrigin(), ErrorKind.MISMATCH, e.getMessage(), e);
    }
  }

  private PixelBlock nextBlock() throws IOException {
    // In long: a height may be 2^31 - 1.
    int stripEnd = (int) Math.min(end, (y / stripLines + 1L) * stripLines);
    int rows = Math.min(blockLines, stripEnd - y);
    PixelBlock block =
        new PixelBlock(
            part.getOrigin(),
            image.height(),
            image.width(),
            image.channels(),
            y,
            rows,
            image.type(),
            image.lines(y, rows));
    block.setKey(part.getKey());
    y += rows;
    if (y == end) {
      metrics.addInexact(image);
      if (part.getY() == 0) {
        metrics.addPages(image);
      }
      close();
    }
    return block;
  }

  /** Other tasks may have read other parts of the image. */
  private boolean begun() {
    return part.getRows() > 0 || y > 0;
  }

  private PixelBlock closed(PixelBlock failed) {
    close();
    return failed;
  }

  void close() {
    y = 0;
    if (image != null) {
      try {
        image.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        image = null;
      }
    }
  }
}
