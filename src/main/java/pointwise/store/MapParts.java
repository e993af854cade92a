package pointwise.store;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import pointwise.text.Text;
import pointwise.tile.Tile;
import pointwise.tile.TileSink;

/**
 * The files of a table of feature maps: each task writes one under a name of its attempt, in a
 * folder that readers pass over, and tells it; the driver takes those that it was told into the
 * table. An attempt that Spark has given up may end later, and its file is never in the table.
 */
final class MapParts {
  /** What attempts write, beside the table's own files. */
  static final String ATTEMPTS = "_attempts";

  private MapParts() {}

  /** A part could not be written; the message is the reason. */
  static final class UnwrittenException extends IOException {
    private static final long serialVersionUID = 1L;

    UnwrittenException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Writes tiles that are rows, in one Spark job.
   *
   * @param folder that is not there yet
   */
  static void write(
      SparkSession spark, JavaRDD<Tile> tiles, Path folder, CompressionCodecName codec)
      throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration configuration =
        LocalDisk.configuration(spark.sessionState().newHadoopConf(), folder);
    FileSystem fs = folder.getFileSystem(configuration);
    if (fs.exists(folder) || !fs.mkdirs(folder)) {
      throw new IOException(
          Text.of(
              "Cannot write to %s: something is there, or the file system refuses, expected a new folder",
              folder));
    }
    Broadcast<SerializableConfiguration> travelling =
        context.broadcast(new SerializableConfiguration(configuration));
    try {
      Path attempts = new Path(folder, ATTEMPTS);
      List<String> parts =
          tiles
              .mapPartitionsWithIndex(
                  new WritePart(
                      travelling, attempts.toString(), codec, UUID.randomUUID().toString()),
                  true)
              .collect();
      for (String part : parts) {
        if (!fs.rename(new Path(attempts, part), new Path(folder, part))) {
          throw new IOException(
              Text.of("Cannot write to %s: the file system does not rename %s", folder, part));
        }
      }
      fs.delete(attempts, true);
    } finally {
      travelling.destroy();
    }
  }

  private record WritePart(
      Broadcast<SerializableConfiguration> configuration,
      String folder,
      CompressionCodecName codec,
      String job)
      implements Function2<Integer, Iterator<Tile>, Iterator<String>>, Serializable {
    /** Only the first partition makes a file without rows: a table has one at least. */
    @Override
    public Iterator<String> call(Integer partition, Iterator<Tile> tiles) throws IOException {
      if (partition > 0 && !tiles.hasNext()) {
        return Collections.emptyIterator();
      }
      TaskContext task = TaskContext.get();
      String name =
          Text.of(
              "part-%05d-%s-%d%s.parquet",
              partition, job, task.taskAttemptId(), codec.getExtension());
      Path part = new Path(folder, name);
      boolean whole = false;
      try (TileSink sink = open(part)) {
        while (tiles.hasNext()) {
          add(tiles.next(), sink);
        }
        finish(sink);
        task.killTaskIfInterrupted();
        whole = true;
      } finally {
        if (!whole) {
          part.getFileSystem(configuration.value().value()).delete(part, false);
        }
      }
      return List.of(name).iterator();
    }

    private TileSink open(Path part) throws IOException {
      try {
        return new MapFile(configuration.value().value(), part, codec);
      } catch (IOException | FSError e) {
        throw new UnwrittenException(e);
      }
    }

    private static void add(Tile tile, TileSink sink) throws IOException {
      try {
        sink.add(tile);
      } catch (IOException | FSError e) {
        throw new UnwrittenException(e);
      }
    }

    private static void finish(TileSink sink) throws IOException {
      try {
        sink.finish();
      } catch (IOException | FSError e) {
        throw new UnwrittenException(e);
      }
    }
  }
}
