package pointwise.similar;

import java.awt.Graphics2D;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pointwise.preview.Canvas;
import pointwise.preview.SheetSource;
import pointwise.preview.SourceReader;
import pointwise.preview.TextLabels;
import pointwise.text.Text;
import pointwise.tile.ImageRow;

/**
 * A contact sheet of matches: a row for each query, or for each pair, the picture that was searched
 * for first. Pictures are read again; one that cannot be is an empty frame with the reason.
 */
public final class SimilarSheet {
  /** Rows of a sheet. */
  public static final int ROWS = 16;

  private static final int MOST_MATCHES = 10;
  private static final int CELL = SourceReader.CELL;
  private static final int MARGIN = 16;
  private static final int GAP = 12;
  private static final int HEAD = MARGIN + TextLabels.LINE + GAP;

  private static final int CAPTION = 2 * TextLabels.LINE;

  private final TextLabels labels = TextLabels.ofThisMachine();
  private final List<List<Match>> rows;
  private final Map<String, SheetSource> pictures;

  private SimilarSheet(List<List<Match>> rows, Map<String, SheetSource> pictures) {
    this.rows = rows;
    this.pictures = pictures;
  }

  /** Matches by query, of the first queries, the best of each. */
  public static List<List<Match>> ofQueries(List<Match> matches) {
    return matches.stream()
        .collect(Collectors.groupingBy(Match::getQuery, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .limit(ROWS)
        .map(nearest -> nearest.subList(0, Math.min(MOST_MATCHES, nearest.size())))
        .toList();
  }

  /**
   * The PNG.
   *
   * @param title its first line
   * @param rows the matches of each query, none of them empty
   */
  public static byte[] png(String title, List<List<Match>> rows, SourceReader reader) {
    Map<String, SheetSource> pictures = new HashMap<>();
    rows.stream()
        .flatMap(List::stream)
        .flatMap(match -> Stream.of(match.getQuery(), match.getOrigin()))
        .forEach(origin -> pictures.computeIfAbsent(origin, reader::read));
    SimilarSheet sheet = new SimilarSheet(rows, pictures);
    int columns = 1 + rows.stream().mapToInt(List::size).max().orElse(1);
    int width = 2 * MARGIN + columns * (CELL + GAP);
    int height = HEAD + rows.stream().mapToInt(sheet::height).sum() + MARGIN;
    return Canvas.png(width, height, canvas -> sheet.draw(canvas, title, width));
  }

  /** Height of a row up to the next. */
  private int height(List<Match> row) {
    return pictureHeight(row) + CAPTION + 2 * GAP;
  }

  private int pictureHeight(List<Match> row) {
    return Stream.concat(Stream.of(row.get(0).getQuery()), row.stream().map(ImageRow::getOrigin))
        .map(pictures::get)
        .mapToInt(source -> source.picture() == null ? CELL : source.picture().getHeight())
        .max()
        .orElseThrow();
  }

  private void draw(Graphics2D canvas, String title, int width) {
    int inner = width - 2 * MARGIN;
    labels.draw(canvas, title, TextLabels.TITLE, Canvas.INK, MARGIN, MARGIN + 12, inner);
    int top = HEAD;
    for (List<Match> row : rows) {
      canvas.setColor(Canvas.RULE);
      canvas.fillRect(MARGIN, top, inner, 1);
      int y = top + GAP;
      int caption = y + pictureHeight(row) + 13;
      draw(canvas, row.get(0).getQuery(), "", MARGIN, y, caption);
      int x = MARGIN;
      for (Match match : row) {
        x += CELL + GAP;
        draw(canvas, match.getOrigin(), Text.of("%.4f", match.getSimilarity()), x, y, caption);
      }
      top += height(row);
    }
  }

  private void draw(Graphics2D canvas, String origin, String value, int x, int y, int caption) {
    SheetSource source = pictures.get(origin);
    if (source.picture() != null) {
      canvas.drawImage(source.picture(), x, y, null);
    } else {
      canvas.setColor(Canvas.RULE);
      canvas.drawRect(x, y, CELL - 1, CELL - 1);
      int baseline = y + CELL / 2;
      for (String line : labels.lines(source.missing(), TextLabels.VALUE, CELL - 2 * GAP, 4)) {
        labels.draw(canvas, line, TextLabels.VALUE, Canvas.FAINT, x + GAP, baseline, CELL);
        baseline += TextLabels.LINE;
      }
    }
    int slash = origin.lastIndexOf('/');
    String folder = origin.substring(origin.lastIndexOf('/', slash - 1) + 1, Math.max(0, slash));
    String name = labels.path(folder, origin.substring(slash + 1), TextLabels.NAME, CELL);
    labels.draw(canvas, name, TextLabels.NAME, Canvas.INK, x, caption, CELL);
    labels.draw(canvas, value, TextLabels.VALUE, Canvas.FAINT, x, caption + TextLabels.LINE, CELL);
  }
}
