package pointwise.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;
import pointwise.input.InputSplit;

/** What one task reads. */
record SourcePartition(ArrayList<InputSplit> parts) implements InputPartition {
  SourcePartition(List<InputSplit> parts) {
    this(new ArrayList<>(parts));
  }
}
