package pointwise.network.layer;

/** Work on samples one by one. */
final class SampleLoops {
  private SampleLoops() {}

  /** What is done to the first {@code length} samples of a line, in place. */
  @FunctionalInterface
  interface OnLine {
    void apply(float[] line, int length);
  }

  /**
   * A step that copies each line to scratch, works on it there and copies it to the output: the JIT
   * vectorises loops only where all arrays have the same index.
   */
  static Step lines(Shape shape, OnLine work) {
    float[] scratch = new float[shape.line()];
    return (inputs, output) -> {
      RowsView input = inputs.get(0);
      for (int y = output.lines().begin(); y < output.lines().end(); y++) {
        System.arraycopy(input.data(), input.at(y), scratch, 0, scratch.length);
        work.apply(scratch, scratch.length);
        System.arraycopy(scratch, 0, output.data(), output.at(y), scratch.length);
      }
    };
  }

  /** The numbers, one after the other, so many times. */
  static float[] repeated(float[] numbers, int times) {
    float[] all = new float[Math.multiplyExact(numbers.length, times)];
    for (int i = 0; i < times; i++) {
      System.arraycopy(numbers, 0, all, i * numbers.length, numbers.length);
    }
    return all;
  }
}
