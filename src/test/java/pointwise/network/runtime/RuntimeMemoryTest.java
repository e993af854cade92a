package pointwise.network.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.network.layer.Shape;
import pointwise.network.runtime.RuntimeMemory.Usage;
import pointwise.text.NoMemoryException;

/** Usage in MB. */
class RuntimeMemoryTest {
  private static final Shape IMAGE = new Shape(100, 100, 3);

  private static Usage usage(long resident, long peak, long used, long committed, long free) {
    return usage(resident, peak, used, committed, 0, free);
  }

  private static Usage usage(
      long resident, long peak, long used, long committed, long direct, long free) {
    return new Usage(
        resident << 20, peak << 20, used << 20, committed << 20, direct << 20, free << 20);
  }

  private static RuntimeMemory memory(int tasks, Usage... turns) {
    Queue<Usage> usages = new ArrayDeque<>(List.of(turns));
    return new RuntimeMemory("net.onnx", tasks, usages::remove, "do something");
  }

  /**
   * From 500 MB to a peak of 1364, of which the heap may have 300 - 100, and the JVM 64: a run
   * takes 600, three of them 1800.
   */
  @ParameterizedTest
  @CsvSource({"1800, true", "1799, false"})
  void asManyRunsMustFitAsTasks(long free, boolean fits) {
    RuntimeMemory memory =
        memory(3, usage(500, 700, 100, 150, free), usage(520, 1364, 200, 300, free - 10));
    if (fits) {
      assertThat(memory.run(IMAGE, 0, () -> "done")).isEqualTo("done");
    } else {
      assertThatThrownBy(() -> memory.run(IMAGE, 0, () -> "done"))
          .isInstanceOf(NoMemoryException.class)
          .hasMessage(
              "Cannot run network net.onnx on images of 100 x 100 x 3: a run takes 600 MB outside the heap, 3 at once, found 1,799 MB that are free, expected 1,800 MB: do something");
    }
  }

  /** Other tasks get their images ready meanwhile. */
  @Test
  void buffersOfOtherTasksAreNotTheRuns() {
    RuntimeMemory memory =
        memory(3, usage(500, 700, 100, 150, 10, 1500), usage(520, 1364, 200, 300, 110, 1490));
    assertThat(memory.run(IMAGE, 0, () -> "done")).isEqualTo("done");
  }

  /** A run of the larger image takes 600 MB, of which 1000 have room for one. */
  @Test
  void aLargerImageOfWhichNotAsManyFitRunsAlone() {
    Usage small = usage(500, 500, 100, 100, 1000);
    Usage before = usage(500, 700, 100, 150, 1000);
    Usage after = usage(520, 1364, 200, 300, 1000);
    Usage never = usage(500, 1364, 100, 150, 1000); // where the peak stays that of before
    Queue<Usage> usages =
        new ArrayDeque<>(List.of(small, small, before, after, never, after, before, after));
    RuntimeMemory memory = new RuntimeMemory("net.onnx", 3, usages::remove, "");
    Shape larger = new Shape(300, 100, 3);
    for (Shape image : new Shape[] {IMAGE, larger, IMAGE, larger, larger}) {
      assertThat(memory.run(image, 0, () -> "done")).isEqualTo("done");
    }
    assertThat(usages).isEmpty();
  }

  /** The peak is that of something before. */
  @Test
  void aRunBelowTheOldPeakTakesNothing() {
    RuntimeMemory memory = memory(8, usage(500, 900, 100, 100, 10), usage(800, 900, 100, 100, 10));
    assertThat(memory.run(IMAGE, 0, () -> "done")).isEqualTo("done");
  }

  @Test
  void whatARunCannotDoWithoutIsRefusedBeforeIt() {
    RuntimeMemory memory = memory(2, usage(500, 500, 100, 100, 99));
    assertThatThrownBy(
            () ->
                memory.run(
                    IMAGE,
                    100 << 20,
                    () -> {
                      throw new AssertionError("it ran");
                    }))
        .hasMessageContaining("a run takes 100 MB outside the heap, 1 at once");
  }

  /** Three are measured, two turns each: the first, and those of 1.5 times the lines and more. */
  @Test
  void onlyMuchLargerImagesAreMeasured() {
    Usage same = usage(500, 500, 100, 100, 1000);
    Queue<Usage> usages = new ArrayDeque<>(List.of(same, same, same, same, same, same));
    RuntimeMemory memory = new RuntimeMemory("net.onnx", 2, usages::remove, "");
    for (int lines : new int[] {100, 100, 149, 150, 224, 10, 225, 300}) {
      memory.run(new Shape(lines, 10, 3), 0, () -> "done");
    }
    assertThat(usages).isEmpty();
  }

  /** What Linux says of a process that has touched 300 MB outside the heap. */
  @Test
  void usageIsThatOfTheProcess() {
    Usage before = Usage.now(Long.MAX_VALUE);
    assertThat(before.resident()).isBetween(30L << 20, before.peak());
    assertThat(before.used()).isBetween(1L, before.committed());
    assertThat(before.free()).isPositive();
    assertThat(Usage.now(before.resident() + 1000).free()).isLessThan(300L << 20);
    ByteBuffer touched = ByteBuffer.allocateDirect(300 << 20); // zeroed
    assertThat(Usage.now(Long.MAX_VALUE).resident() - before.resident()).isGreaterThan(250L << 20);
    assertThat(touched.get(0)).isZero();
  }
}
