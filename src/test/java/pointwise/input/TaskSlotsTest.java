package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSlotsTest {
  /** By Spark's documentation of the masters and of spark.executor.cores; 0 is all processors. */
  @ParameterizedTest
  @CsvSource({
    "local, , , 1, --driver-memory",
    "local[*], , , 0, --driver-memory",
    "local[3], 8, , 3, --driver-memory",
    "'local[3,5]', , , 3, --driver-memory",
    "'local-cluster[2,4,1024]', , , 4, --executor-memory",
    "'local-cluster[2,4,1024]', , 2, 2, --executor-memory",
    "spark://host:7077, , , 0, --executor-memory",
    "spark://host:7077, 6, 2, 3, --executor-memory",
    "yarn, , , 1, --executor-memory",
    "yarn, 5, , 5, --executor-memory",
    "yarn, 5, 8, 1, --executor-memory",
    "k8s://https://host:6443, , , 1, --executor-memory",
  })
  void slotsAreThoseOfTheExecutor(
      String master, String cores, String perTask, int slots, String setting) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    if (cores != null) {
      conf.set("spark.executor.cores", cores);
    }
    if (perTask != null) {
      conf.set("spark.task.cpus", perTask);
    }
    assertThat(TaskSlots.of(conf)).isEqualTo(new TaskSlots(slots, setting));
  }

  /** By Spark's documentation of spark.executor.memoryOverhead; in MB, 0 for no limit. */
  @ParameterizedTest
  @CsvSource({
    "local[2], 4g, , , 0",
    "k8s://https://host:6443, 4g, 1g, , 0",
    "yarn, , , , 1408",
    "yarn, 10g, , , 11264",
    "yarn, 10g, 512, , 10752",
    "yarn, 10g, , 0.5, 15360",
  })
  void containerBytesAreThoseOfYarn(
      String master, String heap, String overhead, String factor, long megabytes) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.executor.memory", heap);
    settings.put("spark.executor.memoryOverhead", overhead);
    settings.put("spark.executor.memoryOverheadFactor", factor);
    settings.values().removeIf(Objects::isNull);
    settings.forEach(conf::set);
    assertThat(TaskSlots.containerBytes(conf))
        .isEqualTo(megabytes == 0 ? Long.MAX_VALUE : megabytes << 20);
  }
}
