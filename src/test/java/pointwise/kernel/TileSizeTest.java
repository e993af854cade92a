package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileSizeTest {
  /** 800000 / (D N) down to 64s, at most 4096; else max(256, 131072 / (D + 2 N)) down to 64s. */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 4096", // 133333
    "3, 16, 4096", // 16666
    "64, 64, 192", // 195.3
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
