package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import pointwise.raster.jdk.PngEncoder;
import pointwise.text.Text;

/**
 * A confusion matrix to look at: rows are the truth, columns the prediction. A cell is the darker
 * the larger its share of its row, and has its count in it where there is room. Up to 30 classes
 * are readable; of more than 60 the cells are drawn without names and counts.
 */
public final class ConfusionPicture {
  private static final int MARGIN = 16;
  private static final int GAP = 8;
  private static final int LONGEST_NAME = 160;
  private static final int LARGEST_CELL = 56;
  private static final int SMALLEST_CELL = 1;

  /** What a matrix of many classes is fitted to. */
  private static final int SIDE = 1080;

  private static final int MOST_NAMED = 60;

  /** The colour of a whole row in one cell; of none it is white. */
  private static final int FULL = 0x08306b;

  private final Graphics2D canvas;
  private final TextLabels labels;
  private final List<String> classes;
  private final long[][] counts;
  private final int cell;
  private final int left;
  private final int top;

  private ConfusionPicture(
      Graphics2D canvas,
      TextLabels labels,
      List<String> classes,
      long[][] counts,
      int left,
      int top) {
    this.canvas = canvas;
    this.labels = labels;
    this.classes = classes;
    this.counts = counts;
    this.cell = cell(classes.size());
    this.left = left;
    this.top = top;
  }

  /**
   * Draws the matrix; the stream stays open.
   *
   * @param png receives the PNG
   * @param title its first line
   * @param classes names
   * @param counts by truth and prediction, classes x classes
   * @return whether it has text; not on a machine without fonts
   * @throws IllegalArgumentException if counts and classes do not fit
   */
  public static boolean write(OutputStream png, String title, List<String> classes, long[][] counts)
      throws IOException {
    return write(png, title, classes, counts, TextLabels.ofThisMachine());
  }

  static boolean write(
      OutputStream png, String title, List<String> classes, long[][] counts, TextLabels labels)
      throws IOException {
    int K = classes.size();
    if (K == 0 || counts.length != K || Arrays.stream(counts).anyMatch(row -> row.length != K)) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot draw a confusion matrix: found %d rows, expected %d x %d counts, at least one",
              counts.length, K, K));
    }
    int names = 0;
    if (K <= MOST_NAMED) {
      for (String name : classes) {
        names = Math.max(names, Math.min(LONGEST_NAME, labels.width(name, TextLabels.NAME)));
      }
    }
    int left = MARGIN + TextLabels.LINE + names + GAP;
    int top = MARGIN + 2 * TextLabels.LINE + GAP + names + GAP;
    int side = K * cell(K);
    BufferedImage picture =
        new BufferedImage(
            Math.max(2 * MARGIN + labels.width(title, TextLabels.TITLE), left + side + MARGIN),
            top + side + MARGIN,
            BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = picture.createGraphics();
    try {
      canvas.setColor(Color.WHITE);
      canvas.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      ConfusionPicture matrix = new ConfusionPicture(canvas, labels, classes, counts, left, top);
      matrix.drawHead(title, picture.getWidth() - 2 * MARGIN);
      matrix.drawCells();
      if (names > 0) {
        matrix.drawNames(names);
      }
    } finally {
      canvas.dispose();
    }
    PngEncoder.write(picture, png);
    return labels.drawn();
  }

  private static int cell(int K) {
    return Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, SIDE / K));
  }

  private void drawHead(String title, int width) {
    labels.draw(canvas, title, TextLabels.TITLE, Canvas.INK, MARGIN, MARGIN + 12, width);
    int side = classes.size() * cell;
    int predictionX = left + Math.max(0, side - labels.width("prediction", TextLabels.VALUE)) / 2;
    int predictionY = MARGIN + 12 + TextLabels.LINE + 4;
    labels.draw(
        canvas, "prediction", TextLabels.VALUE, Canvas.FAINT, predictionX, predictionY, width);
    int truthY = top + (side + labels.width("truth", TextLabels.VALUE)) / 2;
    upwards(MARGIN + 12, truthY, "truth", TextLabels.VALUE, Canvas.FAINT, width);
  }

  private void drawCells() {
    int K = classes.size();
    for (int truth = 0; truth < K; truth++) {
      long row = Arrays.stream(counts[truth]).sum();
      for (int prediction = 0; prediction < K; prediction++) {
        long count = counts[truth][prediction];
        double share = row == 0 ? 0 : (double) count / row;
        int x = left + prediction * cell;
        int y = top + truth * cell;
        canvas.setColor(new Color(rgb(share)));
        canvas.fillRect(x, y, cell, cell);
        if (cell > 2 * GAP) {
          canvas.setColor(Canvas.RULE);
          canvas.drawRect(x, y, cell, cell);
          drawCount(count, share, x, y);
        }
      }
    }
    canvas.setColor(Canvas.FAINT);
    canvas.drawRect(left, top, K * cell, K * cell);
  }

  /** The colour of a cell with that share of its row. */
  static int rgb(double share) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int full = FULL >> shift & 0xff;
      rgb |= (int) Math.round(255 + share * (full - 255)) << shift;
    }
    return rgb;
  }

  private void drawCount(long count, double share, int x, int y) {
    String text = number(count);
    int width = labels.width(text, TextLabels.VALUE);
    if (count > 0 && width <= cell - 4) {
      Color colour = share > 0.5 ? Color.WHITE : Canvas.INK;
      labels.draw(
          canvas, text, TextLabels.VALUE, colour, x + (cell - width) / 2, y + cell / 2 + 4, width);
    }
  }

  /** As it is up to 9999, else with three digits and k, M or G. */
  static String number(long count) {
    if (count < 10_000) {
      return Long.toString(count);
    }
    String units = "kMGTPE";
    double scaled = count;
    int unit = -1;
    while (scaled >= 999.5) {
      scaled /= 1000;
      unit++;
    }
    int decimals = scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
    return Text.of("%." + decimals + "f%s", scaled, units.charAt(unit));
  }

  private void drawNames(int width) {
    for (int k = 0; k < classes.size(); k++) {
      int middle = k * cell + cell / 2 + 4;
      String name = labels.fit(classes.get(k), TextLabels.NAME, width);
      int end = left - GAP - labels.width(name, TextLabels.NAME);
      labels.draw(canvas, name, TextLabels.NAME, Canvas.INK, end, top + middle, width);
      upwards(left + middle, top - GAP, name, TextLabels.NAME, Canvas.INK, width);
    }
  }

  /** Text that reads upwards from a point. */
  private void upwards(int x, int y, String text, float size, Color colour, int width) {
    AffineTransform before = canvas.getTransform();
    canvas.translate(x, y);
    canvas.rotate(-Math.PI / 2);
    labels.draw(canvas, text, size, colour, 0, 0, width);
    canvas.setTransform(before);
  }
}
