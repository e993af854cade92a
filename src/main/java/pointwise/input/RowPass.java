package pointwise.input;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;

/**
 * All that a task does between files and a table: images to the rows of their results. What a row
 * refers to is the receiver's only until it asks for the next one.
 */
@FunctionalInterface
public interface RowPass<T>
    extends MapPartitionsFunction<InputSplit, T>, FlatMapFunction<Iterator<InputSplit>, T> {
  @Override
  Iterator<T> call(Iterator<InputSplit> splits);
}
