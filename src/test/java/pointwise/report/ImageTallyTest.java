package pointwise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
      tally.tellChannels(4);
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

  @Test
  void channelsAreThoseOfMostImages() {
    assertThatCode(() -> tally(0, 0).requireChannels("train", 1)).doesNotThrowAnyException();
    ImageTally most = tally(3, 1);
    most.merge(tally(0, 1));
    assertThatCode(() -> most.requireChannels("train", 1)).doesNotThrowAnyException();
    ImageTally half = tally(2, 1);
    half.merge(tally(0, 1));
    assertThatThrownBy(() -> half.requireChannels("train", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot train: 2 of 4 images have other channels than the first, found 4, expected 1: choose images with --glob");
  }
}
