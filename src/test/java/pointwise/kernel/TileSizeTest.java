package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileSizeTest {
  /**
   * The least of 4096, 800000 / (D N) and max(64, 131072 / (D + 2 N)), down to 64s, where that is
   * 64 without the last; else max(256, 131072 / (D + 2 N)) down to 64s.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 4096", // 133333
    "3, 16, 3712", // 16666; 131072 / 35 = 3744.9
    "3, 64, 960", // 4166; 131072 / 131 = 1000.5
    "200, 1, 640", // 4000; 131072 / 202 = 648.9
    "4000, 1, 64", // 200; 131072 / 4002 = 32.8
    "64, 64, 192", // 195.3; 131072 / 192 = 682.7
    "200, 10, 384", // 400
    "125, 100, 64", // 64 exactly
    "256, 64, 320", // 48.8; 131072 / 384 = 341.3
    "512, 512, 256", // 3.05; 131072 / 1536 = 85.3
  })
  void tileIsByHand(int inputs, int outputs, int expected) {
    assertThat(TileSize.of(inputs, outputs)).isEqualTo(expected);
  }

  /** n D N on both ends of the switch: 64 x 16384 = 1048576 is above, 64 x 15625 = 1000000 not. */
  @ParameterizedTest
  @CsvSource({
    "1, 4096, 3, 2, 64",
    "64, 4096, 3, 2, 64",
    "65, 4096, 3, 2, 128",
    "1, 320, 256, 64, 64",
    "1, 320, 125, 125, 128",
    "200, 320, 125, 125, 256",
  })
  void paddingIsByHand(int pixels, int tile, int inputs, int outputs, int expected) {
    assertThat(TileSize.padded(pixels, tile, inputs, outputs)).isEqualTo(expected);
  }

  @Test
  void paddingStaysOnTheTilesSideOfTheSwitchAndInTheTile() {
    for (int inputs = 1; inputs <= 520; inputs += 7) {
      for (int outputs = 1; outputs <= 520; outputs += 11) {
        int tile = TileSize.of(inputs, outputs);
        long product = (long) inputs * outputs;
        for (int pixels = 1; pixels <= tile; pixels += 13) {
          int padded = TileSize.padded(pixels, tile, inputs, outputs);
          assertThat(padded).isBetween(pixels, tile);
          assertThat(padded % 64).isZero();
          assertThat(padded * product > 1_000_000).isEqualTo(tile * product > 1_000_000);
        }
      }
    }
  }
}
