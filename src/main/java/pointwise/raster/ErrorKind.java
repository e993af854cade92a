package pointwise.raster;

import java.util.Locale;

/** What an input failed by: who has to mend it. The names are those of the column errorKind. */
public enum ErrorKind {
  /** The bytes are wrong, or of a kind that is not read. */
  CONTENT,
  /** The image is sound and does not fit the kernels, the network, the labels or the limits. */
  MISMATCH,
  /**
   * The bytes could not be had: permission, expired credentials, a file that is gone, a time-out.
   */
  STORAGE;

  /** The kind of that label. */
  public static ErrorKind of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** As the column errorKind has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
