package pointwise.preview;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * The first feature maps of one image, reduced to thumbnails while their windows stream past.
 *
 * <p>A thumbnail pixel is the mean of the map pixels it covers (small maps are enlarged by repeated
 * pixels); minimum and maximum are exact, over all finite values and not only the drawn means. NaN
 * and the infinities count for neither and are drawn grey. Memory: cell x cell x shown doubles.
 */
public final class MapThumbnail implements Thumbnail {
  private static final int WHITE = 0xffffff;

  private final String origin;
  private final int height;
  private final int width;
  private final int channels;
  private final int shown;
  private final int cell;
  private final BoxGrid grid;
  private final Scales scales;

  /** How many numbers the vector has; 0 for maps. */
  private final int numbers;

  /**
   * Thumbnails of an image whose windows are still to come.
   *
   * @param origin path of the image
   * @param height lines of the whole image
   * @param width pixels per line
   * @param channels maps of the image
   * @param shown how many of them, from the first, are kept
   * @param cell longest side of a thumbnail in pixels
   * @param scales of these maps and of those that they are to be compared with
   */
  public MapThumbnail(
      String origin, int height, int width, int channels, int shown, int cell, Scales scales) {
    this(origin, height, width, channels, shown, cell, scales, 0);
  }

  private MapThumbnail(
      String origin,
      int height,
      int width,
      int channels,
      int shown,
      int cell,
      Scales scales,
      int numbers) {
    if (height < 1 || width < 1 || cell < 1 || shown < 1 || shown > channels) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot draw the maps of %s: the sizes are wrong, found %d x %d x %d, %d shown, cell %d,"
                  + " expected all positive and no more shown than there are",
              origin, height, width, channels, shown, cell));
    }
    this.origin = origin;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.shown = shown;
    this.cell = cell;
    this.grid = new BoxGrid(height, width, shown, cell);
    this.scales = scales;
    this.numbers = numbers;
  }

  /**
   * A vector as one map: its numbers line by line in a square, the rest of the last line white.
   *
   * @param data little-endian float32; only read
   */
  public static MapThumbnail ofVector(String origin, byte[] data, int cell, Scales scales) {
    int numbers = data.length / Float.BYTES;
    int width = (int) Math.ceil(Math.sqrt(numbers));
    int height = (numbers - 1) / width + 1;
    ByteBuffer square =
        ByteBuffer.allocate(width * height * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).put(data);
    while (square.hasRemaining()) {
      square.putFloat(Float.NaN);
    }
    MapThumbnail vector = new MapThumbnail(origin, height, width, 1, 1, cell, scales, numbers);
    vector.add(Window.lines(0, height, width), square.array());
    return vector;
  }

  /**
   * Adds a window; windows may come in any order, every pixel once.
   *
   * @param data rows x columns x channels, little-endian float32, HWC; only read
   */
  public void add(Window window, byte[] data) {
    long expected = (long) window.pixels() * channels * Float.BYTES;
    if (!window.isIn(height, width) || data.length != expected) {
      throw new UsageException(
          Text.of(
              "Cannot draw the maps of %s: found %s in %d bytes, expected %d bytes within %d x %d pixels",
              origin, window, data.length, expected, height, width));
    }
    FloatBuffer samples = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int columns = window.columns();
    float[] line = new float[Math.multiplyExact(columns, shown)];
    for (int row = 0, pixel = 0; row < window.rows(); row++) {
      for (int x = 0; x < columns; x++, pixel++) {
        samples.get(pixel * channels, line, x * shown, shown);
      }
      grid.add(window.y() + row, window.x(), columns, line);
      scales.add(line, shown);
    }
  }

  @Override
  public boolean complete() {
    return grid.complete();
  }

  /** The path of the image. */
  public String origin() {
    return origin;
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
    return channels;
  }

  @Override
  public int shown() {
    return shown;
  }

  @Override
  public boolean isVector() {
    return numbers > 0;
  }

  @Override
  public int cell() {
    return cell;
  }

  /** The smallest finite value of a map so far; NaN if it has none. */
  public float min(int map) {
    return grid.min(map);
  }

  /** The largest finite value of a map so far; NaN if it has none. */
  public float max(int map) {
    return grid.max(map);
  }

  @Override
  public int drawnHeight() {
    return grid.drawnHeight();
  }

  Scales scales() {
    return scales;
  }

  /**
   * One map in the colours of its scale; a constant map in the lowest, grey where a value is not
   * finite or its lines are missing.
   */
  @Override
  public BufferedImage image(int map) {
    Scales.Range scale =
        scales.isEach() ? new Scales.Range(grid.min(map), grid.max(map)) : scales.common(map);
    return grid.draw(
        (y, x) -> {
          double mean = grid.mean(y, x, map);
          if (Double.isNaN(mean)) {
            return isBeyond(y, x) ? WHITE : BoxGrid.GREY;
          }
          return scales.colours().rgb(scale.place(mean));
        });
  }

  @Override
  public String range(int map) {
    return scales.isByPercentiles() ? scales.common(map).text() : "";
  }

  /** The smallest finite value of the map, also where its scale ends before. */
  @Override
  public String left(int map) {
    return TextLabels.number(min(map));
  }

  @Override
  public String right(int map) {
    return TextLabels.number(max(map));
  }

  /** Whether a cell of the grid is behind the last number of a vector. */
  private boolean isBeyond(int gridY, int gridX) {
    int rest = numbers % width;
    return rest > 0 && gridY == grid.lineOf(height - 1) && gridX >= grid.columnOf(rest);
  }
}
