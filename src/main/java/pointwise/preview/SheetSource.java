package pointwise.preview;

import java.awt.image.BufferedImage;

/**
 * The source of a row.
 *
 * @param picture thumbnail of it, null where there is none
 * @param missing why there is none, for people
 */
public record SheetSource(BufferedImage picture, String missing) {
  static final SheetSource NOT_FOUND = new SheetSource(null, "source not found");

  /** A source that is shown. */
  static SheetSource of(BufferedImage picture) {
    return new SheetSource(picture, null);
  }

  static SheetSource unreadable(String reason) {
    return new SheetSource(null, "source cannot be read: " + reason);
  }
}
