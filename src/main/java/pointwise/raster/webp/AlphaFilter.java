package pointwise.raster.webp;

/** What the samples of alpha are stored as differences from (RFC 9649, section 2.7.1.2). */
final class AlphaFilter {
  private static final int HORIZONTAL = 1;
  private static final int VERTICAL = 2;
  private static final int GRADIENT = 3;

  private AlphaFilter() {}

  /** Adds in place what is predicted of each sample. */
  static void undo(int filter, byte[] alpha, int width) {
    if (filter == 0) {
      return;
    }
    for (int i = 1; i < alpha.length; i++) {
      int x = i % width;
      int predicted;
      if (i < width) {
        predicted = alpha[i - 1];
      } else if (x == 0) {
        predicted = alpha[i - width];
      } else {
        predicted =
            switch (filter) {
              case HORIZONTAL -> alpha[i - 1];
              case VERTICAL -> alpha[i - width];
              case GRADIENT -> gradient(alpha[i - 1], alpha[i - width], alpha[i - width - 1]);
              default -> throw new IllegalArgumentException();
            };
      }
      alpha[i] += (byte) predicted;
    }
  }

  private static int gradient(byte left, byte above, byte corner) {
    return Math.max(0, Math.min(255, (left & 0xff) + (above & 0xff) - (corner & 0xff)));
  }
}
