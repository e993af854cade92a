package pointwise.input;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import pointwise.raster.DecodeLimits;

/**
 * How tasks share a JVM from the configuration of a Spark context.
 *
 * @param perProcess tasks that run in one JVM at a time; 0 for as many as it sees processors
 * @param memorySetting the option that gives the JVM more memory
 */
public record TaskSlots(int perProcess, String memorySetting) implements Serializable {
  private static final String LOCAL_SETTING = "--driver-memory";

  /** Spark's defaults. */
  private static final double OVERHEAD_FACTOR = 0.1;

  private static final long LEAST_OVERHEAD_MB = 384;

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|\\d+)(?:,\\s*\\d+)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,.*]");

  /** The slots of the executors that {@code conf} describes. */
  public static TaskSlots of(SparkConf conf) {
    String master = conf.get("spark.master");
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String threads = local.group(1);
      int slots = threads == null ? 1 : threads.equals("*") ? 0 : Integer.parseInt(threads);
      return new TaskSlots(slots, LOCAL_SETTING);
    }
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    // Unset, a standalone executor takes all cores of its worker, one of YARN or Kubernetes one.
    int cores =
        cluster.matches()
            ? Integer.parseInt(cluster.group(1))
            : conf.getInt("spark.executor.cores", master.startsWith("spark://") ? 0 : 1);
    int perTask = Math.max(1, conf.getInt("spark.task.cpus", 1));
    return new TaskSlots(cores == 0 ? 0 : Math.max(1, cores / perTask), "--executor-memory");
  }

  /** Whether tasks run in this JVM. */
  public boolean isLocal() {
    return memorySetting.equals(LOCAL_SETTING);
  }

  /** Tasks that run in one JVM at a time; of one that takes all processors, as many as here. */
  public int inProcess() {
    return perProcess > 0 ? perProcess : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Bytes that an executor on YARN may take before it is killed. Elsewhere the machine or the
   * container tells.
   *
   * @return {@code Long.MAX_VALUE} where Spark asks for none
   */
  static long containerBytes(SparkConf conf) {
    if (!conf.get("spark.master", "").equals("yarn")) {
      return Long.MAX_VALUE;
    }
    long heap = conf.getSizeAsMb("spark.executor.memory", "1g");
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", OVERHEAD_FACTOR);
    long overhead = Math.max(LEAST_OVERHEAD_MB, (long) (factor * heap));
    return (heap + conf.getSizeAsMb("spark.executor.memoryOverhead", overhead + "m")) << 20;
  }

  /** Half of this JVM's heap per task: the largest image that is decoded whole. */
  public DecodeLimits limits(long maxPixels) {
    return new DecodeLimits(
        maxPixels, Runtime.getRuntime().maxMemory() / 2 / inProcess(), memorySetting);
  }
}
