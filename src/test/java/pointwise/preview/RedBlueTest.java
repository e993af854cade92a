package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedBlueTest {
  @Test
  void endsAndMiddleAreColorBrewers() {
    assertThat(Colormap.RED_BLUE.rgb(-1)).isEqualTo(0x053061);
    assertThat(Colormap.RED_BLUE.rgb(0)).isEqualTo(0xf7f7f7);
    assertThat(Colormap.RED_BLUE.rgb(1)).isEqualTo(0x67001f);
    assertThat(Colormap.RED_BLUE.rgb(-7)).isEqualTo(Colormap.RED_BLUE.rgb(-1));
    assertThat(Colormap.RED_BLUE.rgb(7)).isEqualTo(Colormap.RED_BLUE.rgb(1));
  }

  @Test
  void luminanceFallsOnBothSidesAndTheSignIsTheHue() {
    for (int i = 1; i <= 100; i++) {
      for (int sign : new int[] {-1, 1}) {
        int colour = Colormap.RED_BLUE.rgb(sign * i / 100.0);
        assertThat(luminance(colour))
            .isLessThan(luminance(Colormap.RED_BLUE.rgb(sign * (i - 1) / 100.0)));
        assertThat(Integer.signum((colour >> 16) - (colour & 255))).isEqualTo(sign);
      }
    }
  }

  /** Rec. 601. */
  private static double luminance(int rgb) {
    return 0.299 * (rgb >> 16) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
  }
}
