package pointwise.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
  @ParameterizedTest
  @CsvSource({
    "PT10M, 10 minutes",
    "PT1M, 1 minute",
    "PT90M, 90 minutes",
    "PT2H, 2 hours",
    "PT60M, 1 hour",
    "PT90S, 90 seconds",
    "PT1S, 1 second",
    "PT0.05S, 50 ms",
    "PT1.5S, 1500 ms"
  })
  void aTimeIsToldInTheLargestUnitThatItIsAWholeNumberOf(Duration time, String text) {
    assertThat(Text.time(time)).isEqualTo(text);
  }
}
