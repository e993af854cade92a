package pointwise.kernel;

/** What kernels expect of samples. */
public enum SampleRange {
  /** The values of the file: 0..255, 0..65535, or whatever floats it holds. */
  RAW,
  /** Integers scaled so that their largest value is 1; floats as they are. */
  UNIT
}
