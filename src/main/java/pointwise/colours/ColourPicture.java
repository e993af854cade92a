package pointwise.colours;

import java.util.Random;
import pointwise.raster.SplitMix64;

/**
 * One picture of the set, as what is drawn: a function of seed and index only. Lengths are in
 * pixels, y grows downwards, and the middle of the first pixel is (0.5, 0.5).
 *
 * @param colour the label
 * @param shape drawn in that colour
 * @param outlined whether only a border of {@link #stroke} pixels is drawn
 * @param quarterTurns 0..3, clockwise
 * @param size of the square around the shape, uniform in 6..24
 * @param centreX middle of that square, uniform where it lies wholly in the picture
 * @param centreY as {@code centreX}
 * @param hue in degrees, uniform within 12 of the middle of the class; -12..312
 * @param saturation uniform in 0.5..1
 * @param value the V of HSV, uniform in 0.5..1
 * @param grey of the background, uniform from 0, black, to 1, white
 */
record ColourPicture(
    ShapeColour colour,
    Figure shape,
    boolean outlined,
    int quarterTurns,
    double size,
    double centreX,
    double centreY,
    double hue,
    double saturation,
    double value,
    double grey) {
  /** Height and width of every picture. */
  static final int SIDE = 28;

  /** Standard deviation of the Gaussian noise, for samples of 0..1. */
  static final double NOISE = 0.04;

  private static final double HUE_JITTER = 12;
  private static final double SMALLEST = 6;
  private static final double LARGEST = 24;

  /** Points per pixel and axis at which the shape is looked up. */
  private static final int POINTS = 8;

  /** The picture of the index, drawn from {@code random}. */
  static ColourPicture of(int index, Random random) {
    ShapeColour colour = ShapeColour.ofPicture(index);
    Figure shape = Figure.any(random);
    boolean outlined = random.nextBoolean();
    int quarterTurns = random.nextInt(4);
    double size = uniform(random, SMALLEST, LARGEST);
    return new ColourPicture(
        colour,
        shape,
        outlined,
        quarterTurns,
        size,
        uniform(random, size / 2, SIDE - size / 2),
        uniform(random, size / 2, SIDE - size / 2),
        colour.hue() + uniform(random, -HUE_JITTER, HUE_JITTER),
        uniform(random, 0.5, 1),
        uniform(random, 0.5, 1),
        random.nextDouble());
  }

  /**
   * The samples of a picture, noise included: 28 x 28 x 3, RGB, row by row.
   *
   * @param index its place in the set, from 0
   */
  static byte[] samples(long seed, int index) {
    Random random = random(seed, index);
    return of(index, random).samples(random, NOISE);
  }

  /**
   * The generator of a picture. {@link Random} gives the same numbers on every Java; neighbouring
   * seeds are set apart by {@link SplitMix64}.
   */
  static Random random(long seed, int index) {
    return new Random(
        SplitMix64.mix(SplitMix64.mix(seed + SplitMix64.GAMMA) + index + SplitMix64.GAMMA));
  }

  private static double uniform(Random random, double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  /** As {@link #samples(long, int)}, with noise of another standard deviation. */
  byte[] samples(Random random, double noise) {
    double[] ink = rgb(hue, saturation, value);
    byte[] samples = new byte[SIDE * SIDE * 3];
    for (int y = 0, i = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double coverage = coverage(x, y);
        for (int channel = 0; channel < 3; channel++, i++) {
          double sample = grey + coverage * (ink[channel] - grey) + noise * random.nextGaussian();
          samples[i] = (byte) Math.round(255 * Math.min(Math.max(sample, 0), 1));
        }
      }
    }
    return samples;
  }

  /** The part of a pixel that the shape covers, 0..1. */
  double coverage(int x, int y) {
    int inside = 0;
    for (int i = 0; i < POINTS; i++) {
      for (int j = 0; j < POINTS; j++) {
        double right = x + (i + 0.5) / POINTS - centreX;
        double down = y + (j + 0.5) / POINTS - centreY;
        inside += isInk(right, down) ? 1 : 0;
      }
    }
    return (double) inside / (POINTS * POINTS);
  }

  private boolean isInk(double right, double down) {
    double x = right;
    double y = down;
    for (int turn = 0; turn < quarterTurns; turn++) {
      double turned = -x;
      x = y;
      y = turned;
    }
    return shape.contains(x, y, size / 2, 0)
        && !(outlined && shape.contains(x, y, size / 2, stroke()));
  }

  /** Width of an outline: an eighth of the size, at least 2 pixels. */
  double stroke() {
    return Math.max(2, size / 8);
  }

  /**
   * RGB in 0..1 of a hue in degrees, saturation and value in 0..1: each channel falls from V to V(1
   * - S) with the distance of the hue from its own (A. R. Smith, Color gamut transform pairs,
   * 1978).
   */
  static double[] rgb(double hue, double saturation, double value) {
    double[] rgb = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      double apart = Math.abs(Math.IEEEremainder(hue - 120 * channel, 360));
      double share = Math.min(Math.max(2 - apart / 60, 0), 1);
      rgb[channel] = value * (1 - saturation * (1 - share));
    }
    return rgb;
  }
}
