package pointwise.learn.moments;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OtherChannelsTest {
  @Test
  void channelsAreThoseOfMostImages() {
    OtherChannels others = new OtherChannels();
    assertThatCode(() -> others.requireFew("train", 0, 1)).doesNotThrowAnyException();
    others.add(4);
    OtherChannels more = new OtherChannels();
    more.add(4);
    others.merge(more);
    assertThatCode(() -> others.requireFew("train", 3, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> others.requireFew("train", 2, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot train: 2 of 4 images have other channels than the first, found 4, expected 1: choose images with --glob");
  }
}
