package pointwise.preview;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import pointwise.raster.Window;

/**
 * A class map, reduced or enlarged while its strips stream past. It is sampled, never mixed: each
 * drawn pixel is the map's pixel at its middle. Not thread-safe.
 */
final class ClassGrid {
  private final int height;
  private final int width;
  private final ClassColours colours;
  private final BufferedImage drawn;

  /** Pixels of each class, and behind them those of none. */
  private final long[] counts;

  ClassGrid(int height, int width, ClassColours colours, double scale) {
    this.height = height;
    this.width = width;
    this.colours = colours;
    this.counts = new long[colours.count() + 1];
    this.drawn =
        new BufferedImage(
            (int) Math.max(1, Math.round(width * scale)),
            (int) Math.max(1, Math.round(height * scale)),
            BufferedImage.TYPE_INT_RGB);
    int[] missing = new int[drawn.getWidth() * drawn.getHeight()];
    Arrays.fill(missing, Colormap.NO_CLASS);
    drawn.setRGB(0, 0, drawn.getWidth(), drawn.getHeight(), missing, 0, drawn.getWidth());
  }

  /**
   * Adds a window, every pixel once.
   *
   * @param labels rows x columns
   */
  void add(Window window, byte[] labels) {
    for (byte label : labels) {
      int place = colours.placeOf(label);
      counts[place < 0 ? counts.length - 1 : place]++;
    }
    for (int line = 0; line < drawn.getHeight(); line++) {
      int row = source(line, height, drawn.getHeight()) - window.y();
      if (row >= 0 && row < window.rows()) {
        for (int x = 0; x < drawn.getWidth(); x++) {
          int column = source(x, width, drawn.getWidth()) - window.x();
          if (column >= 0 && column < window.columns()) {
            byte label = labels[row * window.columns() + column];
            drawn.setRGB(x, line, ClassColours.rgb(colours.placeOf(label)));
          }
        }
      }
    }
  }

  /** The pixel of the map at the middle of a drawn one. */
  private static int source(int drawn, int size, int drawnSize) {
    return (int) ((2L * drawn + 1) * size / (2L * drawnSize));
  }

  BufferedImage image() {
    return drawn;
  }

  /** Pixels of the class at a place; those of none at -1. */
  long count(int place) {
    return counts[place < 0 ? counts.length - 1 : place];
  }
}
