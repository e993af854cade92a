package pointwise.report;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/** A value that tasks have too. */
public interface Shared<T> extends Serializable {
  /** The value. */
  T value();

  /** One that is sent once to each JVM. */
  record Sent<T>(Broadcast<T> broadcast) implements Shared<T> {
    @Override
    public T value() {
      return broadcast.value();
    }
  }

  /** One that goes with each task. */
  record Held<T>(T value) implements Shared<T> {}
}
