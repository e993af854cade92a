package pointwise.learn.train;

/** Softmax and cross-entropy of one sample: loss = log Σ exp(z) - z(class). */
final class Softmax {
  private Softmax() {}

  /**
   * Counts the loss, and turns the numbers into its derivatives p - y, p being the probabilities
   * and y 1 for the class.
   *
   * @param z K numbers
   * @param exponentials K of scratch
   */
  static void lossAndDerivatives(double[] z, int truth, double[] exponentials, Gradient into) {
    double most = z[0];
    for (int k = 1; k < z.length; k++) {
      most = Math.max(most, z[k]);
    }
    // Of equal numbers the first. NaN equals nothing.
    int largest = 0;
    while (largest < z.length - 1 && z[largest] != most) {
      largest++;
    }
    double sum = 0;
    for (int k = 0; k < z.length; k++) {
      exponentials[k] = Math.exp(z[k] - most);
      sum += exponentials[k];
    }
    into.add(Math.log(sum) + most - z[truth], truth, largest);
    for (int k = 0; k < z.length; k++) {
      z[k] = exponentials[k] / sum;
    }
    z[truth] -= 1;
  }
}
