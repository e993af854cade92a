package pointwise.learn.moments;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import pointwise.raster.ImageException;
import pointwise.report.ImageTally;

class SameChannelsTest {
  private static ImageTally tally(int done, int other) {
    ImageTally tally = new ImageTally();
    for (int i = 0; i < done; i++) {
      tally.addDone();
    }
    for (int i = 0; i < other; i++) {
      tally.addFailed(SameChannels.mismatch("image " + i, 4, 1));
    }
    return tally;
  }

  @Test
  void channelsAreThoseOfMostImages() {
    assertThatCode(() -> SameChannels.requireMost("train", tally(0, 0))).doesNotThrowAnyException();
    ImageTally most = tally(3, 1);
    most.merge(tally(0, 1));
    most.addFailed(new ImageException("text", "it is none"));
    assertThatCode(() -> SameChannels.requireMost("train", most)).doesNotThrowAnyException();
    ImageTally half = tally(2, 1);
    half.merge(tally(0, 1));
    assertThatThrownBy(() -> SameChannels.requireMost("train", half))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot train: 2 of 4 images have other channels than the first, found 4, expected 1: choose images with --glob");
  }
}
