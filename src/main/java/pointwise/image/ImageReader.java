package pointwise.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import pointwise.text.Text;

/** Opens image files of any kind through Hadoop's file systems. */
public final class ImageReader {
  private final Configuration configuration;
  private final DecodeLimits limits;
  private final boolean nanForInfinite;

  /**
   * @param configuration Hadoop's, which knows the file systems
   * @param limits of images that are decoded whole
   */
  public ImageReader(Configuration configuration, DecodeLimits limits) {
    this(configuration, limits, false);
  }

  private ImageReader(Configuration configuration, DecodeLimits limits, boolean nanForInfinite) {
    this.configuration = configuration;
    this.limits = limits;
    this.nanForInfinite = nanForInfinite;
  }

  /** One that gives NaN for infinite samples. */
  public ImageReader withNanForInfinite() {
    return new ImageReader(configuration, limits, true);
  }

  /**
   * The image in the file. NumPy files in C order stay on disk and are read by lines; any other is
   * read and decoded whole.
   *
   * @throws ImageException if the file holds no image that fits the limits
   * @throws IOException if the file cannot be read
   */
  public ImageLines open(String origin) throws IOException {
    FSDataInputStream in = stream(origin);
    boolean keep = false;
    try {
      ImageFormat format = format(origin, in);
      in.seek(0);
      if (format == ImageFormat.NPY) {
        NpyHeader header = npyHeader(origin, in);
        if (header.lineReadable()) {
          keep = true;
          return new NpyLines(origin, header, in, nanForInfinite);
        }
        in.seek(0);
      }
      byte[] file = readAll(origin, in);
      DecodedImage image = format.decode(origin, file, limits.beside(file.length));
      if (nanForInfinite) {
        image.type().nanForInfinite(image.samples());
      }
      return new DecodedLines(image);
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
    Path path = new Path(origin);
    return SteadyInput.open(() -> LocalFiles.of(configuration, path).open(path));
  }

  /** The header of a NumPy file, checked against the size of the file. */
  NpyHeader npyHeader(String origin, InputStream in) throws IOException {
    NpyHeader header = NpyHeader.parse(origin, in);
    long found = length(origin);
    if (found != header.fileBytes()) {
      throw new ImageException(
          origin,
          Text.of(
              "the file does not fit its header, found %d bytes, expected %d",
              found, header.fileBytes()));
    }
    return header;
  }

  private byte[] readAll(String origin, InputStream in) throws IOException {
    long length = length(origin);
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

  private long length(String origin) throws IOException {
    Path path = new Path(origin);
    return Attempts.of(() -> path.getFileSystem(configuration).getFileStatus(path).getLen());
  }
}
