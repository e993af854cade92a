package pointwise.spark;

import java.util.Arrays;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

/** What Spark's page of a query shows of the reading of images. Spark makes them by their class. */
public final class SourceMetrics {
  private static final String IMAGES = "images";
  private static final String FAILED = "failedImages";
  private static final String PIXELS = "pixels";
  private static final String READ = "readTime";
  private static final String MULTIPLY = "multiplyTime";

  private SourceMetrics() {}

  static CustomMetric[] all() {
    return new CustomMetric[] {
      new Images(), new Failed(), new Pixels(), new Read(), new MultiplyTime()
    };
  }

  /** In a task: what it counted so far. */
  static CustomTaskMetric[] of(JobMetrics metrics) {
    return new CustomTaskMetric[] {
      new Counted(IMAGES, metrics.images()),
      new Counted(FAILED, metrics.failed()),
      new Counted(PIXELS, metrics.pixels()),
      new Counted(READ, metrics.readNanos()),
      new Counted(MULTIPLY, metrics.multiplyNanos())
    };
  }

  private record Counted(String name, long value) implements CustomTaskMetric {}

  /** Images that were read, or failed. */
  public static final class Images extends CustomSumMetric {
    @Override
    public String name() {
      return IMAGES;
    }

    @Override
    public String description() {
      return "images";
    }
  }

  /** Images that failed. */
  public static final class Failed extends CustomSumMetric {
    @Override
    public String name() {
      return FAILED;
    }

    @Override
    public String description() {
      return "images that failed";
    }
  }

  /** Pixels that were read. */
  public static final class Pixels extends CustomSumMetric {
    @Override
    public String name() {
      return PIXELS;
    }

    @Override
    public String description() {
      return "pixels";
    }
  }

  /** Time of tasks, added. */
  private abstract static class Time implements CustomMetric {
    @Override
    public String aggregateTaskMetrics(long[] nanos) {
      return Text.of("%.3f s", Arrays.stream(nanos).sum() / 1e9);
    }
  }

  /** Time of reading and decoding. */
  public static final class Read extends Time {
    @Override
    public String name() {
      return READ;
    }

    @Override
    public String description() {
      return "read and decode";
    }
  }

  /** Time of multiplying. */
  public static final class MultiplyTime extends Time {
    @Override
    public String name() {
      return MULTIPLY;
    }

    @Override
    public String description() {
      return "multiply";
    }
  }
}
