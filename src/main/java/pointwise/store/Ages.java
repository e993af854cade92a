package pointwise.store;

import java.time.Duration;

/** How old something is, for people. */
final class Ages {
  private Ages() {}

  /** In minutes, hours or days. */
  static String of(Duration age) {
    long minutes = Math.max(0, age.toMinutes());
    if (minutes < 120) {
      return minutes == 1 ? "1 minute" : minutes + " minutes";
    }
    return minutes < 48 * 60 ? minutes / 60 + " hours" : minutes / (24 * 60) + " days";
  }
}
