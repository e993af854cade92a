package pointwise.preview;

import java.awt.image.BufferedImage;
import pointwise.text.Text;

/**
 * One image of a contact sheet: its maps, or why it has none.
 *
 * @param origin path of the image; its folder's name and its own are printed
 * @param caption what is printed under it; null for the size of the maps
 * @param source the picture, or why it is not shown
 * @param maps its maps, null for a failed image
 * @param error why the image failed, null where it did not
 */
public record SheetRow(
    String origin, String caption, SheetSource source, Thumbnail maps, String error) {
  /** Checks that there is exactly one of maps and error. */
  public SheetRow {
    if ((maps == null) == (error == null)) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot draw %s: expected either maps or an error, found %s",
              origin, maps == null ? "neither" : "both"));
    }
  }

  /** An image that failed. */
  public static SheetRow failed(String origin, String error) {
    return new SheetRow(origin, null, SheetSource.NOT_FOUND, null, error);
  }

  /** The thumbnail of the source, or null. */
  BufferedImage picture() {
    return source.picture();
  }

  /** The name of the file. */
  String name() {
    return origin.substring(origin.lastIndexOf('/') + 1);
  }

  /** The name of its folder; empty where there is none. */
  String folder() {
    String path = origin.substring(0, Math.max(0, origin.lastIndexOf('/')));
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
