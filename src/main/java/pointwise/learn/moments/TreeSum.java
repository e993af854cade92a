package pointwise.learn.moments;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import pointwise.learn.moments.GroupSums.Subtree;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * What tasks summed, to one sum on the driver. Sums that would be too much for it together are
 * added up on executors first. Either way the additions are those of {@link GroupSums}, to the same
 * bits: where they are done depends on the size of a sum, units and partitions alone.
 */
public final class TreeSum {
  /** What the driver collects, about. */
  private static final long RESULT_BYTES = 32L << 20;

  /** Subtrees that a task adds up, about: it may hold them all. */
  private static final int FAN_IN = 4;

  private TreeSum() {}

  /**
   * One Spark job.
   *
   * @param tasks each with the {@link GroupSums#subtrees} of a run of units, which all have about
   *     equally many, as {@code parallelize} cuts them
   * @param units how many in all
   * @param bytes of a sum
   */
  public static <S extends Mergeable<S>> S of(JavaRDD<Subtree<S>> tasks, int units, long bytes) {
    JavaRDD<Subtree<S>> some = tasks;
    int count = count(tasks.getNumPartitions(), units);
    int width = 1;
    while (count > 1 && count * bytes > RESULT_BYTES) {
      int most = Math.max(1, count / FAN_IN);
      while (groups(units, width) > most) {
        width *= 2;
      }
      count = groups(units, width);
      some =
          some.keyBy(new Group<S>(width))
              .partitionBy(new HashPartitioner(count))
              .values()
              .mapPartitions(new AddUp<S>(units));
    }
    try {
      return add(collect(some), units).total();
    } finally {
      if (some != tasks) {
        // Else the files of every step stay until the driver collects garbage.
        some.rdd().cleanShuffleDependencies(false);
      }
    }
  }

  /**
   * {@code rdd.collect()} would have Spark read its own class files on the driver for every job, to
   * clean closures of Scala: most of the time of a small step.
   */
  private static <T> List<T> collect(JavaRDD<T> rdd) {
    Object[] parts =
        (Object[])
            rdd.context().runJob(rdd.rdd(), new All<T>(), ClassTag$.MODULE$.apply(List.class));
    List<T> all = new ArrayList<>();
    for (Object part : parts) {
      @SuppressWarnings("unchecked")
      List<T> some = (List<T>) part;
      all.addAll(some);
    }
    return all;
  }

  private record All<T>()
      implements Function2<TaskContext, scala.collection.Iterator<T>, List<T>>, Serializable {
    @Override
    public List<T> apply(TaskContext task, scala.collection.Iterator<T> elements) {
      List<T> all = new ArrayList<>();
      CollectionConverters.asJava(elements).forEachRemaining(all::add);
      return all;
    }
  }

  private static int count(int partitions, int units) {
    int count = 0;
    for (long i = 0; i < partitions; i++) {
      int first = (int) (i * units / partitions);
      count += GroupSums.subtrees(first, (int) ((i + 1) * units / partitions), units);
    }
    return count;
  }

  private static int groups(int units, int width) {
    return (units + width - 1) / width;
  }

  private static <S extends Mergeable<S>> GroupSums<S> add(List<Subtree<S>> subtrees, int units) {
    GroupSums<S> sums = new GroupSums<>(units);
    subtrees.stream().sorted(Comparator.comparingInt(Subtree::first)).forEach(sums::add);
    return sums;
  }

  /** The number of the run of {@code width} units, a whole subtree, that a subtree lies in. */
  private record Group<S extends Mergeable<S>>(int width) implements Function<Subtree<S>, Integer> {
    @Override
    public Integer call(Subtree<S> subtree) {
      return subtree.first() / width;
    }
  }

  private record AddUp<S extends Mergeable<S>>(int units)
      implements FlatMapFunction<Iterator<Subtree<S>>, Subtree<S>> {
    @Override
    public Iterator<Subtree<S>> call(Iterator<Subtree<S>> subtrees) {
      List<Subtree<S>> all = new ArrayList<>();
      subtrees.forEachRemaining(all::add);
      return add(all, units).subtrees().iterator();
    }
  }
}
