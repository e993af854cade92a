package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.raster.ByteRaster;
import pointwise.raster.Raster;
import pointwise.raster.Window;

class ReadAheadTest {
  private final List<Window> read = new ArrayList<>();

  /**
   * An image of 2^30 x 1000 pixels, larger than any memory; a pixel's samples come of its place.
   */
  private final Raster image =
      new ByteRaster(1000, 1 << 30, 2) {
        @Override
        public byte[] read(Window window) {
          read.add(window);
          byte[] samples = new byte[2 * window.pixels()];
          for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(window, i);
          }
          return samples;
        }

        @Override
        public byte[] mask(Window window) {
          byte[] mask = new byte[window.pixels()];
          for (int p = 0; p < mask.length; p++) {
            mask[p] = (byte) (sample(window, 2 * p) & 1);
          }
          return mask;
        }
      };

  private static byte sample(Window window, int i) {
    int y = window.y() + i / 2 / window.columns();
    int x = window.x() + i / 2 % window.columns();
    return (byte) (7 * y + 3 * x + i % 2);
  }

  private void assertRead(ReadAhead ahead, Window window) throws IOException {
    ahead.read(window);
    byte[] samples = ahead.samples(window);
    byte[] mask = ahead.mask(window);
    assertThat(samples).hasSize(2 * window.pixels());
    for (int i = 0; i < samples.length; i++) {
      assertThat(samples[i]).isEqualTo(sample(window, i));
      assertThat(mask[i / 2]).isEqualTo((byte) (sample(window, i / 2 * 2) & 1));
    }
  }

  /** Of 100 bytes there are ten columns of five lines, in which windows of four lie thrice. */
  @Test
  void windowsAreReadWithThoseBesideThemAndNoMoreThanFits() throws IOException {
    ReadAhead ahead = new ReadAhead(image, 100);
    int far = (1 << 30) - 12;
    for (int x : new int[] {0, 3, 6, 9, far, far + 3, far + 8}) {
      assertRead(ahead, new Window(20, 5, x, 4));
    }
    assertRead(ahead, new Window(23, 5, far + 8, 4));
    assertRead(ahead, new Window(995, 5, 50, 30));
    assertThat(read)
        .containsExactly(
            new Window(20, 5, 0, 10),
            new Window(20, 5, 9, 10),
            new Window(20, 5, far, 10),
            new Window(20, 5, far + 8, 4),
            new Window(23, 5, far + 8, 4),
            new Window(995, 5, 50, 30));
  }
}
