package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import pointwise.raster.DecodedImage;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A PNG to look at: one row per image, first the source, then its feature maps in viridis, each map
 * from its own minimum to its own maximum, both printed under it. At most 16 maps of an image are
 * drawn, eight beside each other.
 */
public final class ContactSheet {
  private static final int MOST_PIXELS = 200_000_000;
  private static final Color FAILED = new Color(0xa01818);

  private final Graphics2D canvas;
  private final SheetLayout layout;
  private final TextLabels labels;
  private final List<String> names;

  private ContactSheet(
      Graphics2D canvas, SheetLayout layout, TextLabels labels, List<String> outputNames) {
    this.canvas = canvas;
    this.layout = layout;
    this.labels = labels;
    this.names = outputNames;
  }

  /**
   * What was drawn.
   *
   * @param width of the sheet in pixels
   * @param height of the sheet in pixels
   * @param rows images, failed ones included
   * @param labelled false where the machine has no fonts and the sheet no text
   */
  public record Summary(int width, int height, int rows, boolean labelled) {}

  /**
   * Draws the sheet; the stream stays open.
   *
   * @param png receives the PNG
   * @param title first line of the sheet
   * @param outputNames the names of all maps, those not drawn included
   * @param rows the images, top to bottom
   */
  public static Summary write(
      OutputStream png, String title, List<String> outputNames, List<SheetRow> rows)
      throws IOException {
    return write(png, title, outputNames, rows, TextLabels.ofThisMachine());
  }

  static Summary write(
      OutputStream png,
      String title,
      List<String> outputNames,
      List<SheetRow> rows,
      TextLabels labels)
      throws IOException {
    SheetLayout layout = SheetLayout.of(outputNames.size(), rows);
    if (layout.shown() > outputNames.size()) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot draw the sheet: maps lack a name, found %d names, expected at least %d",
              outputNames.size(), layout.shown()));
    }
    long height = layout.firstRow() + (long) SheetLayout.MARGIN;
    for (SheetRow row : rows) {
      height += layout.rowHeight(row);
    }
    if (height * layout.width() > MOST_PIXELS) {
      throw new UsageException(
          Text.of(
              "Cannot draw the sheet: it is too large, found %d images in %d x %d pixels, expected at most %d pixels",
              rows.size(), layout.width(), height, MOST_PIXELS));
    }
    BufferedImage sheet =
        new BufferedImage(layout.width(), (int) height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = sheet.createGraphics();
    try {
      canvas.setColor(Color.WHITE);
      canvas.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
      new ContactSheet(canvas, layout, labels, outputNames).draw(title, rows);
    } finally {
      canvas.dispose();
    }
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(sheet, "png", out);
    }
    return new Summary(sheet.getWidth(), sheet.getHeight(), rows.size(), labels.drawn());
  }

  /**
   * A source picture as it is stored, its longest side {@code cell} pixels. One and two channels
   * are grey, three and four RGB, alpha ignored; uint16 is shown by its high byte, int16 and float
   * from the minimum to the maximum over the channels shown. More than four channels have no agreed
   * colours: the first three are shown as red, green and blue, each from its own minimum to its own
   * maximum. Grey where a sample is not finite.
   */
  public static BufferedImage thumbnail(DecodedImage image, int cell) {
    return SourceThumbnail.of(image, cell);
  }

  private void draw(String title, List<SheetRow> rows) {
    drawHead(title);
    boolean vectors = rows.stream().allMatch(row -> row.maps() == null || row.maps().isVector());
    if (layout.namesOnce() && !vectors) {
      drawNames(0, layout.shown(), layout.firstRow() - 8);
    }
    int y = layout.firstRow();
    for (SheetRow row : rows) {
      if (y > layout.firstRow()) {
        canvas.setColor(Canvas.RULE);
        canvas.fillRect(
            SheetLayout.MARGIN,
            y - SheetLayout.GAP / 2 - 2,
            layout.width() - 2 * SheetLayout.MARGIN,
            1);
      }
      drawSource(row, y + layout.aboveMap());
      if (row.maps() == null) {
        drawError(row.error(), y + layout.aboveMap());
      } else {
        drawMaps(row.maps(), y, layout.lineHeight(row));
      }
      y += layout.rowHeight(row);
    }
  }

  private void drawHead(String title) {
    int x = SheetLayout.MARGIN;
    int y = SheetLayout.MARGIN + 12;
    int width = layout.width() - 2 * SheetLayout.MARGIN;
    String count =
        layout.shown() < layout.total()
            ? Text.of("first %d of %d maps", layout.shown(), layout.total())
            : Text.of("%d %s", layout.total(), layout.total() == 1 ? "map" : "maps");
    int countWidth = labels.width(count, TextLabels.NAME);
    String head = labels.fit(title, TextLabels.TITLE, width - countWidth - 2 * SheetLayout.GAP);
    labels.draw(canvas, head, TextLabels.TITLE, Canvas.INK, x, y, width);
    int countX = x + labels.width(head, TextLabels.TITLE) + SheetLayout.GAP;
    labels.draw(canvas, count, TextLabels.NAME, Canvas.FAINT, countX, y, countWidth);

    y += TextLabels.LINE + 6;
    labels.draw(canvas, "min", TextLabels.VALUE, Canvas.FAINT, x, y, 40);
    int bar = x + labels.width("min", TextLabels.VALUE) + 6;
    for (int i = 0; i < 128; i++) {
      canvas.setColor(new Color(Colormap.VIRIDIS.rgb(i / 127.0)));
      canvas.fillRect(bar + i, y - 9, 1, 10);
    }
    labels.draw(canvas, "max", TextLabels.VALUE, Canvas.FAINT, bar + 134, y, 40);
    int after = bar + 134 + labels.width("max", TextLabels.VALUE) + 18;
    String scale = "each map from its own min to its own max";
    labels.draw(canvas, scale, TextLabels.VALUE, Canvas.FAINT, after, y, width);
    after += labels.width(scale, TextLabels.VALUE) + 18;
    canvas.setColor(new Color(BoxGrid.GREY));
    canvas.fillRect(after, y - 9, 10, 10);
    labels.draw(canvas, "not finite", TextLabels.VALUE, Canvas.FAINT, after + 16, y, 100);
  }

  /** The names of the line of maps that begins with map {@code first}, at a baseline. */
  private void drawNames(int first, int shown, int y) {
    int end = Math.min(first + layout.perLine(), shown);
    for (int map = first; map < end; map++) {
      int x = layout.mapX(map - first);
      labels.draw(canvas, names.get(map), TextLabels.NAME, Canvas.INK, x, y, layout.column());
    }
  }

  private void drawSource(SheetRow row, int top) {
    int x = SheetLayout.MARGIN;
    int height = SheetLayout.sourceHeight(row);
    if (row.source() != null) {
      canvas.drawImage(row.source(), x, top, null);
    } else if (height > 0) {
      canvas.setColor(Canvas.RULE);
      canvas.drawRect(x, top, row.maps().cell() - 1, height - 1);
      int middle = top + height / 2 + 4;
      labels.draw(
          canvas,
          "source not found",
          TextLabels.VALUE,
          Canvas.FAINT,
          x + 8,
          middle,
          layout.column() - 16);
    }
    int y = top + height + 13;
    String name = row.origin().substring(row.origin().lastIndexOf('/') + 1);
    labels.draw(canvas, name, TextLabels.NAME, Canvas.INK, x, y, layout.column());
    if (row.maps() != null) {
      String caption =
          row.caption() == null
              ? Text.of("%d x %d", row.maps().width(), row.maps().height())
              : row.caption();
      String state = row.maps().complete() ? caption : caption + ", lines missing";
      labels.draw(canvas, state, TextLabels.VALUE, Canvas.FAINT, x, y + 15, layout.column());
    }
  }

  private void drawMaps(MapThumbnail maps, int top, int lineHeight) {
    int shown = Math.min(maps.shown(), layout.shown());
    for (int map = 0; map < shown; map++) {
      int line = map / layout.perLine();
      int x = layout.mapX(map % layout.perLine());
      int y = top + line * lineHeight;
      if (!layout.namesOnce() && !maps.isVector() && map % layout.perLine() == 0) {
        drawNames(map, shown, y + 13);
      }
      BufferedImage picture = maps.image(map);
      y += layout.aboveMap();
      canvas.drawImage(picture, x, y, null);
      y += picture.getHeight() + 12;
      String min = TextLabels.number(maps.min(map));
      String max = TextLabels.number(maps.max(map));
      int right = Math.max(picture.getWidth(), layout.column() - SheetLayout.GAP);
      int maxX = x + right - labels.width(max, TextLabels.VALUE);
      labels.draw(canvas, min, TextLabels.VALUE, Canvas.FAINT, x, y, layout.column() / 2);
      labels.draw(canvas, max, TextLabels.VALUE, Canvas.FAINT, maxX, y, layout.column() / 2);
    }
  }

  /** The reason on as many lines as the name has, the last one cut. */
  private void drawError(String error, int top) {
    int x = layout.mapX(0);
    int width = layout.width() - SheetLayout.MARGIN - x;
    String text = "failed: " + error.strip().replaceAll("\\s+", " ");
    String first = labels.fit(text, TextLabels.NAME, width);
    if (first.length() < text.length() && first.endsWith("…")) {
      int space = first.lastIndexOf(' ');
      int cut = space > first.length() / 2 ? space : first.length() - 1;
      first = text.substring(0, cut);
      String rest = text.substring(cut).strip();
      labels.draw(canvas, rest, TextLabels.NAME, FAILED, x, top + 13 + TextLabels.LINE, width);
    }
    labels.draw(canvas, first, TextLabels.NAME, FAILED, x, top + 13, width);
  }
}
