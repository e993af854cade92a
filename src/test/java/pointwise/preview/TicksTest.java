package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1.79, 6, 0 0.5 1 1.5 2",
    "0, 0.031, 6, 0 0.01 0.02 0.03 0.04",
    "0.9712, 1, 6, 0.97 0.975 0.98 0.985 0.99 0.995 1",
    "0.1, 1, 6, 0 0.2 0.4 0.6 0.8 1",
    "0, 100, 8, 0 20 40 60 80 100",
    "0, 4000000, 6, 0 1000000 2000000 3000000 4000000",
    "-3, 3, 6, -3 -2 -1 0 1 2 3"
  })
  void areTheFinestRoundNumbers(double from, double to, int most, String expected) {
    Ticks ticks = Ticks.around(from, to, most);
    assertThat(ticks.values().stream().map(Ticks::text)).containsExactly(expected.split(" "));
    assertThat(ticks.place(from)).isBetween(0.0, 1.0);
    assertThat(ticks.place(to)).isBetween(0.0, 1.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1e-9, 1e-9", "5e300, 5e300"})
  void oneValueHasTicksAroundIt(double from, double to) {
    Ticks ticks = Ticks.around(from, to, 6);
    assertThat(ticks.first().doubleValue()).isLessThanOrEqualTo(from);
    assertThat(ticks.last().doubleValue()).isGreaterThan(to);
    assertThat(ticks.values()).hasSizeBetween(2, 7);
  }
}
