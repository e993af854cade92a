package pointwise.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import pointwise.Spark;
import pointwise.image.ImagePart;
import pointwise.network.Pool;
import pointwise.text.Text;

class TrainingPartitionsTest {
  private static int partitions(int files, long bytes, int wanted, Integer... hidden) {
    List<ImagePart> parts =
        IntStream.range(0, files)
            .mapToObj(i -> new ImagePart(Text.of("file:/%d.npy", i), "", bytes, 0, null))
            .toList();
    ModelShape shape =
        new ModelShape(ClassifierInfo.Unit.PIXEL, 999, List.of(hidden), Pool.Kind.MAX, 9);
    return TrainingSet.partitions(Spark.session(), parts, shape, wanted);
  }

  /** The session runs two tasks at once. */
  @Test
  void partitionsSuitTheTasksThenTheSizeUnlessGradientsAreLarge() {
    assertThat(partitions(50, 1 << 10, 0)).isEqualTo(2);
    assertThat(partitions(1, 1 << 10, 0)).isEqualTo(1);
    // 100 GiB by 128 MiB are 800, but there are 100 files only.
    assertThat(partitions(100, 1L << 30, 0)).isEqualTo(100);
    // 5,000 of 64 MiB and what opening costs are 2,502.
    assertThat(partitions(5_000, 64L << 20, 0)).isEqualTo(2502);
    // 999 x 999 + 999 x 9 weights and 1,008 biases are 1,008,000 doubles, of which 33 fit 256 MiB.
    assertThat(partitions(10_000, 100L << 20, 0, 999)).isEqualTo(33);
    assertThat(partitions(100, 1L << 30, 7, 999)).isEqualTo(7);
    assertThat(partitions(5, 1L << 30, 7, 999)).isEqualTo(5);
  }
}
