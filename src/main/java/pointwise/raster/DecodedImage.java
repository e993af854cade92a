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
}
