package pointwise.learn.labels;

import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** Opens files of labels. */
final class LabelFiles {
  private LabelFiles() {}

  /** Opens a NumPy file, by its suffix, or a TIFF or an ENVI image. */
  static LabelFile open(Configuration configuration, String file) throws IOException {
    return file.toLowerCase(Locale.ROOT).endsWith(".npy")
        ? NpyIntegers.open(configuration, file)
        : RasterLabels.open(configuration, file);
  }
}
