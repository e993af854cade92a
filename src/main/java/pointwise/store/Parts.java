package pointwise.store;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
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
import org.apache.spark.util.SerializableConfiguration;
import pointwise.file.ExclusiveFile;
import pointwise.file.PartName;
import pointwise.report.Failures;
import pointwise.report.JobMetrics;
import pointwise.report.TaskCounts;
import pointwise.tile.ImageRow;

/**
 * The files of a table: a task writes one under a name of its attempt's own, and commits its bundle
 * by a record that names it. Where another attempt was earlier, the file is deleted again.
 */
final class Parts {
  private Parts() {}

  /** A part could not be written; the message is the reason. */
  static final class UnwrittenException extends IOException {
    private static final long serialVersionUID = 1L;

    UnwrittenException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * What a task knows of its bundle.
   *
   * @param needsFile whether it makes a file without rows too: a table has one at least
   * @param counts what an earlier task counted of rows that are taken over; null for none
   */
  record Task(int bundle, String hash, boolean needsFile, TaskCounts counts)
      implements Serializable {}

  /**
   * Writes rows in one Spark job.
   *
   * @param rows with a partition for each task, in their order
   */
  static <T extends ImageRow> void write(
      JavaRDD<T> rows,
      List<Task> tasks,
      PartFile.Format<T> format,
      OutputDirectory out,
      CompressionCodecName codec,
      JobMetrics metrics) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(rows.context());
    Broadcast<SerializableConfiguration> configuration =
        context.broadcast(new SerializableConfiguration(out.configuration()));
    try {
      rows.mapPartitionsWithIndex(
              new Write<>(configuration, out.staging(), List.copyOf(tasks), format, codec, metrics),
              true)
          .count();
    } finally {
      configuration.destroy();
    }
  }

  private record Write<T extends ImageRow>(
      Broadcast<SerializableConfiguration> configuration,
      String folder,
      List<Task> tasks,
      PartFile.Format<T> format,
      CompressionCodecName codec,
      JobMetrics metrics)
      implements Function2<Integer, Iterator<T>, Iterator<Integer>>, Serializable {
    @Override
    public Iterator<Integer> call(Integer partition, Iterator<T> rows) throws IOException {
      long start = System.nanoTime();
      Task task = tasks.get(partition);
      if (!task.needsFile && !rows.hasNext()) {
        metrics.addTask(System.nanoTime() - start);
        commit(record(task, null, 0, null, new Failures()));
        return Collections.emptyIterator();
      }
      String name = PartName.of(task.bundle, codec.getExtension());
      Path part = new Path(folder, name);
      Configuration settings = configuration.value().value();
      FileSystem fs = part.getFileSystem(settings);
      boolean isKept = false;
      try (PartFile<T> file = written(() -> format.create(settings, part, codec))) {
        Failures failures = new Failures();
        while (rows.hasNext()) {
          T row = rows.next();
          if (row.getError() != null) {
            failures.add(row.failure());
          }
          written(
              () -> {
                file.add(row);
                return null;
              });
        }
        long bytes =
            written(
                () -> {
                  file.finish();
                  return fs.getFileStatus(part).getLen();
                });
        TaskContext.get().killTaskIfInterrupted();
        metrics.addTask(System.nanoTime() - start);
        isKept = true; // by a commit that fails too: its record may be there
        isKept = commit(record(task, name, bytes, file.tally(), failures));
      } finally {
        if (!isKept) {
          fs.delete(part, false);
        }
      }
      return Collections.emptyIterator();
    }

    private BundleRecord record(
        Task task, String part, long bytes, MapTally tally, Failures failures) {
      return new BundleRecord(
          task.bundle,
          task.hash,
          part,
          bytes,
          tally,
          failures.all(),
          task.counts == null ? metrics.counts() : task.counts);
    }

    /** Whether this attempt is the one. */
    private boolean commit(BundleRecord record) throws IOException {
      return written(
          () ->
              ExclusiveFile.create(
                  configuration.value().value(),
                  PlanFiles.record(new Path(folder), record.bundle()),
                  PlanFiles.json(record)));
    }

    private interface Writing<R> {
      R run() throws IOException;
    }

    private static <R> R written(Writing<R> writing) throws IOException {
      try {
        return writing.run();
      } catch (IOException | FSError e) {
        throw new UnwrittenException(e);
      }
    }
  }
}
