package pointwise.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.npy.NpyHeader;
import pointwise.raster.npy.NpyRaster;
import pointwise.text.Text;

/** Opens image files of any kind through Hadoop's file systems. */
public final class RasterReader {
  private final Configuration configuration;
  private final DecodeLimits limits;
  private final boolean nanForInfinite;

  /**
   * @param configuration Hadoop's, which knows the file systems
   * @param limits of images that are decoded whole
   */
  public RasterReader(Configuration configuration, DecodeLimits limits) {
    this(configuration, limits, false);
  }

  private RasterReader(Configuration configuration, DecodeLimits limits, boolean nanForInfinite) {
    this.configuration = configuration;
    this.limits = limits;
    this.nanForInfinite = nanForInfinite;
  }

  /** One that gives NaN for infinite samples. */
  public RasterReader withNanForInfinite() {
    return new RasterReader(configuration, limits, true);
  }

  /**
   * The image in a listed file. NumPy files in C order stay on disk and are read by lines; any
   * other is read and decoded whole.
   *
   * @throws ImageException if the file holds no image that fits the limits, or has changed since
   * @throws IOException if the file cannot be read
   */
  public Raster open(InputSplit part) throws IOException {
    return open(part.getOrigin(), part);
  }

  /** The same of a file that was not listed. */
  public Raster open(String origin) throws IOException {
    return open(origin, null);
  }

  private Raster open(String origin, InputSplit listed) throws IOException {
    FSDataInputStream in = stream(origin);
    boolean keep = false;
    try {
      // Asked after it was opened, so that another file in its place is seen.
      FileStatus status = status(origin);
      if (listed != null) {
        listed.requireUnchanged(status);
      }
      ImageFormat format = format(origin, in);
      in.seek(0);
      if (format == ImageFormat.NPY) {
        NpyHeader header = npyHeader(origin, in, status.getLen());
        if (header.lineReadable()) {
          keep = true;
          return new NpyRaster(origin, header, in, nanForInfinite);
        }
        in.seek(0);
      }
      byte[] file = readAll(origin, in, status.getLen());
      DecodedImage image = format.decode(origin, file, limits.beside(file.length));
      if (nanForInfinite) {
        image.type().nanForInfinite(image.samples());
      }
      return new DecodedRaster(image);
    } finally {
      if (!keep) {
        in.close();
      }
    }
  }

  /**
   * Requires that the file can be had and begins like a format that is read.
   *
   * @throws ImageException if not
   * @throws IOException if the file cannot be read
   */
  public void requireFormat(String origin) throws IOException {
    try (FSDataInputStream in = stream(origin)) {
      format(origin, in);
    }
  }

  private static ImageFormat format(String origin, InputStream in) throws IOException {
    byte[] head = new byte[ForeignFormat.HEAD_BYTES];
    return ImageFormat.ofContent(origin, head, in.readNBytes(head, 0, head.length));
  }

  private FSDataInputStream stream(String origin) throws IOException {
    return SteadyInput.open(configuration, new Path(origin));
  }

  /** The header of a NumPy file, checked against the size of the file. */
  private static NpyHeader npyHeader(String origin, InputStream in, long found) throws IOException {
    NpyHeader header = NpyHeader.parse(origin, in);
    if (found != header.fileBytes()) {
      throw new ImageException(
          origin,
          Text.of(
              "the file does not fit its header, found %d bytes, expected %d",
              found, header.fileBytes()));
    }
    return header;
  }

  private byte[] readAll(String origin, InputStream in, long length) throws IOException {
    if (length > Math.min(limits.maxBytes(), Integer.MAX_VALUE - 16)) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the file is too large to be decoded in memory, found %d bytes, expected at most %d: raise %s",
              length, limits.maxBytes(), limits.memorySetting()));
    }
    byte[] file = new byte[(int) length];
    int read = in.readNBytes(file, 0, file.length);
    return read == file.length ? file : Arrays.copyOf(file, read);
  }

  private FileStatus status(String origin) throws IOException {
    Path path = new Path(origin);
    return Attempts.of(() -> path.getFileSystem(configuration).getFileStatus(path));
  }
}
