package pointwise.bench;

/** A way to principal components, ready to run. */
@FunctionalInterface
interface PcaFit {
  /**
   * One run.
   *
   * @param files how many files of the cube are read, by the way that reads files
   * @return the share of the variance that the components explain; NaN for a bare product
   */
  double run(int files) throws Exception;
}
