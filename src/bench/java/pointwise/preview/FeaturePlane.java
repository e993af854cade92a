package pointwise.preview;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/**
 * Two features of each picture as a point in the plane, in the colour of its class, over the
 * regions in which a linear layer decides for each class. A point in a region of another class has
 * a ring.
 */
public final class FeaturePlane {
  private static final int SIDE = 520;
  private static final int LEFT = 70;
  private static final int TOP = SheetLayout.MARGIN + 2 * TextLabels.LINE + 8;
  private static final int BESIDE = 130;

  private final Graphics2D canvas;
  private final TextLabels labels = TextLabels.ofThisMachine();
  private final List<Group> groups;
  private final Ticks across;
  private final Ticks up;

  private FeaturePlane(Graphics2D canvas, List<Group> groups, double[] largest, double[] least) {
    this.canvas = canvas;
    this.groups = groups;
    this.across = Ticks.around(least[0], largest[0], 7);
    this.up = Ticks.around(least[1], largest[1], 7);
  }

  /**
   * A class.
   *
   * @param rgb its colour
   * @param points both features of each picture
   * @param weights of the linear layer, one for each feature
   */
  public record Group(
      String name, int rgb, List<double[]> points, List<Double> weights, double bias) {
    double score(double x, double y) {
      return weights.get(0) * x + weights.get(1) * y + bias;
    }
  }

  /** Draws the plane. */
  public static byte[] png(String title, List<Group> groups) {
    double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] largest = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (Group group : groups) {
      for (double[] point : group.points()) {
        Arrays.setAll(least, i -> Math.min(least[i], point[i]));
        Arrays.setAll(largest, i -> Math.max(largest[i], point[i]));
      }
    }
    return Canvas.png(
        LEFT + SIDE + BESIDE,
        TOP + SIDE + 50,
        canvas -> new FeaturePlane(canvas, groups, largest, least).draw(title));
  }

  private void draw(String title) {
    int x = SheetLayout.MARGIN;
    labels.draw(canvas, title, TextLabels.TITLE, Canvas.INK, x, x + 12, LEFT + SIDE + BESIDE);
    regions();
    axes();
    for (int group = 0; group < groups.size(); group++) {
      for (double[] point : groups.get(group).points()) {
        dot(point, group);
      }
    }
    for (int group = 0; group < groups.size(); group++) {
      int y = TOP + 20 + 22 * group;
      canvas.setColor(new Color(groups.get(group).rgb()));
      canvas.fill(new Ellipse2D.Double(LEFT + SIDE + 20, y - 9, 10, 10));
      String name = groups.get(group).name();
      labels.draw(canvas, name, TextLabels.NAME, Canvas.INK, LEFT + SIDE + 38, y, BESIDE - 40);
    }
  }

  private void regions() {
    for (int i = 0; i < SIDE; i++) {
      for (int j = 0; j < SIDE; j++) {
        Color colour = new Color(groups.get(decided(value(across, i), value(up, j))).rgb());
        canvas.setColor(
            new Color(pale(colour.getRed()), pale(colour.getGreen()), pale(colour.getBlue())));
        canvas.fillRect(LEFT + i, TOP + SIDE - 1 - j, 1, 1);
      }
    }
  }

  private static int pale(int component) {
    return 255 - (255 - component) / 5;
  }

  private static double value(Ticks ticks, int pixel) {
    double first = ticks.first().doubleValue();
    return first + (pixel + 0.5) / SIDE * (ticks.last().doubleValue() - first);
  }

  private int decided(double x, double y) {
    int best = 0;
    for (int group = 1; group < groups.size(); group++) {
      if (groups.get(group).score(x, y) > groups.get(best).score(x, y)) {
        best = group;
      }
    }
    return best;
  }

  private void axes() {
    canvas.setColor(Canvas.FAINT);
    canvas.drawRect(LEFT, TOP, SIDE, SIDE);
    for (BigDecimal tick : across.values()) {
      String text = Ticks.text(tick);
      int x = LEFT + (int) Math.round(SIDE * across.place(tick.doubleValue()));
      canvas.setColor(Canvas.FAINT);
      canvas.drawLine(x, TOP + SIDE, x, TOP + SIDE + 4);
      int centred = x - labels.width(text, TextLabels.VALUE) / 2;
      labels.draw(canvas, text, TextLabels.VALUE, Canvas.FAINT, centred, TOP + SIDE + 18, LEFT);
    }
    for (BigDecimal tick : up.values()) {
      String text = Ticks.text(tick);
      int y = TOP + SIDE - (int) Math.round(SIDE * up.place(tick.doubleValue()));
      canvas.setColor(Canvas.FAINT);
      canvas.drawLine(LEFT - 4, y, LEFT, y);
      int right = LEFT - 8 - labels.width(text, TextLabels.VALUE);
      labels.draw(canvas, text, TextLabels.VALUE, Canvas.FAINT, right, y + 4, LEFT);
    }
    int middle = LEFT + SIDE / 2 - 44;
    labels.draw(
        canvas, "kernel 0, pooled", TextLabels.VALUE, Canvas.FAINT, middle, TOP + SIDE + 38, 200);
    labels.draw(
        canvas,
        "kernel 1, pooled",
        TextLabels.VALUE,
        Canvas.FAINT,
        SheetLayout.MARGIN,
        TOP - 8,
        LEFT + 80);
  }

  private void dot(double[] point, int group) {
    double x = LEFT + SIDE * across.place(point[0]);
    double y = TOP + SIDE * (1 - up.place(point[1]));
    canvas.setColor(new Color(groups.get(group).rgb()));
    canvas.fill(new Ellipse2D.Double(x - 2.5, y - 2.5, 5, 5));
    if (decided(point[0], point[1]) != group) {
      canvas.setColor(Canvas.INK);
      canvas.setStroke(new BasicStroke(1.2f));
      canvas.draw(new Ellipse2D.Double(x - 5, y - 5, 10, 10));
    }
  }
}
