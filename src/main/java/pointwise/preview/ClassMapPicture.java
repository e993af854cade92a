package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import pointwise.raster.Window;
import pointwise.raster.jdk.PngEncoder;
import pointwise.text.Text;

/**
 * A class map in colours with a legend, drawn while its strips stream past. A large map is sampled,
 * never mixed: each drawn pixel is the map's pixel at its middle. A small one is enlarged by whole
 * repeated pixels. Not safe for concurrent use.
 */
public final class ClassMapPicture {
  /** The longest side of the drawn map. */
  private static final int LONGEST = 1024;

  /** A map is enlarged as long as it is not longer. */
  private static final int ENLARGED = 512;

  private static final int MARGIN = 16;
  private static final int SWATCH = 12;
  private static final int ROW = 20;
  private static final int LEGEND = 220;

  /** With more classes the legend shows only those that occur. */
  private static final int ALL_SHOWN = 32;

  private final String name;
  private final int height;
  private final int width;
  private final ClassColours classes;
  private final ClassGrid grid;

  /**
   * A map whose windows are still to come.
   *
   * @param name what stands above it
   * @param height lines of the map
   * @param width pixels per line
   * @param classes names
   * @param labels what stands for each class in the map, as bytes without sign
   */
  public ClassMapPicture(String name, int height, int width, List<String> classes, byte[] labels) {
    this.name = name;
    this.height = height;
    this.width = width;
    this.classes = new ClassColours(classes, labels);
    int longest = Math.max(height, width);
    double scale = longest > LONGEST ? (double) LONGEST / longest : Math.max(1, ENLARGED / longest);
    this.grid = new ClassGrid(height, width, this.classes, scale);
  }

  /**
   * Adds a window, every pixel once.
   *
   * @param labels rows x columns
   */
  public void add(Window window, byte[] labels) {
    grid.add(window, labels);
  }

  /** Writes the PNG; the stream stays open. */
  public void write(OutputStream png) throws IOException {
    write(png, TextLabels.ofThisMachine());
  }

  void write(OutputStream png, TextLabels labels) throws IOException {
    BufferedImage map = grid.image();
    List<Entry> legend = legend();
    int top = MARGIN + ROW;
    int drawn = Math.max(map.getHeight(), legend.size() * ROW);
    BufferedImage picture =
        new BufferedImage(
            3 * MARGIN + map.getWidth() + LEGEND,
            top + drawn + MARGIN,
            BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = picture.createGraphics();
    try {
      canvas.setColor(Color.WHITE);
      canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      String size = Text.of("%s, %d x %d", name, width, height);
      labels.draw(
          canvas,
          size,
          TextLabels.TITLE,
          Canvas.INK,
          MARGIN,
          MARGIN + 10,
          picture.getWidth() - 2 * MARGIN);
      canvas.drawImage(map, MARGIN, top, null);
      for (int i = 0; i < legend.size(); i++) {
        drawEntry(canvas, labels, legend.get(i), top + i * ROW);
      }
    } finally {
      canvas.dispose();
    }
    PngEncoder.write(picture, png);
  }

  private record Entry(int rgb, String name, long count) {}

  private List<Entry> legend() {
    List<Entry> entries = new ArrayList<>();
    for (int k = 0; k < classes.count(); k++) {
      if (grid.count(k) > 0 || classes.count() <= ALL_SHOWN) {
        entries.add(entry(k));
      }
    }
    if (grid.count(-1) > 0) {
      entries.add(entry(-1));
    }
    return entries;
  }

  private Entry entry(int place) {
    return new Entry(ClassColours.rgb(place), classes.name(place), grid.count(place));
  }

  private void drawEntry(Graphics2D canvas, TextLabels labels, Entry entry, int y) {
    int x = 2 * MARGIN + grid.image().getWidth();
    canvas.setColor(new Color(entry.rgb));
    canvas.fillRect(x, y, SWATCH, SWATCH);
    canvas.setColor(Canvas.RULE);
    canvas.drawRect(x, y, SWATCH, SWATCH);
    String share = Text.of("%.1f %%", 100.0 * entry.count / ((double) height * width));
    int shareWidth = labels.width(share, TextLabels.VALUE);
    int end = x + LEGEND;
    labels.draw(canvas, share, TextLabels.VALUE, Canvas.INK, end - shareWidth, y + 11, shareWidth);
    int text = x + SWATCH + 8;
    labels.draw(
        canvas, entry.name, TextLabels.NAME, Canvas.INK, text, y + 11, end - shareWidth - 8 - text);
  }
}
