package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import pointwise.text.Text;

/** The two lines above the rows of a sheet: title, and what the colours mean. */
record SheetHead(Graphics2D canvas, TextLabels labels, SheetLayout layout) {
  private static final int BAR = 128;
  private static final int APART = 18;
  private static final int SWATCH = 10;

  void draw(String title, List<SheetRow> rows) {
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
    List<Thumbnail> maps = rows.stream().map(SheetRow::maps).filter(Objects::nonNull).toList();
    if (!maps.isEmpty() && maps.get(0) instanceof ClassThumbnail first) {
      classes(first.colours(), maps, y);
    } else if (!maps.isEmpty() && maps.get(0) instanceof MapThumbnail first) {
      scale(first.scales(), y);
    }
  }

  private void scale(Scales scales, int y) {
    boolean percentiles = scales.isByPercentiles();
    boolean each = scales.isEach();
    int x = text(percentiles ? "2 %" : each ? "min" : "0", SheetLayout.MARGIN, y) + 6;
    for (int i = 0; i < BAR; i++) {
      canvas.setColor(new Color(scales.colours().rgb(i / (BAR - 1.0))));
      canvas.fillRect(x + i, y - 9, 1, 10);
    }
    x = text(percentiles ? "98 %" : each ? "max" : "255", x + BAR + 6, y) + APART;
    String meaning =
        percentiles
            ? "one scale for a map over all images, beside its name; under it its own min and max"
            : each ? "each map from its own min to its own max" : "bytes as they are";
    x = text(meaning, x, y) + APART;
    if (scales.colours() != Colormap.GREYS) {
      swatch(BoxGrid.GREY, "not finite", x, y);
    }
  }

  /** Those that occur, as far as the line reaches. */
  private void classes(ClassColours colours, List<Thumbnail> maps, int y) {
    int x = SheetLayout.MARGIN;
    int end = layout.width() - SheetLayout.MARGIN;
    int[] places =
        IntStream.concat(IntStream.range(0, colours.count()), IntStream.of(-1))
            .filter(place -> maps.stream().anyMatch(map -> has(map, place)))
            .toArray();
    for (int place : places) {
      String name = colours.name(place);
      if (x + SWATCH + 6 + labels.width(name, TextLabels.VALUE) > end - APART) {
        text("…", x, y);
        return;
      }
      x = swatch(ClassColours.rgb(place), name, x, y) + APART;
    }
  }

  private static boolean has(Thumbnail map, int place) {
    return map instanceof ClassThumbnail classes && classes.count(place) > 0;
  }

  private int swatch(int rgb, String name, int x, int y) {
    canvas.setColor(new Color(rgb));
    canvas.fillRect(x, y - 9, SWATCH, SWATCH);
    return text(name, x + SWATCH + 6, y);
  }

  /** Where the text ends. */
  private int text(String text, int x, int y) {
    int width = layout.width() - SheetLayout.MARGIN - x;
    labels.draw(canvas, text, TextLabels.VALUE, Canvas.FAINT, x, y, width);
    return x + labels.width(text, TextLabels.VALUE);
  }
}
