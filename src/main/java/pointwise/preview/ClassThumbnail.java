package pointwise.preview;

import java.awt.image.BufferedImage;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The class map of one image, reduced while its windows stream past. Not thread-safe. */
public final class ClassThumbnail implements Thumbnail {
  private final String origin;
  private final int height;
  private final int width;
  private final int cell;
  private final ClassColours colours;
  private final ClassGrid grid;
  private long seen;

  /**
   * A map whose windows are still to come.
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
   * Adds a window, every pixel once.
   *
   * @param labels rows x columns
   */
  public void add(Window window, byte[] labels) {
    if (!window.isIn(height, width) || labels.length != window.pixels()) {
      throw new UsageException(
          Text.of(
              "Cannot draw the class map of %s: found %s in %d bytes, expected %d bytes within %d x %d pixels",
              origin, window, labels.length, window.pixels(), height, width));
    }
    grid.add(window, labels);
    seen += window.pixels();
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
    return seen == (long) height * width;
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
