package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import pointwise.image.DecodeLimits;
import pointwise.image.ImageException;
import pointwise.image.ImageLines;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.pixels.FailureMode;

/** The first image that can be read: what it has, the others are expected to have. */
final class FirstImage {
  private FirstImage() {}

  /**
   * Its channels, found on the driver; 0 if no image can be read, with the reasons told.
   *
   * @throws ImageException at the first image that cannot be read, if the mode is failfast
   */
  static int channels(
      Configuration configuration, List<ImagePart> files, long maxPixels, FailureMode mode) {
    DecodeLimits limits =
        new DecodeLimits(maxPixels, Runtime.getRuntime().maxMemory() / 2, "--driver-memory");
    ImageReader reader = new ImageReader(configuration, limits);
    ImageException first = null;
    for (ImagePart file : files) {
      try (ImageLines image = open(reader, file)) {
        return image.channels();
      } catch (ImageException e) {
        first = first == null ? e : first;
      } catch (IOException e) {
        ImageException failure =
            new ImageException(file.getOrigin(), "the file cannot be read: " + e.getMessage(), e);
        first = first == null ? failure : first;
      }
      if (mode == FailureMode.FAILFAST) {
        throw first;
      }
    }
    System.err.printf(
        Locale.ROOT,
        "Cannot read any of %d images, the first: %s%n",
        files.size(),
        first == null ? "" : first.getMessage());
    return 0;
  }

  private static ImageLines open(ImageReader reader, ImagePart file) throws IOException {
    if (file.failure() != null) {
      throw file.failure();
    }
    return reader.open(file.getOrigin());
  }
}
