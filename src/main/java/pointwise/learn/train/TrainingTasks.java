package pointwise.learn.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import pointwise.blas.Blas;
import pointwise.input.TaskInputs;
import pointwise.learn.labels.Labels;
import pointwise.learn.moments.CovarianceKernel;
import pointwise.learn.moments.GroupSums;
import pointwise.learn.moments.SumGroup;
import pointwise.learn.samples.Batch;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.samples.SampleCounts;
import pointwise.learn.samples.SampleReader;
import pointwise.learn.samples.SampleStatistics;
import pointwise.learn.samples.Samples;
import pointwise.learn.samples.Standardisation;
import scala.Tuple2;

/** What executors do for a a training set: broadcasts and scalars. */
final class TrainingTasks {
  private TrainingTasks() {}

  /** What reads samples. */
  record ReadSamples(
      TaskInputs reading,
      SampleChoice choice,
      Broadcast<Labels> labels,
      Broadcast<SerializableConfiguration> configuration)
      implements Serializable {
    SampleReader open(SumGroup unit, SampleCounts counts) {
      SampleReader samples =
          new SampleReader(
              reading.tiles(unit.parts().iterator(), 0),
              choice,
              labels.value(),
              configuration.value().value(),
              counts);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> samples.close());
      return samples;
    }
  }

  record TakeStatistics(ReadSamples read, Broadcast<List<SumGroup>> units, Blas.Kind blas)
      implements FlatMapFunction<Iterator<Integer>, GroupSums.Subtree<SampleStatistics>> {
    @Override
    public Iterator<GroupSums.Subtree<SampleStatistics>> call(Iterator<Integer> numbers) {
      Blas loaded = blas.load();
      read.reading.metrics().addEngine(loaded.describe());
      CovarianceKernel tiles = new CovarianceKernel(loaded, read.choice.channels());
      GroupSums<SampleStatistics> sums = new GroupSums<>(units.value().size());
      while (numbers.hasNext()) {
        int number = numbers.next();
        sums.add(number, sum(units.value().get(number), tiles));
      }
      return sums.subtrees().iterator();
    }

    private SampleStatistics sum(SumGroup unit, CovarianceKernel tiles) {
      SampleStatistics statistics = new SampleStatistics(read.choice);
      SampleReader samples = read.open(unit, statistics.counts());
      while (samples.hasNext()) {
        Samples some = samples.next();
        if (!some.validation) {
          tiles.add(some.values, 0, some.pixels, statistics.moments());
        }
      }
      return statistics;
    }
  }

  /** The keys of images that are samples. */
  record Keys(ReadSamples read, Broadcast<List<SumGroup>> units)
      implements FlatMapFunction<Iterator<Integer>, Long> {
    @Override
    public Iterator<Long> call(Iterator<Integer> numbers) {
      List<Long> keys = new ArrayList<>();
      while (numbers.hasNext()) {
        read.open(units.value().get(numbers.next()), new SampleCounts(read.choice.classes()))
            .forEachRemaining(some -> keys.add(some.key));
      }
      return keys.iterator();
    }
  }

  /** Samples, each with the number of its unit. */
  record Standardise(
      ReadSamples read, Broadcast<List<SumGroup>> units, Broadcast<Standardisation> standardisation)
      implements PairFlatMapFunction<Iterator<Integer>, Integer, Samples> {
    @Override
    public Iterator<Tuple2<Integer, Samples>> call(Iterator<Integer> numbers) {
      return new Iterator<>() {
        private Integer unit;
        private Iterator<Samples> samples = Collections.emptyIterator();

        @Override
        public boolean hasNext() {
          while (!samples.hasNext() && numbers.hasNext()) {
            unit = numbers.next();
            samples = read.open(units.value().get(unit), new SampleCounts(read.choice.classes()));
          }
          return samples.hasNext();
        }

        @Override
        public Tuple2<Integer, Samples> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          Samples some = samples.next();
          standardisation.value().apply(some.values, some.pixels);
          return new Tuple2<>(unit, some);
        }
      };
    }
  }

  record AddUp(
      ModelShape shape,
      int units,
      Variants variants,
      Broadcast<double[]> parameters,
      Batch batch,
      boolean validation,
      Gradient.Kind kind,
      Blas.Kind blas)
      implements FlatMapFunction2<
          Iterator<Integer>, Iterator<Tuple2<Integer, Samples>>, GroupSums.Subtree<Gradient>> {
    @Override
    public Iterator<GroupSums.Subtree<Gradient>> call(
        Iterator<Integer> numbers, Iterator<Tuple2<Integer, Samples>> samples) {
      Learner learner = Learner.of(shape, parameters.value(), blas.load());
      GroupSums<Gradient> sums = new GroupSums<>(units);
      Tuple2<Integer, Samples> next = samples.hasNext() ? samples.next() : null;
      while (numbers.hasNext()) {
        Integer number = numbers.next();
        Gradient sum = kind.zero(shape);
        for (;
            next != null && next._1.equals(number);
            next = samples.hasNext() ? samples.next() : null) {
          if (next._2.validation == validation && variants.takes(number, next._2.key, batch)) {
            learner.add(next._2, batch, sum);
          }
        }
        sums.add(number, sum.pack());
      }
      return sums.subtrees().iterator();
    }
  }
}
