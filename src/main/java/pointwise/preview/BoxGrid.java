package pointwise.preview;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import pointwise.raster.Window;
import pointwise.raster.WindowRuns;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Lines of samples, or parts of them, in any order, averaged onto a small grid: the mean of the
 * pixels that fall into each grid cell, with the exact minimum and maximum of every band's finite
 * samples.
 *
 * <p>Pixel y of H falls into grid line {@code y * gridHeight / H}, columns alike. The grid is never
 * finer than the picture; a small picture is enlarged only when it is drawn, by whole repeated
 * pixels. A NaN or an infinity makes the mean of its grid cell non-finite, so it stays visible.
 * Memory: at most longest x longest x bands doubles. Not thread-safe.
 */
final class BoxGrid {
  /** What is drawn where there is no finite value. */
  static final int GREY = 0xb4b4b4;

  private final int height;
  private final int width;
  private final int bands;
  private final int drawnHeight;
  private final int drawnWidth;
  private final int gridHeight;
  private final int gridWidth;
  private final double[] sums;
  private final long[] counts;
  private final int[] cellOf;
  private final WindowRuns seen = new WindowRuns();
  private long pixels;
  private final float[] min;
  private final float[] max;

  BoxGrid(int height, int width, int bands, int longest) {
    this.height = height;
    this.width = width;
    this.bands = bands;
    int side = Math.max(height, width);
    drawnHeight = Math.max(1, Math.round((float) ((double) height * longest / side)));
    drawnWidth = Math.max(1, Math.round((float) ((double) width * longest / side)));
    gridHeight = Math.min(height, drawnHeight);
    gridWidth = Math.min(width, drawnWidth);
    sums = new double[gridHeight * gridWidth * bands];
    counts = new long[gridHeight * gridWidth];
    cellOf = new int[width];
    for (int x = 0; x < width; x++) {
      cellOf[x] = (int) ((long) x * gridWidth / width);
    }
    min = new float[bands];
    max = new float[bands];
    Arrays.fill(min, Float.POSITIVE_INFINITY);
    Arrays.fill(max, Float.NEGATIVE_INFINITY);
  }

  /**
   * Adds a line of some columns, columns x bands samples. Every pixel once.
   *
   * @param x the first column
   */
  void add(int y, int x, int columns, float[] line) {
    if (seen.add(new Window(y, 1, x, columns)).stream().anyMatch(WindowRuns.Part::had)) {
      throw new UsageException(
          Text.of("Cannot draw a map: line %d was given twice, expected every line once", y));
    }
    pixels += columns;
    int begin = lineOf(y) * gridWidth;
    for (int column = x, i = 0; column < x + columns; column++) {
      counts[begin + cellOf[column]]++;
      int cell = (begin + cellOf[column]) * bands;
      for (int band = 0; band < bands; band++, i++) {
        float value = line[i];
        sums[cell + band] += value;
        if (Float.isFinite(value)) {
          min[band] = Math.min(min[band], value);
          max[band] = Math.max(max[band], value);
        }
      }
    }
  }

  /** The mean at a grid cell; NaN where no pixel was added or a sample is not finite. */
  double mean(int gridY, int gridX, int band) {
    int cell = gridY * gridWidth + gridX;
    double mean = sums[cell * bands + band] / counts[cell];
    return Double.isFinite(mean) ? mean : Double.NaN;
  }

  /** The line of the grid that a line of the map goes to. */
  int lineOf(int y) {
    return (int) ((long) y * gridHeight / height);
  }

  /** The column of the grid that a pixel of a line goes to. */
  int columnOf(int x) {
    return cellOf[x];
  }

  /** The smallest finite sample of the band, NaN if it has none. */
  float min(int band) {
    return min[band] <= max[band] ? min[band] : Float.NaN;
  }

  /** The largest finite sample of the band, NaN if it has none. */
  float max(int band) {
    return min[band] <= max[band] ? max[band] : Float.NaN;
  }

  boolean complete() {
    return pixels == (long) height * width;
  }

  int drawnHeight() {
    return drawnHeight;
  }

  int drawnWidth() {
    return drawnWidth;
  }

  /** The grid as a picture whose longest side is the one asked for. */
  BufferedImage draw(Colour colour) {
    BufferedImage image = new BufferedImage(drawnWidth, drawnHeight, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < drawnHeight; y++) {
      int gridY = (int) ((long) y * gridHeight / drawnHeight);
      for (int x = 0; x < drawnWidth; x++) {
        int gridX = (int) ((long) x * gridWidth / drawnWidth);
        image.setRGB(x, y, colour.at(gridY, gridX));
      }
    }
    return image;
  }

  /** The colour 0xRRGGBB of a grid cell. */
  @FunctionalInterface
  interface Colour {
    int at(int gridY, int gridX);
  }
}
