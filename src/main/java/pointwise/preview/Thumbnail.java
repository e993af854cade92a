package pointwise.preview;

import java.awt.image.BufferedImage;

/** The maps of one image, reduced, as a row of a sheet draws them. */
public sealed interface Thumbnail permits MapThumbnail, ClassThumbnail {
  /** Lines of the whole image. */
  int height();

  /** Pixels per line of the whole image. */
  int width();

  /** Maps of the image. */
  int channels();

  /** Maps that are drawn. */
  int shown();

  /** Longest side of a thumbnail in pixels. */
  int cell();

  /** Height of a thumbnail in pixels. */
  int drawnHeight();

  /** Whether every line was added. */
  boolean complete();

  /** Whether it is a vector, whose square is no map and has no name. */
  boolean isVector();

  /** One of the maps that are drawn. */
  BufferedImage image(int map);

  /** The scale that the map shares with other rows; empty where that is known or it has its own. */
  String range(int map);

  /** What is printed at the left under a map. */
  String left(int map);

  /** What is printed at the right under a map. */
  String right(int map);
}
