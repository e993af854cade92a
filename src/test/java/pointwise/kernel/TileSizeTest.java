package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileSizeTest {
  /**
   * Kernels: 64 where 1000000 / (D kernels) is 12 at least, else 32. Rows: that number, at most
   * 4096 and max(96, 131072 / (D + 2 N)), down to 12s. Tile: that maximum, down to whole calls.
   */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 4092, 4092, 2", // 166666; 18724
    "3, 16, 3744, 3744, 16", // 20833; 131072 / 35 = 3744.9
    "3, 64, 996, 996, 64", // 5208; 131072 / 131 = 1000.5
    "64, 64, 480, 240, 64", // 244.1; 131072 / 192 = 682.7, 672 by 12s
    "200, 1, 648, 648, 1", // 5000; 131072 / 202 = 648.9
    "4000, 1, 96, 96, 1", // 250; 131072 / 4002 = 32.8
    "256, 64, 300, 60, 64", // 61.0; 131072 / 384 = 341.3, 336 by 12s
    "512, 512, 96, 24, 64", // 30.5; 131072 / 1536 = 85.3
    "1302, 100, 96, 12, 64", // 1000000 / 83328 = 12.0
    "1303, 100, 96, 12, 32", // 1000000 / 83392 = 11.99; 23.98
    "2604, 100, 96, 12, 32", // 12.0
    "2605, 100, 256, 256, 100", // 11.99: as where nothing is multiplied unpacked
  })
  void unpackedCallsAreByHand(int inputs, int outputs, int tile, int rows, int kernels) {
    assertThat(TileSize.of(inputs, outputs, true)).isEqualTo(new TileSize(tile, rows, kernels));
  }

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
  void packedTilesAreByHand(int inputs, int outputs, int tile) {
    assertThat(TileSize.of(inputs, outputs, false)).isEqualTo(new TileSize(tile, tile, outputs));
  }

  /** n D N on both ends of the switch: 68 x 15625 = 1062500 is above, 64 x 15625 = 1000000 not. */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 2, true, 4",
    "4, 3, 2, true, 4",
    "65, 3, 2, false, 68",
    "1, 256, 64, true, 4",
    "1, 256, 64, false, 64", // 61.04
    "1, 125, 125, false, 68",
    "200, 125, 125, false, 200",
    "1, 25088, 4096, true, 4",
  })
  void paddingIsByHand(int pixels, int inputs, int outputs, boolean unpacked, int expected) {
    assertThat(TileSize.of(inputs, outputs, unpacked).padded(pixels, inputs, outputs))
        .isEqualTo(expected);
  }

  @Test
  void allCallsAreOnOneSideOfTheSwitchAndInTheTile() {
    for (boolean unpacked : new boolean[] {false, true}) {
      for (int inputs = 1; inputs <= 3000; inputs += inputs < 520 ? 7 : 97) {
        for (int outputs = 1; outputs <= 520; outputs += 11) {
          TileSize size = TileSize.of(inputs, outputs, unpacked);
          long product = (long) inputs * size.kernels();
          assertThat(size.tile() % size.rows()).isZero();
          assertThat(size.rows() % 4).isZero();
          for (int pixels = 1; pixels <= size.tile(); pixels += 13) {
            int padded = size.padded(pixels, inputs, outputs);
            assertThat(padded).isBetween(pixels, size.tile());
            assertThat(padded % 4).isZero();
            int rows = padded % size.rows() == 0 ? size.rows() : padded % size.rows();
            assertThat(rows * product > 1_000_000).isEqualTo(size.rows() * product > 1_000_000);
          }
        }
      }
    }
  }
}
