package pointwise.pixels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.image.ImageLines;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.image.MalformedImageException;
import pointwise.report.JobMetrics;

/**
 * Image files to the maps of a network, one open file at a time. Failures are treated as in {@link
 * BlockIterator}.
 */
final class NetworkIterator implements Iterator<FeatureMap> {
  private final Iterator<ImagePart> parts;
  private final ImageReader reader;
  private final NetworkImages network;
  private final boolean lastAttempt;
  private final JobMetrics metrics;

  private String origin;
  private ImageLines image;
  private Iterator<FeatureMap> maps;
  private boolean begun;

  NetworkIterator(
      Iterator<ImagePart> parts,
      ImageReader reader,
      NetworkImages network,
      boolean lastAttempt,
      JobMetrics metrics) {
    this.parts = parts;
    this.reader = reader;
    this.network = network;
    this.lastAttempt = lastAttempt;
    this.metrics = metrics;
  }

  @Override
  public boolean hasNext() {
    return maps != null || parts.hasNext();
  }

  @Override
  public FeatureMap next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      if (maps == null) {
        origin = parts.next().getOrigin();
        open();
      }
      long start = System.nanoTime();
      FeatureMap map = maps.next();
      boolean more = maps.hasNext();
      begun = true;
      if (!more) {
        metrics.addPixels((long) image.height() * image.width());
        close();
      }
      metrics.addMultiply(System.nanoTime() - start);
      return map;
    } catch (MalformedImageException e) {
      return failed(e.reason(), e);
    } catch (IOException e) {
      return unreadable(e);
    } catch (UncheckedIOException e) {
      return unreadable(e.getCause());
    }
  }

  private void open() throws IOException {
    long start = System.nanoTime();
    image = reader.open(origin);
    maps = network.maps(origin, image);
    metrics.addRead(System.nanoTime() - start);
  }

  private FeatureMap unreadable(IOException e) {
    if (!lastAttempt) {
      throw new UncheckedIOException(e);
    }
    return failed("the file cannot be read: " + BlockIterator.reason(e), e);
  }

  private FeatureMap failed(String reason, Exception cause) {
    if (begun) {
      throw new IllegalStateException(
          "Cannot read %s: the file changed or failed after other lines of it were read: %s"
              .formatted(origin, reason),
          cause);
    }
    close();
    return FeatureMap.failed(origin, reason);
  }

  void close() {
    maps = null;
    begun = false;
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
