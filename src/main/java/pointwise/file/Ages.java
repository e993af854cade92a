package pointwise.file;

import java.time.Duration;

/** How old something is, for people. */
public final class Ages {
  private Ages() {}

  /** In minutes, hours or days. */
  public static String of(Duration age) {
    long minutes = Math.max(0, age.toMinutes());
    if (minutes < 120) {
      return minutes == 1 ? "1 minute" : minutes + " minutes";
    }
    return minutes < 48 * 60 ? minutes / 60 + " hours" : minutes / (24 * 60) + " days";
  }
}
