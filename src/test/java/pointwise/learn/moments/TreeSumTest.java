package pointwise.learn.moments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;

class TreeSumTest {
  private static final int LENGTH = 3;
  private static final long SMALL = Double.BYTES * LENGTH;

  /** So large that the driver is to get one sum alone. */
  private static final long LARGE = 1L << 30;

  /** Numbers of sizes so different that every order of addition has other bits. */
  private static double[] unit(int number) {
    Random random = new Random(number);
    return random.doubles(LENGTH).map(x -> (x - 0.5) * Math.pow(10, random.nextInt(12))).toArray();
  }

  private static final class Numbers implements Mergeable<Numbers> {
    private static final long serialVersionUID = 1L;
    private final double[] sums;

    Numbers(double[] sums) {
      this.sums = sums;
    }

    @Override
    public void merge(Numbers other) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] += other.sums[i];
      }
    }
  }

  private record Sum(int units)
      implements FlatMapFunction<Iterator<Integer>, GroupSums.Subtree<Numbers>> {
    @Override
    public Iterator<GroupSums.Subtree<Numbers>> call(Iterator<Integer> numbers) {
      GroupSums<Numbers> sums = new GroupSums<>(units);
      numbers.forEachRemaining(number -> sums.add(number, new Numbers(unit(number))));
      return sums.subtrees().iterator();
    }
  }

  private static double[] sum(int units, int partitions, long bytes) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    List<Integer> numbers = IntStream.range(0, units).boxed().toList();
    JavaRDD<Integer> tasks = context.parallelize(numbers, partitions);
    return TreeSum.of(tasks.mapPartitions(new Sum(units)), units, bytes).sums;
  }

  /** The definition: a node has the units from {@code first} on that there are, {@code width}. */
  private static double[] expected(int first, int width, int units) {
    if (width == 1) {
      return unit(first);
    }
    double[] left = expected(first, width / 2, units);
    if (first + width / 2 < units) {
      double[] right = expected(first + width / 2, width / 2, units);
      Arrays.setAll(left, i -> left[i] + right[i]);
    }
    return left;
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,2", "5,3", "16,1", "16,3", "16,7", "63,7", "64,64", "100,1", "100,33"})
  void sumIsThatOfOneTreeHoweverItIsCutAndWhereverItIsAdded(int units, int partitions) {
    int width = Integer.highestOneBit(units) * 2;
    double[] expected = expected(0, width, units);
    assertThat(sum(units, partitions, SMALL)).isEqualTo(expected);
    assertThat(sum(units, partitions, LARGE)).isEqualTo(expected);
    double[] inOrder = new double[LENGTH];
    for (int unit = 0; unit < units; unit++) {
      double[] next = unit(unit);
      Arrays.setAll(inOrder, i -> inOrder[i] + next[i]);
    }
    assertThat(units < 3 || !Arrays.equals(inOrder, expected)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 63, 100})
  void runsOfUnitsAreAsManySubtreesAsAreForetold(int units) {
    for (int first = 0; first < units; first++) {
      for (int end = first; end <= units; end++) {
        GroupSums<Numbers> sums = new GroupSums<>(units);
        IntStream.range(first, end).forEach(i -> sums.add(i, new Numbers(new double[0])));
        assertThat(GroupSums.subtrees(first, end, units)).isEqualTo(sums.subtrees().size());
      }
    }
  }

  private static int results(int units, int partitions, long bytes) throws TimeoutException {
    AtomicInteger tasks = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            tasks.addAndGet(end.taskType().equals("ResultTask") ? 1 : 0);
          }
        };
    Spark.session().sparkContext().addSparkListener(listener);
    try {
      sum(units, partitions, bytes);
      Spark.session().sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      Spark.session().sparkContext().removeSparkListener(listener);
    }
    return tasks.get();
  }

  @Test
  void theDriverGetsNoMoreThanItCanHold() throws TimeoutException {
    assertThat(results(64, 16, 1L << 20)).isEqualTo(16);
    assertThat(results(64, 16, 4L << 20)).isLessThanOrEqualTo(8);
    assertThat(results(64, 16, 16L << 20)).isLessThanOrEqualTo(2);
    assertThat(results(63, 10, LARGE)).isEqualTo(1);
  }

  /** A step of training leaves no files of shuffles behind. */
  @Test
  void nothingStaysOnDisk() throws InterruptedException {
    long before = shuffles(); // of other tests in this JVM
    sum(64, 16, LARGE);
    for (int i = 0; i < 600 && shuffles() > before; i++) {
      Thread.sleep(100);
    }
    assertThat(shuffles()).isLessThanOrEqualTo(before);
  }

  private static long shuffles() {
    return SparkEnv.get()
        .blockManager()
        .diskBlockManager()
        .getAllBlocks()
        .count(id -> id.isShuffle());
  }
}
