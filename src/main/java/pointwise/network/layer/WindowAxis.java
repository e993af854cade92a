package pointwise.network.layer;

import pointwise.text.Text;

/**
 * A sliding window along one axis of an image: where output {@code o} begins to read, and how many
 * outputs there are. Padding by SAME and the last window of {@code ceil} depend on the size of the
 * whole image.
 *
 * @param kernel samples in the window
 * @param stride between the beginnings of neighbouring windows
 * @param dilation between neighbouring samples of the window
 * @param before padding before the first sample; used with {@link Pad#EXPLICIT}
 * @param after padding after the last one
 * @param pad what decides the padding
 * @param ceil whether a last window that is not full is kept, if it begins in the image
 * @see <a href="https://onnx.ai/onnx/operators/onnx__MaxPool.html">ONNX, whose rules these are</a>
 */
public record WindowAxis(
    int kernel, int stride, int dilation, int before, int after, Pad pad, boolean ceil) {
  /** What decides the padding. */
  public enum Pad {
    EXPLICIT,
    /** As many outputs as ceil(size / stride); of an odd padding the larger half is after. */
    SAME_UPPER,
    /** The same with the larger half before. */
    SAME_LOWER
  }

  /** The longest window, first sample to last, and the longest stride. */
  public static final int MOST = 1 << 20;

  /** The widest padding on one side. */
  public static final int MOST_PADDING = 1 << 10;

  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public WindowAxis {
    requireWithin("kernel", kernel, 1, MOST);
    requireWithin("stride", stride, 1, MOST);
    requireWithin("dilation", dilation, 1, MOST);
    requireWithin("window with its dilation", (kernel - 1L) * dilation + 1, 1, MOST);
    requireWithin("padding", before, 0, MOST_PADDING);
    requireWithin("padding", after, 0, MOST_PADDING);
  }

  private static void requireWithin(String what, long found, int least, int most) {
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot slide a window: the %s is out of range, found %d, expected %d to %d",
              what, found, least, most));
    }
  }

  /** A window of one sample, without stride and padding. */
  public static final WindowAxis POINT = of(1, 1, 0);

  /** A window with the same padding on both sides. */
  public static WindowAxis of(int kernel, int stride, int padding) {
    return new WindowAxis(kernel, stride, 1, padding, padding, Pad.EXPLICIT, false);
  }

  /** From the first sample of the window to the last. */
  public int extent() {
    return (kernel - 1) * dilation + 1;
  }

  /** Whether no window ever reads padding. */
  public boolean unpadded() {
    return pad == Pad.EXPLICIT ? before == 0 && after == 0 : kernel == 1;
  }

  /**
   * How many outputs an image of {@code size} samples gives.
   *
   * @throws IllegalArgumentException if the window does not fit once
   */
  public int outputs(int size) {
    if (pad != Pad.EXPLICIT) {
      return (size - 1) / stride + 1;
    }
    long room = (long) size + before + after - extent();
    if (room < 0) {
      throw new IllegalArgumentException(
          Text.of(
              "the window is larger than the padded image, found %d, expected at most %d",
              extent(), (long) size + before + after));
    }
    long outputs = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
    boolean lastBeginsOutside = ceil && (outputs - 1) * stride >= (long) size + before;
    return Math.toIntExact(lastBeginsOutside ? outputs - 1 : outputs);
  }

  /** The padding before the first sample of an image of {@code size} samples. */
  public int paddingBefore(int size) {
    if (pad == Pad.EXPLICIT) {
      return before;
    }
    long total = Math.max(0, (outputs(size) - 1L) * stride + extent() - size);
    return (int) (pad == Pad.SAME_UPPER ? total / 2 : total - total / 2);
  }

  /** The padding after the last sample. */
  public int paddingAfter(int size) {
    if (pad == Pad.EXPLICIT) {
      return after;
    }
    long total = Math.max(0, (outputs(size) - 1L) * stride + extent() - size);
    return (int) (total - paddingBefore(size));
  }

  /** The first sample that output {@code o} reads; negative in the padding. */
  public long first(int o, int size) {
    return (long) o * stride - paddingBefore(size);
  }

  /** How many of the samples that output {@code o} reads are in the image. */
  public int samples(int o, int size) {
    return samples(o, size, 0, size);
  }

  /** The same with those in the padding. */
  public int paddedSamples(int o, int size) {
    return samples(o, size, -paddingBefore(size), (long) size + paddingAfter(size));
  }

  /** How many are from {@code begin} on and before {@code end}. */
  private int samples(int o, int size, long begin, long end) {
    long first = first(o, size);
    return (int) (before(end - first) - before(begin - first));
  }

  /** How many samples of a window are less than {@code distance} behind its first. */
  private long before(long distance) {
    return Math.min(kernel, Math.max(0, -Math.floorDiv(-distance, dilation)));
  }

  /** The samples of the image that the outputs of a range read. */
  public RowRange inputs(RowRange outputs, int size) {
    long begin = first(outputs.begin(), size);
    long end = first(outputs.end() - 1, size) + extent();
    int from = (int) Math.min(size, Math.max(0, begin));
    return new RowRange(from, (int) Math.max(from, Math.min(size, end)));
  }
}
