package pointwise.text;

import java.time.Duration;
import java.util.Locale;

/** Text that does not depend on the locale of the JVM: messages become data. */
public final class Text {
  private Text() {}

  /** {@link String#format(Locale, String, Object...)} in {@link Locale#ROOT}. */
  public static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A time in the largest unit that it is a whole number of: 2 hours, 90 minutes, 1 second. */
  public static String time(Duration time) {
    long millis = time.toMillis();
    if (millis % 1000 != 0) {
      return of("%d ms", millis);
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return counted(seconds, "second");
    }
    long minutes = seconds / 60;
    return minutes % 60 == 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");
  }

  private static String counted(long count, String unit) {
    return of("%d %s%s", count, unit, count == 1 ? "" : "s");
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
