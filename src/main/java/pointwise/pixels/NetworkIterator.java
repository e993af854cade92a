package pointwise.pixels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import pointwise.image.ImageException;
import pointwise.image.ImageLines;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.report.JobMetrics;

/** Image files to the maps of a network, one open file at a time. */
final class NetworkIterator implements Iterator<FeatureMap> {
  private final Iterator<ImagePart> parts;
  private final ImageReader reader;
  private final NetworkImages network;
  private final FailedImages<FeatureMap> failures;
  private final JobMetrics metrics;

  private String origin;
  private ImageLines image;
  private Iterator<FeatureMap> maps;
  private boolean begun;

  NetworkIterator(
      Iterator<ImagePart> parts, ImageReader reader, NetworkImages network, JobMetrics metrics) {
    this.parts = parts;
    this.reader = reader;
    this.network = network;
    this.failures = new FailedImages<>(metrics, FeatureMap::failed);
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
    ImagePart part = maps == null ? parts.next() : null;
    try {
      if (part != null) {
        origin = part.getOrigin();
        open(part);
      }
      long start = System.nanoTime();
      FeatureMap map = maps.next();
      boolean more = maps.hasNext();
      begun = true;
      if (!more) {
        metrics.addPixels((long) image.height() * image.width());
        metrics.addPages(image);
        metrics.addInexact(image);
        close();
      }
      metrics.addMultiply(System.nanoTime() - start);
      return map;
    } catch (ImageException e) {
      return closed(failures.instead(origin, begun, e));
    } catch (IOException e) {
      return closed(failures.instead(origin, begun, Unforeseen.ofFile(e)));
    } catch (UncheckedIOException e) {
      return closed(failures.instead(origin, begun, Unforeseen.ofFile(e.getCause())));
    } catch (RuntimeException e) {
      return closed(failures.instead(origin, begun, Unforeseen.of(origin, image, e)));
    }
  }

  private void open(ImagePart part) throws IOException {
    if (part.failure() != null) {
      throw part.failure();
    }
    long start = System.nanoTime();
    image = reader.open(part);
    long opened = System.nanoTime();
    metrics.addRead(opened - start);
    // Whole images are run here; of images in strips the lines are read on the way.
    maps = network.maps(origin, image);
    metrics.addMultiply(System.nanoTime() - opened);
  }

  private FeatureMap closed(FeatureMap failed) {
    close();
    return failed;
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
