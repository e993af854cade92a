package pointwise.pixels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.image.ImageLines;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.image.MalformedImageException;
import pointwise.image.StripPlan;
import pointwise.report.JobMetrics;

/**
 * Image files to blocks, one open file at a time. What a file holds wrongly becomes a block with an
 * error at once; a file that cannot be read is thrown, so that Spark tries again, and becomes an
 * error on the last attempt.
 */
final class BlockIterator implements Iterator<PixelBlock> {
  /** Lines that are read at once, where they are read from the file. */
  private static final long READ_BYTES = 16L << 20;

  private final Iterator<ImagePart> parts;
  private final ImageReader reader;
  private final int outputChannels;
  private final boolean lastAttempt;
  private final JobMetrics metrics;

  private ImagePart part;
  private ImageLines image;
  private int y;
  private int end;
  private int stripLines;
  private int blockLines;

  BlockIterator(
      Iterator<ImagePart> parts,
      ImageReader reader,
      int outputChannels,
      boolean lastAttempt,
      JobMetrics metrics) {
    this.parts = parts;
    this.reader = reader;
    this.outputChannels = outputChannels;
    this.lastAttempt = lastAttempt;
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
    try {
      if (image == null) {
        part = parts.next();
        open();
      }
      return nextBlock();
    } catch (MalformedImageException e) {
      return failed(e.reason(), e);
    } catch (IOException e) {
      if (lastAttempt) {
        return failed("the file cannot be read: " + reason(e), e);
      }
      throw new UncheckedIOException(e);
    } finally {
      metrics.addRead(System.nanoTime() - start);
    }
  }

  private void open() throws IOException {
    image = reader.open(part.getOrigin());
    y = part.getY();
    end = part.getRows() == 0 ? image.height() : y + part.getRows();
    stripLines = image.inMemory() ? image.height() : stripLines();
    long line = (long) image.width() * image.channels() * image.type().bytes();
    if (!image.inMemory() && line > StripPlan.LINE_BYTES) {
      throw new MalformedImageException(
          part.getOrigin(),
          "a line of the image is too large, found %d bytes, expected at most %d"
              .formatted(line, StripPlan.LINE_BYTES));
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
      throw new MalformedImageException(part.getOrigin(), e.getMessage(), e);
    }
  }

  private PixelBlock nextBlock() throws IOException {
    int stripEnd = Math.min(end, (y / stripLines + 1) * stripLines);
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
    y += rows;
    if (y == end) {
      close();
    }
    return block;
  }

  /** An error instead of the image; too late when other lines of it have gone on, or may have. */
  private PixelBlock failed(String reason, Exception cause) {
    boolean begun = part.getRows() > 0 || y > 0;
    close();
    if (begun) {
      throw new IllegalStateException(
          "Cannot read %s: the file changed or failed after other lines of it were read: %s"
              .formatted(part.getOrigin(), reason),
          cause);
    }
    return PixelBlock.failed(part.getOrigin(), reason);
  }

  static String reason(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
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
