package pointwise.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FailuresTest {
  private static Failures of(int channels, String... origins) {
    Failures failures = new Failures();
    for (String origin : origins) {
      failures.add(origin, "why");
      failures.tellChannels(channels);
    }
    return failures;
  }

  @Test
  void mergedInAnyOrderTheyAreTheSame() {
    Failures forwards = of(4, "b", "d");
    forwards.merge(of(4, "c", "a"));
    Failures backwards = of(4, "c", "a");
    backwards.merge(of(4, "b", "d"));
    for (Failures merged : new Failures[] {forwards, backwards}) {
      assertThat(merged.count()).isEqualTo(4);
      assertThat(merged.shown()).containsExactly("a: why", "b: why", "c: why");
    }
  }

  @Test
  void channelsAreThoseOfMostImages() {
    Failures failures = of(4, "a", "b");
    failures.add("c", "another reason");
    assertThatCode(() -> failures.requireChannels("train", 3, 1)).doesNotThrowAnyException();
    assertThatThrownBy(() -> failures.requireChannels("train", 2, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot train: 2 of 4 images have other channels than the first, found 4, expected 1: choose images with --glob");
    Failures others = new Failures();
    others.add("c", "another reason");
    assertThatCode(() -> others.requireChannels("train", 0, 1)).doesNotThrowAnyException();
  }
}
