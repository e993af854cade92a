package pointwise.preview;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import pointwise.text.Text;

/**
 * Loss and accuracy by epoch as a PNG: two panels beside each other, in each the training set and,
 * where there is one, the validation set. The epoch whose weights were kept is marked.
 */
public final class LearningCurves {
  private static final int WIDTH = 400;
  private static final int HEIGHT = 240;
  private static final int LEFT = 52;
  private static final int TOP = SheetLayout.MARGIN + 2 * TextLabels.LINE + 12;
  private static final int BELOW = 44;
  private static final int PANEL = LEFT + WIDTH + 24;
  private static final Color TRAINING = new Color(0x31688e);
  private static final Color VALIDATION = new Color(0xd95f02);

  private final Graphics2D canvas;
  private final TextLabels labels;
  private final int epochs;
  private final int kept;

  private LearningCurves(Graphics2D canvas, TextLabels labels, int epochs, int kept) {
    this.canvas = canvas;
    this.labels = labels;
    this.epochs = epochs;
    this.kept = kept;
  }

  /**
   * Draws the curves. The arrays have a value for each epoch, the first first; those of the
   * validation set are empty where there is none. What is not finite is left out.
   *
   * @param loss mean cross-entropy of the training set
   * @param accuracy 0..1
   * @param kept index of the epoch whose weights are in the model, -1 to mark none
   */
  public static byte[] png(
      double[] loss,
      double[] validationLoss,
      double[] accuracy,
      double[] validationAccuracy,
      int kept) {
    return png(
        loss, validationLoss, accuracy, validationAccuracy, kept, TextLabels.ofThisMachine());
  }

  static byte[] png(
      double[] loss,
      double[] validationLoss,
      double[] accuracy,
      double[] validationAccuracy,
      int kept,
      TextLabels labels) {
    for (double[] values : new double[][] {validationLoss, accuracy, validationAccuracy}) {
      boolean absent = values != accuracy && values.length == 0;
      if (values.length != loss.length && !absent) {
        throw new IllegalArgumentException(
            Text.of(
                "Cannot draw curves: they differ in length, found %d and %d epochs",
                loss.length, values.length));
      }
    }
    return Canvas.png(
        2 * PANEL,
        TOP + HEIGHT + BELOW,
        canvas -> {
          LearningCurves curves = new LearningCurves(canvas, labels, loss.length, kept);
          curves.panel(0, "loss", losses(loss, validationLoss), loss, validationLoss);
          Ticks ticks = accuracies(accuracy, validationAccuracy);
          curves.panel(PANEL, "accuracy", ticks, accuracy, validationAccuracy);
        });
  }

  /** From 0. */
  private static Ticks losses(double[] training, double[] validation) {
    return Ticks.around(0, finite(training, validation).max().orElse(1), 6);
  }

  /** Up to 1. */
  private static Ticks accuracies(double[] training, double[] validation) {
    return Ticks.around(finite(training, validation).min().orElse(0), 1, 6);
  }

  private static DoubleStream finite(double[] a, double[] b) {
    return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).filter(Double::isFinite);
  }

  private void panel(int x, String title, Ticks ticks, double[] training, double[] validation) {
    int left = x + LEFT;
    labels.draw(canvas, title, TextLabels.TITLE, Canvas.INK, left, SheetLayout.MARGIN + 12, WIDTH);
    int key = legend(left, "training", TRAINING);
    if (validation.length > 0) {
      key = legend(key, "validation", VALIDATION);
    }
    if (kept >= 0) {
      String epoch = Text.of("kept: epoch %d", kept + 1);
      labels.draw(canvas, epoch, TextLabels.VALUE, Canvas.FAINT, key, TOP - 14, left + WIDTH - key);
    }
    grid(left, ticks);
    line(left, ticks, training, TRAINING);
    line(left, ticks, validation, VALIDATION);
  }

  /** A sample of a line and its name; returns where the next begins. */
  private int legend(int x, String name, Color colour) {
    canvas.setColor(colour);
    canvas.setStroke(new BasicStroke(2));
    canvas.draw(new Line2D.Double(x, TOP - 18, x + 18, TOP - 18));
    labels.draw(canvas, name, TextLabels.VALUE, Canvas.FAINT, x + 24, TOP - 14, 100);
    return x + 24 + labels.width(name, TextLabels.VALUE) + 20;
  }

  private void grid(int left, Ticks ticks) {
    canvas.setStroke(new BasicStroke(1));
    for (BigDecimal tick : ticks.values()) {
      double y = y(ticks, tick.doubleValue());
      canvas.setColor(Canvas.RULE);
      canvas.draw(new Line2D.Double(left, y, left + WIDTH, y));
      String text = Ticks.text(tick);
      int x = left - 8 - labels.width(text, TextLabels.VALUE);
      labels.draw(canvas, text, TextLabels.VALUE, Canvas.FAINT, x, (int) Math.round(y) + 4, LEFT);
    }
    int every = Math.max(1, Ticks.around(0, epochs, 8).step().intValue());
    for (int epoch = 1; epoch <= epochs; epoch++) {
      if (epoch == 1 || epoch % every == 0) {
        String text = Integer.toString(epoch);
        int x = (int) Math.round(x(left, epoch - 1)) - labels.width(text, TextLabels.VALUE) / 2;
        labels.draw(canvas, text, TextLabels.VALUE, Canvas.FAINT, x, TOP + HEIGHT + 16, 60);
      }
    }
    int middle = left + (WIDTH - labels.width("epoch", TextLabels.VALUE)) / 2;
    labels.draw(canvas, "epoch", TextLabels.VALUE, Canvas.FAINT, middle, TOP + HEIGHT + 33, WIDTH);
    if (kept >= 0) {
      canvas.setColor(Canvas.FAINT);
      canvas.setStroke(
          new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {3}, 0));
      double x = x(left, kept);
      canvas.draw(new Line2D.Double(x, TOP, x, TOP + HEIGHT));
    }
  }

  /** Joins neighbouring epochs; a dot on each where there are few or one stands alone. */
  private void line(int left, Ticks ticks, double[] values, Color colour) {
    canvas.setColor(colour);
    canvas.setStroke(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Path2D path = new Path2D.Double();
    for (int epoch = 0; epoch < values.length; epoch++) {
      if (!Double.isFinite(values[epoch])) {
        continue;
      }
      double x = x(left, epoch);
      double y = y(ticks, values[epoch]);
      if (epoch > 0 && Double.isFinite(values[epoch - 1])) {
        path.lineTo(x, y);
      } else {
        path.moveTo(x, y);
      }
      if (values.length <= 40) {
        canvas.fill(new Ellipse2D.Double(x - 2.5, y - 2.5, 5, 5));
      }
    }
    canvas.draw(path);
  }

  private double x(int left, int epoch) {
    return epochs == 1 ? left + WIDTH / 2.0 : left + 6 + (WIDTH - 12.0) * epoch / (epochs - 1);
  }

  private static double y(Ticks ticks, double value) {
    return TOP + HEIGHT * (1 - ticks.place(value));
  }
}
