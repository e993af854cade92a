package pointwise.network.apply;

import pointwise.network.run.Placement;

/**
 * Where the pixels of a map lie along one axis of the image as it is stored, which may be resized
 * and cut before a network gets it.
 *
 * @param axis in what the network gets
 * @param size samples of what the network gets
 * @param cut samples of the resized image before those
 * @param resized samples of the resized image
 * @param stored samples of the image
 * @param filter how far what it is resized with reaches
 */
record Reach(Placement.Axis axis, int size, int cut, long resized, int stored, int filter) {
  private double factor() {
    return (double) stored / resized;
  }

  /** Where the map begins in the image, in pixels of it, which begin at whole numbers. */
  double origin() {
    return (axis.centre() + 0.5 - axis.stride() / 2 + cut) * factor();
  }

  /** How many pixels of the image lie between those of the map. */
  double step() {
    return axis.stride() * factor();
  }

  /**
   * The first and the last pixel of the image that pixel {@code o} of the map is made of; or the
   * one in the middle of them, or two.
   */
  int[] pixels(int o, boolean all) {
    double begin =
        all ? o * axis.stride() + axis.first() : Math.floor(o * axis.stride() + axis.centre());
    double end =
        all ? o * axis.stride() + axis.last() : Math.ceil(o * axis.stride() + axis.centre());
    // What a resized pixel is made of: see Resize.
    double support = all ? filter * Math.max(1, factor()) : 0.5;
    return new int[] {
      resized == stored ? cut + within(begin, size) : first(begin, support),
      resized == stored ? cut + within(end, size) : last(end, support)
    };
  }

  private int first(double pixel, double support) {
    double centre = (cut + within(pixel, size) + 0.5) * factor();
    return within(Math.floor(centre - support + 0.5), stored);
  }

  private int last(double pixel, double support) {
    double centre = (cut + within(pixel, size) + 0.5) * factor();
    return within(Math.floor(centre + support + 0.5) - 1, stored);
  }

  private static int within(double pixel, int size) {
    return (int) Math.max(0, Math.min(size - 1.0, pixel));
  }
}
