package pointwise.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** A file of a table while it is written. */
interface PartFile<T> extends Closeable {
  /** Writes a row. What it refers to may be used for another afterwards. */
  void add(T row) throws IOException;

  /** Makes what was added whole; nothing can be added any more. */
  void finish() throws IOException;

  /** What the rows add up to; null where that is not counted. */
  MapTally tally();

  /** Gives up what was not finished. */
  @Override
  void close() throws IOException;

  /** How such files are begun, each one that is not there yet. */
  @FunctionalInterface
  interface Format<T> extends Serializable {
    PartFile<T> create(Configuration configuration, Path path, CompressionCodecName codec)
        throws IOException;
  }
}
