package pointwise.raster;

import pointwise.text.Text;

/**
 * How large a picture may be. Checked against the header, before anything of its size is allocated.
 *
 * @param maxPixels most pixels, height x width
 * @param maxBytes most bytes of decoded samples, and of the file while it is decoded
 * @param memorySetting the option that raises {@code maxBytes}, for example {@code --driver-memory}
 */
public record DecodeLimits(long maxPixels, long maxBytes, String memorySetting) {

  /** The longest array that every JVM allocates. */
  public static final long MAX_ARRAY = Integer.MAX_VALUE - 16;

  public DecodeLimits {
    if (maxPixels < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot limit decoding: found %d pixels and %d bytes, expected at least 1 of each",
              maxPixels, maxBytes));
    }
  }

  /** What is left beside a file of {@code bytes} in memory. */
  public DecodeLimits beside(long bytes) {
    return new DecodeLimits(maxPixels, Math.max(1, maxBytes - bytes), memorySetting);
  }

  /**
   * Checks what a header claims.
   *
   * @param height lines
   * @param width pixels per line
   * @param channels samples per pixel
   * @param bytesPerSample bytes of one decoded sample
   * @throws ImageException when a size is not positive, which is wrong content, or a limit is
   *     exceeded, which is a mismatch: the picture may be sound
   */
  public void check(String origin, long height, long width, long channels, int bytesPerSample) {
    requirePixels(origin, height, width, channels);
    long pixels = saturatedProduct(height, width);
    if (pixels > maxPixels) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the picture is too large, found %d x %d pixels, expected at most %d: raise --max-pixels",
              height, width, maxPixels));
    }
    long bytes = saturatedProduct(saturatedProduct(pixels, channels), bytesPerSample);
    if (bytes > MAX_ARRAY) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the picture does not fit one array, found %d x %d x %d samples of %d bytes, expected at most %d bytes",
              height, width, channels, bytesPerSample, MAX_ARRAY));
    }
    if (bytes > maxBytes) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of(
              "the decoded picture is too large for the memory, found %d bytes, expected at most %d: raise %s",
              bytes, maxBytes, memorySetting));
    }
  }

  /**
   * Checks that there is something to read, as {@link #check} does.
   *
   * @throws ImageException when a size is not positive
   */
  public static void requirePixels(String origin, long height, long width, long channels) {
    if (height < 1 || width < 1 || channels < 1) {
      throw new ImageException(
          origin,
          Text.of(
              "the picture is empty, found %d x %d x %d, expected at least 1 x 1 x 1",
              height, width, channels));
    }
  }

  /** The product of two positive numbers, or the largest long. */
  private static long saturatedProduct(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }
}
