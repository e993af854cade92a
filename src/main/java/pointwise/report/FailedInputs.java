package pointwise.report;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

/**
 * Inputs that failed by one kind, each once, however often tasks and actions meet it again. Holds
 * their paths, which the driver has in its listing too.
 */
final class FailedInputs extends AccumulatorV2<ImageException, Failures> {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;

  /** Reasons by path. */
  private final Map<String, String> reasons = new HashMap<>();

  FailedInputs(ErrorKind kind) {
    this.kind = kind;
  }

  @Override
  public synchronized void add(ImageException failure) {
    reasons.putIfAbsent(failure.origin(), failure.reason());
  }

  @Override
  public synchronized void merge(AccumulatorV2<ImageException, Failures> other) {
    ((FailedInputs) other).reasons.forEach(reasons::putIfAbsent);
  }

  @Override
  public synchronized Failures value() {
    Failures failures = new Failures();
    reasons.forEach((origin, reason) -> failures.add(origin, kind, reason));
    return failures;
  }

  /** Adds reasons by path. */
  synchronized void add(Map<String, String> more) {
    more.forEach(reasons::putIfAbsent);
  }

  /** The reasons by path. */
  synchronized Map<String, String> reasons() {
    return new TreeMap<>(reasons);
  }

  /** Their paths. */
  synchronized Set<String> origins() {
    return Set.copyOf(reasons.keySet());
  }

  /** How many. */
  synchronized int count() {
    return reasons.size();
  }

  /** Heartbeats of an executor send it while its task adds. */
  private synchronized void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
  }

  @Override
  public synchronized boolean isZero() {
    return reasons.isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<ImageException, Failures> copy() {
    FailedInputs copy = new FailedInputs(kind);
    copy.reasons.putAll(reasons);
    return copy;
  }

  /** What goes to a task; the paths stay here. */
  @Override
  public AccumulatorV2<ImageException, Failures> copyAndReset() {
    return new FailedInputs(kind);
  }

  @Override
  public synchronized void reset() {
    reasons.clear();
  }
}
