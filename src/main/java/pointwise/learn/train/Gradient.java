package pointwise.learn.train;

import pointwise.learn.classify.Confusion;
import pointwise.learn.moments.Mergeable;

/**
 * Loss and gradient summed over samples: what one step of training is made of. A mergeable state of
 * primitive arrays, summed in double. Not safe for concurrent use.
 */
public final class Gradient implements Mergeable<Gradient> {
  private static final long serialVersionUID = 1L;

  private final double[] sums;
  private final Confusion confusion;
  private double loss;
  private long correct;
  private long count;

  private Gradient(double[] sums, Confusion confusion) {
    this.sums = sums;
    this.confusion = confusion;
  }

  /** What is summed. */
  enum Kind {
    GRADIENT,
    LOSS,
    CONFUSION;

    /** Of no samples. */
    Gradient zero(ModelShape shape) {
      return switch (this) {
        case GRADIENT -> new Gradient(new double[shape.parameters()], null);
        case LOSS -> new Gradient(new double[0], null);
        case CONFUSION -> new Gradient(new double[0], new Confusion(shape.classes()));
      };
    }

    /** Bytes that travel, at most about. */
    long bytes(ModelShape shape) {
      return switch (this) {
        case GRADIENT -> (long) Double.BYTES * shape.parameters();
        case LOSS -> Double.BYTES;
        case CONFUSION -> (Integer.BYTES + (long) Long.BYTES) * shape.classes() * shape.classes();
      };
    }
  }

  /** Whether there is more to be summed than the loss. */
  boolean learns() {
    return sums.length > 0;
  }

  /** Sums of the derivatives of the loss by the parameters; empty for the loss alone. */
  double[] sums() {
    return sums;
  }

  /** Counts a sample with its loss. */
  void add(double sampleLoss, int truth, int prediction) {
    loss += sampleLoss;
    count++;
    if (truth == prediction) {
      correct++;
    }
    if (confusion != null) {
      confusion.add(truth, prediction);
    }
  }

  /** The same, with no more of the matrix than what is counted, to travel. */
  Gradient pack() {
    if (confusion != null) {
      confusion.pack();
    }
    return this;
  }

  @Override
  public void merge(Gradient other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    loss += other.loss;
    correct += other.correct;
    count += other.count;
    if (confusion != null) {
      confusion.merge(other.confusion);
    }
  }

  /** Samples that were added. */
  public long count() {
    return count;
  }

  /** Those of them whose class had the largest probability. */
  public long correct() {
    return correct;
  }

  /** The mean loss; NaN of no samples. */
  public double meanLoss() {
    return loss / count;
  }

  /** The share of correct ones; NaN of no samples. */
  public double accuracy() {
    return (double) correct / count;
  }

  /** The matrix, if it was asked for. */
  public Confusion confusion() {
    return confusion;
  }
}
