package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.moments.SumGroup;
import pointwise.learn.samples.SampleChoice;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

class TrainingPartitionsTest {
  private static final int PIXELS = 1 << 22;

  private static List<InputSplit> parts(int files, long bytes) {
    return IntStream.range(0, files)
        .mapToObj(i -> new InputSplit("", Text.of("0/%05d.npy", i), bytes, 0, null))
        .toList();
  }

  private static int units(int files, long bytes, long stepPixels, int parameters) {
    return SumGroup.forTraining(parts(files, bytes), stepPixels, parameters).size();
  }

  @Test
  void unitsSuitTheWorkOfAStepAndTheSizeOfTheGradient() {
    assertThat(units(50, 1 << 10, 100, 10)).isEqualTo(1);
    assertThat(units(50, 1 << 10, 4096, 10)).isEqualTo(16);
    assertThat(units(64, 1 << 10, PIXELS, 10)).isEqualTo(64);
    assertThat(units(10_000, 1 << 10, PIXELS, 10)).isEqualTo(8192);
    // Gradients of 1 GiB: 1,008,000 doubles fit it 133 times, of which 128 are a power of two.
    assertThat(units(10_000, 1 << 10, PIXELS, 1_008_000)).isEqualTo(128);
    // 5,000 of 64 MiB and what opening costs are 2,502 of 128 MiB, which tasks are to hold at most.
    assertThat(units(5_000, 64L << 20, 100, 1_008_000)).isEqualTo(2048);
    // However short the steps, units are read again by themselves: 512 of 1 MiB by 32 MiB.
    assertThat(units(512, 1L << 20, 100, 10)).isEqualTo(16);
  }

  private static int partitions(int files, long bytes, int wanted, int slots, int units) {
    TaskInputs reading =
        new TaskInputs(
            Spark.session(), TaskInputs.MAX_PIXELS, new JobMetrics(Spark.session().sparkContext()));
    SampleChoice choice =
        new SampleChoice(LabelUnit.PIXEL, 3, 2, SampleRange.RAW, 0, 1, 1, FailurePolicy.FAILFAST);
    try (TrainingSet set =
        new TrainingSet(
            Spark.session(), parts(files, bytes), wanted, reading, choice, null, Blas.Kind.JAVA)) {
      return set.partitions(slots, units);
    }
  }

  @Test
  void partitionsSuitTheTasksThenTheSize() {
    assertThat(partitions(50, 1 << 10, 0, 2, 16)).isEqualTo(2);
    assertThat(partitions(50, 1 << 10, 0, 2, 1)).isEqualTo(1);
    assertThat(partitions(5_000, 64L << 20, 0, 2, 8192)).isEqualTo(2502);
    assertThat(partitions(5_000, 64L << 20, 7, 2, 8192)).isEqualTo(7);
    assertThat(partitions(5_000, 64L << 20, 7, 2, 4)).isEqualTo(4);
  }
}
