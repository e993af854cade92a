package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import pointwise.raster.jdk.PngEncoder;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A PNG to look at: one row per image, first the source, then its feature maps in the colours of
 * their {@link Scales}, which are printed beside the names where rows share them; under each map
 * its own minimum and maximum. At most 16 maps of an image are drawn, eight beside each other.
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
    PngEncoder.write(sheet, png);
    return new Summary(sheet.getWidth(), sheet.getHeight(), rows.size(), labels.drawn());
  }

  private void draw(String title, List<SheetRow> rows) {
    new SheetHead(canvas, labels, layout).draw(title, rows);
    rows.stream()
        .map(SheetRow::maps)
        .filter(maps -> maps != null && layout.namesOnce())
        .findFirst()
        .ifPresent(maps -> drawNames(maps, 0, layout.firstRow() - 8));
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

  /** The names and scales of the line of maps that begins with map {@code first}, at a baseline. */
  private void drawNames(Thumbnail maps, int first, int y) {
    int shown = Math.min(maps.shown(), layout.shown());
    int end = Math.min(first + layout.perLine(), shown);
    for (int map = first; map < end; map++) {
      int x = layout.mapX(map - first);
      int width = layout.column();
      String range = maps.range(map);
      int rangeWidth = Math.min(labels.width(range, TextLabels.VALUE), width);
      int right = x + width - rangeWidth;
      labels.draw(canvas, range, TextLabels.VALUE, Canvas.FAINT, right, y, rangeWidth);
      if (!maps.isVector()) {
        int rest = range.isEmpty() ? width : width - rangeWidth - 8;
        labels.draw(canvas, names.get(map), TextLabels.NAME, Canvas.INK, x, y, rest);
      }
    }
  }

  private void drawSource(SheetRow row, int top) {
    int x = SheetLayout.MARGIN;
    int height = SheetLayout.sourceHeight(row);
    if (row.picture() != null) {
      canvas.drawImage(row.picture(), x, top, null);
    } else if (height > 0) {
      canvas.setColor(Canvas.RULE);
      canvas.drawRect(x, top, row.maps().cell() - 1, height - 1);
      int inner = row.maps().cell() - 16;
      int most = Math.max(1, Math.min(4, height / TextLabels.LINE));
      List<String> lines = labels.lines(row.source().missing(), TextLabels.VALUE, inner, most);
      int baseline = top + (height - lines.size() * TextLabels.LINE) / 2 + 12;
      for (String line : lines) {
        labels.draw(canvas, line, TextLabels.VALUE, Canvas.FAINT, x + 8, baseline, inner);
        baseline += TextLabels.LINE;
      }
    }
    int y = top + height + 13;
    String name = labels.path(row.folder(), row.name(), TextLabels.NAME, layout.column());
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

  private void drawMaps(Thumbnail maps, int top, int lineHeight) {
    int shown = Math.min(maps.shown(), layout.shown());
    for (int map = 0; map < shown; map++) {
      int line = map / layout.perLine();
      int x = layout.mapX(map % layout.perLine());
      int y = top + line * lineHeight;
      if (!layout.namesOnce() && map % layout.perLine() == 0) {
        drawNames(maps, map, y + 13);
      }
      BufferedImage picture = maps.image(map);
      y += layout.aboveMap();
      canvas.drawImage(picture, x, y, null);
      y += picture.getHeight() + 12;
      String left = maps.left(map);
      String right = maps.right(map);
      int end = x + Math.max(picture.getWidth(), layout.column() - SheetLayout.GAP);
      int rightX = end - labels.width(right, TextLabels.VALUE);
      labels.draw(canvas, left, TextLabels.VALUE, Canvas.FAINT, x, y, layout.column() / 2);
      labels.draw(canvas, right, TextLabels.VALUE, Canvas.FAINT, rightX, y, layout.column() / 2);
    }
  }

  /** The reason on as many lines as the name has, the last one cut. */
  private void drawError(String error, int top) {
    int x = layout.mapX(0);
    int width = layout.width() - SheetLayout.MARGIN - x;
    String text = "failed: " + error.strip().replaceAll("\\s+", " ");
    int y = top + 13;
    for (String line : labels.lines(text, TextLabels.NAME, width, 2)) {
      labels.draw(canvas, line, TextLabels.NAME, FAILED, x, y, width);
      y += TextLabels.LINE;
    }
  }
}
