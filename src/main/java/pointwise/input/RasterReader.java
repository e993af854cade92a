package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FiniteRaster;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.SelectedRaster;
import pointwise.raster.jdk.ReducedDecoder;

/** Opens image files of any kind through Hadoop's file systems. */
public final class RasterReader {
  private final Configuration configuration;
  private final DecodeLimits limits;
  private final RasterOptions options;
  private final boolean nanForInfinite;

  /** One that reads images as they are. */
  public RasterReader(Configuration configuration, DecodeLimits limits) {
    this(configuration, limits, RasterOptions.DEFAULT);
  }

  /**
   * @param configuration Hadoop's, which knows the file systems
   * @param limits of images that are decoded whole
   * @param options how images are read
   */
  public RasterReader(Configuration configuration, DecodeLimits limits, RasterOptions options) {
    this(configuration, limits, options, false);
  }

  private RasterReader(
      Configuration configuration,
      DecodeLimits limits,
      RasterOptions options,
      boolean nanForInfinite) {
    this.configuration = configuration;
    this.limits = limits;
    this.options = options;
    this.nanForInfinite = nanForInfinite;
  }

  /** One that gives NaN for infinite samples. */
  public RasterReader withNanForInfinite() {
    return new RasterReader(configuration, limits, options, true);
  }

  /**
   * The image in a listed file.
   *
   * @throws ImageException if the file holds no image that fits the limits, or has changed since
   * @throws IOException if the file cannot be read
   */
  public Raster open(InputSplit split) throws IOException {
    return open(split.getOrigin(), split);
  }

  /** The same of a file that was not listed. */
  public Raster open(String origin) throws IOException {
    return open(origin, null);
  }

  private Raster open(String origin, InputSplit listed) throws IOException {
    // A store with ETags is asked first, and gives no other content then. Elsewhere another file in
    // the place of the listed one is seen once it is open.
    boolean held = listed != null && listed.getEtag() != null;
    FileStatus first = held ? status(origin, listed) : null;
    FSDataInputStream in =
        held
            ? SteadyInput.open(configuration, first)
            : SteadyInput.open(configuration, new Path(origin));
    boolean keep = false;
    try {
      FileStatus status = held ? first : status(origin, listed);
      ImageFile file = file(configuration, origin, in, status.getLen());
      Raster found = ImageFormats.ofContent(origin, file.head()).open(file, limits);
      keep = !found.inMemory();
      Raster image = selected(origin, found);
      return nanForInfinite ? new FiniteRaster(image) : image;
    } finally {
      if (!keep) {
        in.close();
      }
    }
  }

  /**
   * Every so many pixels of an image that does not fit the limits.
   *
   * @param longest pixels of the longer side that are enough
   * @throws ImageException if the file holds no image that can be read so
   * @throws IOException if the file cannot be read
   */
  public DecodedImage reduced(String origin, int longest) throws IOException {
    try (FSDataInputStream in = SteadyInput.open(configuration, new Path(origin))) {
      ImageFile file = file(configuration, origin, in, status(origin, null).getLen());
      FormatReader format = ImageFormats.ofContent(origin, file.head());
      return ReducedDecoder.decode(file, format.signature().name(), longest);
    }
  }

  /**
   * Requires that the file can be had and begins like a format that is read.
   *
   * @throws ImageException if not
   * @throws IOException if the file cannot be read
   */
  void requireFormat(String origin) throws IOException {
    try (FSDataInputStream in = SteadyInput.open(configuration, new Path(origin))) {
      FormatReader unused =
          ImageFormats.ofContent(origin, file(configuration, origin, in, 0).head());
    }
  }

  private Raster selected(String origin, Raster image) throws IOException {
    boolean done = false;
    try {
      int[] channels = options.channels(origin, image.info(), image.channels());
      Raster mask = options.mask() == null ? null : mask(origin, image);
      done = true;
      return new SelectedRaster(
          image, channels, options.nodata(), options.allBands(), options.mask(), mask);
    } finally {
      if (!done) {
        image.close();
      }
    }
  }

  private Raster mask(String origin, Raster image) throws IOException {
    Path path = options.mask().of(new Path(origin));
    Raster mask = new RasterReader(configuration, limits).open(path.toString());
    options.mask().require(origin, mask, image);
    return mask;
  }

  /** An open file, which knows the files beside it. */
  static ImageFile file(
      Configuration configuration, String origin, FSDataInputStream in, long length)
      throws IOException {
    Path folder = new Path(origin).getParent();
    return ImageFile.of(
        origin,
        in,
        length,
        names -> {
          for (String name : names) {
            Path path = new Path(folder, new Path(null, null, name));
            FileStatus there = statusOrNull(configuration, path);
            if (there != null && there.isFile()) {
              return file(
                  configuration,
                  path.toString(),
                  SteadyInput.open(configuration, path),
                  there.getLen());
            }
          }
          return null;
        });
  }

  private static FileStatus statusOrNull(Configuration configuration, Path path)
      throws IOException {
    try {
      return Attempts.of(() -> path.getFileSystem(configuration).getFileStatus(path));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private FileStatus status(String origin, InputSplit listed) throws IOException {
    Path path = new Path(origin);
    FileStatus status = Attempts.of(() -> path.getFileSystem(configuration).getFileStatus(path));
    if (listed != null) {
      listed.requireUnchanged(status);
    }
    return status;
  }
}
