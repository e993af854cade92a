package pointwise.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import pointwise.raster.ImageException;

class ImageTallyTest {
  private static ImageTally tally(int done, int other) {
    ImageTally tally = new ImageTally();
    for (int i = 0; i < done; i++) {
      tally.addDone();
    }
    for (int i = 0; i < other; i++) {
      tally.addFailed(new ImageException("image " + i, "it has four"));
    }
    return tally;
  }

  @Test
  void mergeIsTheSum() {
    ImageTally sum = tally(3, 0);
    sum.merge(tally(2, 1));
    sum.merge(tally(0, 2));
    assertThat(sum.done()).isEqualTo(5);
    assertThat(sum.failed()).isEqualTo(3);
    assertThat(sum.failures().most().get(0).example()).isEqualTo("image 0: it has four");
  }
}
