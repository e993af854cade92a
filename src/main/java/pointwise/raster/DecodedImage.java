package pointwise.raster;

/**
 * A picture in memory.
 *
 * @param height lines
 * @param width pixels per line
 * @param channels samples per pixel; 1 is grey, 2 grey and alpha, 3 RGB, 4 RGBA
 * @param type the type of every sample
 * @param samples height x width x channels, row-major (HWC), little-endian
 * @param unreadPages pages or frames of full size that the file has beside this one
 * @param inexact how many of the samples are rounded, because the type does not hold the stored
 *     value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a copy of a picture is dear
public record DecodedImage(
    int height,
    int width,
    int channels,
    SampleType type,
    byte[] samples,
    int unreadPages,
    long inexact) {

  /** The only picture of its file, with samples as stored. */
  public DecodedImage(int height, int width, int channels, SampleType type, byte[] samples) {
    this(height, width, channels, type, samples, 0, 0);
  }

  /** The same picture of a file with so many others. */
  public DecodedImage withUnread(int pages) {
    return new DecodedImage(height, width, channels, type, samples, pages, inexact);
  }

  /**
   * The same picture of three or four channels of a byte at its place on a canvas, which is
   * transparent black around it.
   *
   * @return a picture of four channels
   */
  public DecodedImage on(int canvasHeight, int canvasWidth, int top, int left) {
    byte[] canvas = new byte[4 * canvasHeight * canvasWidth];
    for (int y = 0, i = 0; y < height; y++) {
      int o = 4 * ((top + y) * canvasWidth + left);
      for (int x = 0; x < width; x++, i += channels, o += 4) {
        canvas[o] = samples[i];
        canvas[o + 1] = samples[i + 1];
        canvas[o + 2] = samples[i + 2];
        canvas[o + 3] = channels == 4 ? samples[i + 3] : -1;
      }
    }
    return new DecodedImage(canvasHeight, canvasWidth, 4, type, canvas);
  }
}
