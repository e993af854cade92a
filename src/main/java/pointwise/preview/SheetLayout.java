package pointwise.preview;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import pointwise.text.Text;

/**
 * Where things stand on a contact sheet, in pixels.
 *
 * @param total maps of an image
 * @param shown maps drawn per image
 * @param column width of the source and of each map
 * @param perLine maps beside each other; further ones stand below
 * @param namesOnce whether names and scales of maps stand above all rows; otherwise they stand
 *     above each line of maps
 */
record SheetLayout(int total, int shown, int column, int perLine, boolean namesOnce) {
  static final int MARGIN = 16;
  static final int GAP = 12;

  /** Title and legend. */
  static final int HEAD = 2 * MARGIN + 2 * TextLabels.LINE;

  private static final int MOST_SHOWN = 16;
  private static final int MOST_PER_LINE = 8;

  /** Room for a minimum and a maximum such as -1.23E-10 beside each other. */
  private static final int NARROWEST_COLUMN = 136;

  private static final int NARROWEST_SHEET = 700;

  static SheetLayout of(int total, List<SheetRow> rows) {
    int shown = 0;
    int column = NARROWEST_COLUMN;
    for (SheetRow row : rows) {
      if (row.maps() != null) {
        shown = Math.max(shown, Math.min(row.maps().shown(), MOST_SHOWN));
        column = Math.max(column, row.maps().cell());
      }
      if (row.picture() != null) {
        column = Math.max(column, row.picture().getWidth());
      }
    }
    int lines = Math.max(1, ceilDiv(shown, MOST_PER_LINE));
    int perLine = Math.max(1, ceilDiv(shown, lines));
    return new SheetLayout(total, shown, column, perLine, shown <= perLine && isAlike(rows));
  }

  /** Whether what stands above the maps of a row holds for all: rows of one layer. */
  private static boolean isAlike(List<SheetRow> rows) {
    return rows.stream()
            .map(SheetRow::maps)
            .filter(Objects::nonNull)
            .map(
                maps ->
                    Text.of(
                        "%s %s",
                        maps.isVector(),
                        IntStream.range(0, maps.shown()).mapToObj(maps::range).toList()))
            .distinct()
            .count()
        <= 1;
  }

  int width() {
    return Math.max(NARROWEST_SHEET, 2 * MARGIN + column + perLine * (column + GAP));
  }

  /** Left edge of a map of the line; the source stands left of map 0. */
  int mapX(int inLine) {
    return MARGIN + (inLine + 1) * (column + GAP);
  }

  /** Where the first row begins. */
  int firstRow() {
    return HEAD + (namesOnce() && shown > 0 ? TextLabels.LINE + 4 : 0);
  }

  /** Height of a line of maps with what is printed above and under each. */
  int lineHeight(SheetRow row) {
    return aboveMap() + row.maps().drawnHeight() + TextLabels.LINE + 8;
  }

  /** Room for a map's name above it. */
  int aboveMap() {
    return namesOnce() ? 0 : TextLabels.LINE + 2;
  }

  /** Height of a row up to the next. */
  int rowHeight(SheetRow row) {
    int maps = 0;
    if (row.maps() != null) {
      int drawn = Math.min(row.maps().shown(), shown);
      maps = ceilDiv(drawn, perLine) * lineHeight(row);
    }
    return Math.max(maps, aboveMap() + sourceHeight(row) + 2 * TextLabels.LINE + 8) + GAP;
  }

  /** Height of the source, or of what stands in for it; 0 for a failed image without one. */
  static int sourceHeight(SheetRow row) {
    if (row.picture() != null) {
      return row.picture().getHeight();
    }
    return row.maps() == null ? 0 : row.maps().drawnHeight();
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
