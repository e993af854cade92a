package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import pointwise.text.Text;

/**
 * Kernels as a heat map: a row per kernel, a column per channel, blue below 0 and red above, one
 * scale for all, which is drawn beside it. Grey where a weight is not finite. At most 1,000 kernels
 * and 1,000 channels are drawn, the first.
 */
public final class KernelMap {
  private static final int MOST = 1000;
  private static final int TOP = SheetLayout.MARGIN + 2 * TextLabels.LINE + 8;
  private static final int BAR = 14;
  private static final int BAR_HEIGHT = 120;
  private static final int BESIDE = 96;

  private final Graphics2D canvas;
  private final TextLabels labels;
  private final Size size;

  private KernelMap(Graphics2D canvas, TextLabels labels, Size size) {
    this.canvas = canvas;
    this.labels = labels;
    this.size = size;
  }

  /** Rows and columns that are drawn, how large a cell is, and where the first begins. */
  private record Size(int rows, int columns, int cellHeight, int cellWidth, int left) {
    int width() {
      return columns * cellWidth;
    }

    int height() {
      return rows * cellHeight;
    }
  }

  /**
   * Draws the kernels.
   *
   * @param weights N x D, row by row
   * @param kernels N names
   * @param channels D names
   */
  public static byte[] png(float[] weights, List<String> kernels, List<String> channels) {
    return png(weights, kernels, channels, TextLabels.ofThisMachine());
  }

  static byte[] png(
      float[] weights, List<String> kernels, List<String> channels, TextLabels labels) {
    if (weights.length == 0 || weights.length != (long) kernels.size() * channels.size()) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot draw kernels: found %d weights, expected %d kernels x %d channels, at least one",
              weights.length, kernels.size(), channels.size()));
    }
    int rows = Math.min(kernels.size(), MOST);
    int columns = Math.min(channels.size(), MOST);
    int left = 0;
    for (String name : kernels.subList(0, rows)) {
      left = Math.max(left, Math.min(labels.width(name, TextLabels.NAME), 160));
    }
    Size size =
        new Size(
            rows,
            columns,
            Math.max(1, Math.min(640 / rows, 40)),
            Math.max(1, Math.min(960 / columns, 64)),
            SheetLayout.MARGIN + left + 10);
    return Canvas.png(
        size.left() + Math.max(size.width(), 150) + BESIDE,
        TOP + Math.max(size.height(), BAR_HEIGHT) + SheetLayout.MARGIN,
        canvas -> new KernelMap(canvas, labels, size).draw(weights, kernels, channels));
  }

  private void draw(float[] weights, List<String> kernels, List<String> channels) {
    float largest = 0;
    for (float weight : weights) {
      largest = Float.isFinite(weight) ? Math.max(largest, Math.abs(weight)) : largest;
    }
    float scale = largest == 0 ? 1 : largest;
    String title =
        Text.of(
            "%d %s of %d %s",
            kernels.size(),
            kernels.size() == 1 ? "kernel" : "kernels",
            channels.size(),
            channels.size() == 1 ? "channel" : "channels");
    labels.draw(
        canvas,
        title,
        TextLabels.TITLE,
        Canvas.INK,
        SheetLayout.MARGIN,
        SheetLayout.MARGIN + 12,
        size.left() + size.width() + BESIDE);
    channelNames(channels);
    for (int row = 0; row < size.rows(); row++) {
      int y = TOP + row * size.cellHeight();
      if (size.cellHeight() >= 14) {
        int x = SheetLayout.MARGIN;
        int middle = y + size.cellHeight() / 2 + 4;
        labels.draw(
            canvas, kernels.get(row), TextLabels.NAME, Canvas.INK, x, middle, size.left() - x - 6);
      }
      for (int column = 0; column < size.columns(); column++) {
        cell(weights[row * channels.size() + column], scale, column, y);
      }
    }
    bar(scale);
  }

  private void cell(float weight, float scale, int column, int y) {
    int x = size.left() + column * size.cellWidth();
    float t = weight / scale;
    canvas.setColor(new Color(Float.isFinite(weight) ? Colormap.RED_BLUE.rgb(t) : BoxGrid.GREY));
    canvas.fillRect(x, y, size.cellWidth(), size.cellHeight());
    if (size.cellWidth() >= 52 && size.cellHeight() >= 18) {
      String text = TextLabels.number(weight);
      Color ink = Math.abs(t) > 0.6 ? Color.WHITE : Canvas.INK;
      int centred = x + (size.cellWidth() - labels.width(text, TextLabels.VALUE)) / 2;
      labels.draw(canvas, text, TextLabels.VALUE, ink, centred, y + size.cellHeight() / 2 + 4, 52);
    }
  }

  /** As many names as stand beside each other, evenly spaced. */
  private void channelNames(List<String> channels) {
    int widest = 1;
    for (String name : channels.subList(0, size.columns())) {
      widest = Math.max(widest, labels.width(name, TextLabels.VALUE) + 8);
    }
    int every = Math.max(1, (widest + size.cellWidth() - 1) / size.cellWidth());
    for (int column = 0; column < size.columns(); column += every) {
      String name = channels.get(column);
      int middle = size.left() + column * size.cellWidth() + size.cellWidth() / 2;
      int x = Math.max(size.left(), middle - labels.width(name, TextLabels.VALUE) / 2);
      labels.draw(canvas, name, TextLabels.VALUE, Canvas.FAINT, x, TOP - 6, widest);
    }
  }

  private void bar(float scale) {
    int x = size.left() + size.width() + 20;
    for (int i = 0; i < BAR_HEIGHT; i++) {
      canvas.setColor(new Color(Colormap.RED_BLUE.rgb(1 - 2.0 * i / (BAR_HEIGHT - 1))));
      canvas.fillRect(x, TOP + i, BAR, 1);
    }
    String[] texts = {TextLabels.number(scale), "0", TextLabels.number(-scale)};
    for (int i = 0; i < texts.length; i++) {
      int y = TOP + i * BAR_HEIGHT / 2 + new int[] {9, 4, 0}[i];
      labels.draw(
          canvas, texts[i], TextLabels.VALUE, Canvas.FAINT, x + BAR + 6, y, BESIDE - BAR - 30);
    }
  }
}
