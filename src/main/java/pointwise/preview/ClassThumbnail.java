package pointwise.preview;

import java.awt.image.BufferedImage;
import java.util.BitSet;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The class map of one image, reduced while its strips stream past. Not thread-safe. */
public final class ClassThumbnail implements Thumbnail {
  private final String origin;
  private final int height;
  private final int width;
  private final int cell;
  private final ClassColours colours;
  private final ClassGrid grid;
  private final BitSet seen = new BitSet();

  /**
   * A map whose strips are still to come.
   *
   * @param origin path of the image
   * @param cell longest side of the thumbnail in pixels
   */
  public ClassThumbnail(String origin, int height, int width, ClassColours colours, int cell) {
    this.origin = origin;
    this.height = height;
    this.width = width;
    this.cell = cell;
    this.colours = colours;
    this.grid = new ClassGrid(height, width, colours, (double) cell / Math.max(height, width));
  }

  /**
   * Adds a strip of full lines, every line once.
   *
   * @param labels rows x width
   */
  public void add(int y, int rows, byte[] labels) {
    if (y < 0 || rows < 1 || y + rows > height || labels.length != (long) rows * width) {
      throw new UsageException(
          Text.of(
              "Cannot draw the class map of %s: found lines %d to %d in %d bytes, expected %d bytes within %d lines",
              origin, y, (long) y + rows - 1, labels.length, (long) rows * width, height));
    }
    grid.add(y, rows, labels);
    seen.set(y, y + rows);
  }

  ClassColours colours() {
    return colours;
  }

  /** Pixels of the class at a place; those of none at -1. */
  long count(int place) {
    return grid.count(place);
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public int shown() {
    return 1;
  }

  @Override
  public int cell() {
    return cell;
  }

  @Override
  public int drawnHeight() {
    return grid.image().getHeight();
  }

  @Override
  public boolean complete() {
    return seen.cardinality() == height;
  }

  @Override
  public boolean isVector() {
    return false;
  }

  @Override
  public BufferedImage image(int map) {
    return grid.image();
  }

  @Override
  public String range(int map) {
    return "";
  }

  /** The class of most pixels. */
  @Override
  public String left(int map) {
    return "most: " + colours.name(most());
  }

  /** The share of that class. */
  @Override
  public String right(int map) {
    return Text.of("%.1f %%", 100.0 * grid.count(most()) / ((double) height * width));
  }

  private int most() {
    int most = -1;
    for (int place = 0; place < colours.count(); place++) {
      most = grid.count(place) > grid.count(most) ? place : most;
    }
    return most;
  }
}
