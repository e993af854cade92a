package pointwise.raster;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A file format. What a file is its leading bytes tell, never its name. Stateless. */
public interface FormatReader {
  /**
   * What a format is known by.
   *
   * @param name for messages
   * @param suffixes of its files, lower case, without the dot: a folder's files with them are
   *     listed as images
   * @param leadingBytes with one of which its files begin, one character each, Latin-1; a question
   *     mark is any byte
   */
  record Signature(String name, List<String> suffixes, List<String> leadingBytes) {
    /** Whether a file begins so, one character for each byte. */
    public boolean begins(String head) {
      return leadingBytes.stream().anyMatch(leading -> begins(head, leading));
    }

    private static boolean begins(String head, String leading) {
      return head.length() >= leading.length()
          && IntStream.range(0, leading.length())
              .allMatch(i -> leading.charAt(i) == '?' || leading.charAt(i) == head.charAt(i));
    }
  }

  /**
   * Where the lines of an image are that can be read alone.
   *
   * @param height lines
   * @param width pixels per line
   * @param channels samples per pixel
   * @param type of the samples when they are read
   * @param lineBytes of a line in the file, about
   * @param blockRows see {@link Raster#blockRows}
   * @param blockColumns see {@link Raster#blockColumns}
   */
  record Lines(
      int height,
      int width,
      int channels,
      SampleType type,
      long lineBytes,
      int blockRows,
      int blockColumns) {
    /** Lines of which each can be read alone. */
    public Lines(int height, int width, int channels, SampleType type, long lineBytes) {
      this(height, width, channels, type, lineBytes, 1, width);
    }
  }

  /** What the format is known by. */
  Signature signature();

  /** Whether images of the format may be read by lines; else all are read whole. */
  default boolean readsLines() {
    return false;
  }

  /**
   * The lines of an image, by its header; empty where it is read whole.
   *
   * @throws ImageException if the header is wrong
   * @throws IOException if the file cannot be read
   */
  default Optional<Lines> lines(ImageFile file, ReadOptions options) throws IOException {
    return Optional.empty();
  }

  /**
   * The image in an open file, which stays open while the raster is, unless that is in memory.
   *
   * @throws ImageException if the file holds no image that fits the limits
   * @throws IOException if the file cannot be read
   */
  default Raster open(ImageFile file, DecodeLimits limits, ReadOptions options) throws IOException {
    options.requireOverview(file.origin(), 0);
    byte[] bytes = file.readAll(limits);
    return new DecodedRaster(decode(file.origin(), bytes, limits.beside(bytes.length)));
  }

  /**
   * Decodes a whole file; of several pages or frames the first.
   *
   * @param file the bytes of the file
   * @return samples as stored, in RGB(A) order; palettes are resolved, grey of 1, 2 or 4 bits is
   *     scaled to 0..255, orientation and colour profiles are not applied
   * @throws ImageException when the bytes are corrupt, cut short, of a kind that is not read, or
   *     over the limits
   */
  DecodedImage decode(String origin, byte[] file, DecodeLimits limits);
}
