package pointwise.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;

class UnitVectorsTest {
  /** One in an array that is longer than the samples. */
  private static Tile map(String origin, int height, int width, float... samples) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * samples.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    int channels = samples.length / height / width;
    Window window = Window.lines(0, height, width);
    return new Tile(origin, height, width, channels, window, SampleType.FLOAT32, bytes.array());
  }

  private static float[] normalised(float... vector) {
    Tile tile = new UnitVectors().apply(List.of(map("a", 1, 1, vector)).iterator()).next();
    float[] samples = new float[vector.length];
    tile.buffer().asFloatBuffer().get(samples);
    return samples;
  }

  /** By hand; squares beyond float, and lengths below 1e-12, which are divided by that. */
  @Test
  void vectorsAreDividedByTheirLength() {
    assertThat(normalised(3, -4)).containsExactly(0.6f, -0.8f);
    assertThat(normalised(3e30f, 4e30f)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-7f));
    assertThat(normalised(0, 0)).containsExactly(0, 0);
    assertThat(normalised(3e-13f, 0)).containsExactly(new float[] {0.3f, 0}, within(1e-7f));
    assertThat(normalised(1, Float.NaN)).containsExactly(Float.NaN, Float.NaN);
    assertThat(normalised(1, Float.POSITIVE_INFINITY)).containsExactly(0, Float.NaN);
  }

  /** One row for an image, however many maps and strips are made of it. */
  @Test
  void anImageWithAMapHasFailed() {
    Tile failed = Tile.failed(new ImageException("c", "no picture"));
    List<Tile> found = new ArrayList<>();
    new UnitVectors()
        .apply(
            List.of(map("a", 1, 2, 1, 2, 3, 4, 5, 6), map("a", 1, 1, 1), map("b", 1, 1, 2), failed)
                .iterator())
        .forEachRemaining(found::add);
    assertThat(found).extracting(Tile::getOrigin).containsExactly("a", "b", "c");
    assertThat(found.get(0).getErrorKind()).isEqualTo(ErrorKind.MISMATCH.label());
    assertThat(found.get(0).getError())
        .isEqualTo("only vectors are normalised, found a map 1 x 2 x 3, expected 1 x 1 x 3");
    assertThat(found.get(1).buffer().getFloat(0)).isEqualTo(1);
    assertThat(found.get(2)).isSameAs(failed);
  }
}
