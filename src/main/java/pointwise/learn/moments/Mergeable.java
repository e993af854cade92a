package pointwise.learn.moments;

import java.io.Serializable;

/** A state that sums up and travels. */
public interface Mergeable<S extends Mergeable<S>> extends Serializable {
  /** Adds {@code other}, which comes after this one and is not changed. */
  void merge(S other);
}
