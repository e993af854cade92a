package pointwise.text;

import java.util.Locale;

/** Text that does not depend on the locale of the JVM: messages become data. */
public final class Text {
  private Text() {}

  /** {@link String#format(Locale, String, Object...)} in {@link Locale#ROOT}. */
  public static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /**
   * A name or message that comes from a file, fit for a line: control characters, separators of
   * lines and halves of surrogate pairs are written as {@code \}{@code uXXXX}.
   */
  public static String printable(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int kind = Character.getType(c);
              boolean hidden =
                  kind == Character.CONTROL
                      || kind == Character.LINE_SEPARATOR
                      || kind == Character.PARAGRAPH_SEPARATOR
                      || kind == Character.SURROGATE
                      || kind == Character.FORMAT;
              if (hidden) {
                line.append(of("\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
