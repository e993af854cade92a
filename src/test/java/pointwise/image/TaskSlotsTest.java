package pointwise.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSlotsTest {
  /** By Spark's documentation of the masters and of spark.executor.cores; 0 is all processors. */
  @ParameterizedTest
  @CsvSource({
    "local, , , 1, 1, --driver-memory",
    "local[*], , , 0, 1, --driver-memory",
    "local[3], 8, , 3, 1, --driver-memory",
    "'local[3,5]', , , 3, 5, --driver-memory",
    "'local-cluster[2,4,1024]', , , 4, 4, --executor-memory",
    "'local-cluster[2,4,1024]', , 2, 2, 4, --executor-memory",
    "spark://host:7077, , , 0, 4, --executor-memory",
    "spark://host:7077, 6, 2, 3, 4, --executor-memory",
    "yarn, , , 1, 4, --executor-memory",
    "yarn, 5, , 5, 4, --executor-memory",
    "yarn, 5, 8, 1, 4, --executor-memory",
    "k8s://https://host:6443, , , 1, 4, --executor-memory",
  })
  void slotsAreThoseOfTheExecutor(
      String master, String cores, String perTask, int slots, int attempts, String setting) {
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    if (cores != null) {
      conf.set("spark.executor.cores", cores);
    }
    if (perTask != null) {
      conf.set("spark.task.cpus", perTask);
    }
    assertThat(TaskSlots.of(conf)).isEqualTo(new TaskSlots(slots, attempts, setting));
  }
}
