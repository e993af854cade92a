package pointwise.preview;

import java.awt.image.BufferedImage;
import pointwise.text.Text;

/**
 * One image of a contact sheet: its maps, or why it has none.
 *
 * @param origin path of the image; its last part is printed
 * @param caption what is printed under it; null for the size of the maps
 * @param source thumbnail of the picture, null where it was not found
 * @param maps its maps, null for a failed image
 * @param error why the image failed, null where it did not
 */
public record SheetRow(
    String origin, String caption, BufferedImage source, MapThumbnail maps, String error) {
  /** Checks that there is exactly one of maps and error. */
  public SheetRow {
    if ((maps == null) == (error == null)) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot draw %s: expected either maps or an error, found %s",
              origin, maps == null ? "neither" : "both"));
    }
  }

  /** An image under which the size of its maps is printed. */
  public SheetRow(String origin, BufferedImage source, MapThumbnail maps, String error) {
    this(origin, null, source, maps, error);
  }
}
