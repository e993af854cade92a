package pointwise.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineRunsTest {
  private static final int LINES = 60;

  @Test
  void runsAreTheSetOfTheirLines() {
    Random random = new Random(5);
    for (int i = 0; i < 300; i++) {
      LineRuns runs = new LineRuns();
      BitSet set = new BitSet();
      for (int j = 0; j < 8; j++) {
        int begin = random.nextInt(LINES);
        int end = begin + 1 + random.nextInt(Math.min(9, LINES - begin));
        runs.add(begin, end);
        set.set(begin, end);
        for (int line = 0; line < LINES; line++) {
          assertThat(runs.has(line)).isEqualTo(set.get(line));
          int next = set.get(line) ? set.nextClearBit(line) : set.nextSetBit(line);
          assertThat(runs.end(line, LINES)).isEqualTo(next < 0 ? LINES : next);
          assertThat(runs.end(line, line + 1)).isEqualTo(line + 1);
        }
      }
    }
  }
}
