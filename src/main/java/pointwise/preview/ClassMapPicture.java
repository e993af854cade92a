package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
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
  private final List<String> classes;

  /** The place of the class of each label; -1 for none. */
  private final int[] placeOf = new int[256];

  private final long[] counts;
  private long withoutClass;
  private final BufferedImage map;

  /**
   * A map whose strips are still to come.
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
    this.classes = List.copyOf(classes);
    this.counts = new long[classes.size()];
    Arrays.fill(placeOf, -1);
    for (int k = 0; k < labels.length; k++) {
      placeOf[labels[k] & 0xff] = k;
    }
    int longest = Math.max(height, width);
    double scale = longest > LONGEST ? (double) LONGEST / longest : Math.max(1, ENLARGED / longest);
    this.map =
        new BufferedImage(
            (int) Math.max(1, Math.round(width * scale)),
            (int) Math.max(1, Math.round(height * scale)),
            BufferedImage.TYPE_INT_RGB);
  }

  /**
   * Adds a strip of full lines, every line once.
   *
   * @param y its first line
   * @param labels rows x width
   */
  public void add(int y, int rows, byte[] labels) {
    for (byte label : labels) {
      int place = placeOf[label & 0xff];
      if (place < 0) {
        withoutClass++;
      } else {
        counts[place]++;
      }
    }
    for (int line = 0; line < map.getHeight(); line++) {
      int from = source(line, height, map.getHeight()) - y;
      if (from >= 0 && from < rows) {
        for (int x = 0; x < map.getWidth(); x++) {
          int place = placeOf[labels[from * width + source(x, width, map.getWidth())] & 0xff];
          map.setRGB(x, line, place < 0 ? Colormap.NO_CLASS : Colormap.ofClass(place));
        }
      }
    }
  }

  /** The pixel of the map at the middle of a drawn one. */
  private static int source(int drawn, int size, int drawnSize) {
    return (int) ((2L * drawn + 1) * size / (2L * drawnSize));
  }

  /** Writes the PNG; the stream stays open. */
  public void write(OutputStream png) throws IOException {
    write(png, TextLabels.ofThisMachine());
  }

  void write(OutputStream png, TextLabels labels) throws IOException {
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
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(picture, "png", out);
    }
  }

  private record Entry(int rgb, String name, long count) {}

  private List<Entry> legend() {
    List<Entry> entries = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0 || counts.length <= ALL_SHOWN) {
        entries.add(new Entry(Colormap.ofClass(k), classes.get(k), counts[k]));
      }
    }
    if (withoutClass > 0) {
      entries.add(new Entry(Colormap.NO_CLASS, "no class", withoutClass));
    }
    return entries;
  }

  private void drawEntry(Graphics2D canvas, TextLabels labels, Entry entry, int y) {
    int x = 2 * MARGIN + map.getWidth();
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
