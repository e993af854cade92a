package pointwise.preview;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The text of a sheet, or its absence: a machine without fonts draws pictures but no letters.
 *
 * @param font null where the machine has none
 */
public record TextLabels(Font font) {
  /** Height of a line of text in pixels. */
  public static final int LINE = 16;

  /** Sizes of fonts. */
  public static final float TITLE = 13;

  public static final float NAME = 12;
  public static final float VALUE = 11;

  /** Antialiased, whole-pixel metrics: widths are the same measured and drawn. */
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, false);

  /** The machine's sans-serif font, tried once per JVM. */
  public static TextLabels ofThisMachine() {
    return ThisMachine.LABELS;
  }

  /**
   * Measures a text in the font, which is what fails on a machine without any: an InternalError or
   * a RuntimeException from the font configuration, a LinkageError (NoClassDefFoundError,
   * UnsatisfiedLinkError) where it failed before or a library is missing.
   */
  static TextLabels probe(Supplier<Font> fonts) {
    try {
      Font font = fonts.get();
      return new TextLabels(font.getStringBounds("0", CONTEXT).getWidth() > 0 ? font : null);
    } catch (InternalError | LinkageError | RuntimeException noFonts) {
      return new TextLabels(null);
    }
  }

  boolean drawn() {
    return font != null;
  }

  /** Draws at the baseline {@code y}, cut to {@code width} pixels with an ellipsis. */
  public void draw(
      Graphics2D canvas, String text, float size, Color colour, int x, int y, int width) {
    if (drawn()) {
      canvas.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      canvas.setFont(sized(size));
      canvas.setColor(colour);
      canvas.drawString(fit(text, size, width), x, y);
    }
  }

  /** Width in pixels, 0 without fonts. */
  int width(String text, float size) {
    return drawn() ? (int) Math.ceil(sized(size).getStringBounds(text, CONTEXT).getWidth()) : 0;
  }

  /** The text, or as much of its beginning as fits with an ellipsis. */
  String fit(String text, float size, int width) {
    if (width(text, size) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(text.substring(0, end) + "…", size) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  /**
   * A file and its folder, "folder/name", shortened where that is too long: first the end of the
   * folder, then the middle of the name, whose end often tells files apart.
   */
  public String path(String folder, String name, float size, int width) {
    String whole = folder.isEmpty() ? name : folder + "/" + name;
    if (width(whole, size) <= width) {
      return whole;
    }
    int end = folder.length();
    while (end > 0) {
      end = folder.offsetByCodePoints(end, -1);
      String shorter = folder.substring(0, end) + "…/" + name;
      if (end > 0 && width(shorter, size) <= width) {
        return shorter;
      }
    }
    int[] points = name.codePoints().toArray();
    for (int left = points.length - 1; left > 1; left--) {
      int begin = left / 2;
      int rest = left - begin;
      String shorter =
          new String(points, 0, begin) + "…" + new String(points, points.length - rest, rest);
      if (width(shorter, size) <= width) {
        return shorter;
      }
    }
    return fit(name, size, width);
  }

  /** The text in lines that are broken at spaces where there are any, the last of them cut. */
  public List<String> lines(String text, float size, int width, int most) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (lines.size() < most - 1 && width(rest, size) > width) {
      int end = fit(rest, size, width).length() - 1;
      int space = rest.lastIndexOf(' ', end);
      int cut = Math.max(1, space > end / 2 ? space : end);
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut).strip();
    }
    lines.add(fit(rest, size, width));
    return lines;
  }

  private Font sized(float size) {
    return font.deriveFont(size == TITLE ? Font.BOLD : Font.PLAIN, size);
  }

  /** Three significant digits: 0.5, 12.3, 1.23E+5; "none" for NaN. */
  static String number(float value) {
    if (Float.isNaN(value)) {
      return "none";
    }
    BigDecimal rounded =
        new BigDecimal(Float.toString(value)).round(new MathContext(3)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    return rounded.signum() == 0 || (exponent >= -4 && exponent < 5)
        ? rounded.toPlainString()
        : rounded.toString();
  }

  private static final class ThisMachine {
    static final TextLabels LABELS = probe(() -> new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }
}
