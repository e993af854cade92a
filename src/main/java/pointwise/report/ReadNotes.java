package pointwise.report;

import static pointwise.report.Reports.line;

/**
 * What of images that were read, or of their results, was not taken as it stands.
 *
 * @param pages that were not read
 * @param images that have such pages
 * @param invalid pixels that are no data
 * @param inexact values that were rounded
 * @param nodata values of the result that were not finite and became another
 * @param tooLarge finite values that are infinite in the result
 */
public record ReadNotes(
    long pages, long images, long invalid, long inexact, long nodata, long tooLarge) {
  /** Appends lines for people; none where all was taken. */
  void appendTo(StringBuilder text) {
    if (pages > 0) {
      line(text, "pages", "%,d further pages of %,d images were not read", pages, images);
    }
    if (invalid > 0) {
      line(text, "no data", "%,d pixels are no data", invalid);
    }
    if (inexact > 0) {
      line(text, "inexact", "%,d values were rounded: float32 does not hold them", inexact);
    }
    if (nodata > 0) {
      line(text, "nodata", "%,d values of the result are not finite: see --nodata-out", nodata);
    }
    if (tooLarge > 0) {
      line(text, "too large", "%,d values became infinite: float16 ends at 65,504", tooLarge);
    }
  }
}
