package pointwise.network.apply;

/**
 * The filter that images are resized with: what a sample weighs by its distance from the middle of
 * the new one, in samples of the larger of the two sizes.
 */
public enum Interpolation {
  /** A triangle. */
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      return Math.max(0, 1 - Math.abs(distance));
    }
  },

  /**
   * Keys' cubic with a = -1/2, as Pillow has it.
   *
   * @see <a href="https://doi.org/10.1109/TASSP.1981.1163711">Keys 1981, equation 15</a>
   */
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return (1.5 * x - 2.5) * x * x + 1;
      }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }
  };

  private final int support;

  Interpolation(int support) {
    this.support = support;
  }

  /** The distance from which on samples weigh nothing. */
  int support() {
    return support;
  }

  abstract double weight(double distance);
}
