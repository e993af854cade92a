package pointwise.report;

import static pointwise.report.Reports.line;

import java.util.Map;

/**
 * What of images that were read was not taken as it stands.
 *
 * @param pages that were not read
 * @param images that have such pages
 * @param inexact values that were rounded
 */
public record ReadNotes(long pages, long images, long inexact) {
  /** For a report. */
  public void putInto(Map<String, Object> fields) {
    fields.put("pages_not_read", pages);
    fields.put("inexact_values", inexact);
  }

  /** Appends lines for people; none where all was taken. */
  public void appendTo(StringBuilder text) {
    if (pages > 0) {
      line(text, "pages", "%,d further pages of %,d images were not read", pages, images);
    }
    if (inexact > 0) {
      line(text, "inexact", "%,d values were rounded: float32 does not hold them", inexact);
    }
  }
}
