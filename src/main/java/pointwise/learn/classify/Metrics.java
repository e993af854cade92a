package pointwise.learn.classify;

import java.util.Arrays;

/**
 * How good predictions are, from a confusion matrix C whose rows are the truth and whose columns
 * are the prediction. What is divided by 0 is NaN: the recall of a class without examples, the
 * precision of one that was never predicted.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Precision_and_recall">Precision and recall</a>
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Metrics(long[][] matrix) {
  /** Examples of all classes. */
  public long total() {
    return Arrays.stream(matrix).flatMapToLong(Arrays::stream).sum();
  }

  /** Examples that were taken for what they are. */
  public long right() {
    long right = 0;
    for (int k = 0; k < matrix.length; k++) {
      right += matrix[k][k];
    }
    return right;
  }

  /** Σ_k C(k, k) / Σ_jk C(j, k). */
  public double accuracy() {
    return (double) right() / total();
  }

  /** Examples of class {@code k}: Σ_j C(k, j). */
  public long support(int k) {
    return Arrays.stream(matrix[k]).sum();
  }

  /** How often class {@code k} was predicted: Σ_j C(j, k). */
  public long predicted(int k) {
    return Arrays.stream(matrix).mapToLong(row -> row[k]).sum();
  }

  /** C(k, k) / Σ_j C(j, k). */
  public double precision(int k) {
    return (double) matrix[k][k] / predicted(k);
  }

  /** C(k, k) / Σ_j C(k, j). */
  public double recall(int k) {
    return (double) matrix[k][k] / support(k);
  }
}
