package pointwise.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 3000; 0; 0; 0; 4; 0 of 3,000 images, 0 failed",
        "1240; 3000; 2; 1240; 129.2; 130; 1,240 of 3,000 images, 2 failed, 9.6 images/s, 3 min left",
        "1240; 3000; 2; 240; 120; 130; 1,240 of 3,000 images, 2 failed, 2.0 images/s, 14 min left",
        "90; 100; 0; 90; 9; 9; 90 of 100 images, 0 failed, 10.0 images/s, 1 s left",
        "1000; 10000000; 0; 1000; 10; 10; 1,000 of 10,000,000 images, 0 failed, 100.0 images/s, 27 h 46 min left"
      })
  void aLineTellsHowFarItIsAndHowLongItTakes(
      long read, long all, long failed, long mine, double seconds, double now, String line) {
    assertThat(Progress.line(read, all, failed, mine, seconds, now)).isEqualTo(line);
  }
}
