package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.CoreType;
import pointwise.blas.Blas;

class TileMultiplyTest {
  private static final Activation RELU = new Activation.Relu();

  @ParameterizedTest
  @CsvSource({
    "3,1", "3,2", "3,16", "12,8", "64,64", "200,1", "200,10", "256,64", "125,126", "64,70",
    "1400,70", "2700,35"
  })
  void everyShapeEqualsTheDoubleLoop(int inputs, int outputs) {
    KernelStack stack = stack(bank(inputs, outputs, RELU));
    float[] pixels = numbers(513 * inputs);
    for (Blas blas : new Blas[] {Blas.nativeBlas(), Blas.javaBlas()}) {
      float[] maps = Naive.multiply(new TileMultiply(stack, blas), pixels);
      Naive.assertMaps(maps, stack.declared(), pixels);
    }
  }

  /** Each run must be a prefix of the longest: no pixel depends on how many follow. */
  @ParameterizedTest
  @CsvSource({
    "3,1", "3,2", "3,16", "12,8", "64,64", "200,1", "200,10", "256,64", "125,126", "64,70",
    "1400,70", "2700,35"
  })
  void aPixelDoesNotDependOnHowManyFollow(int inputs, int outputs) {
    boolean exact = CoreType.bitForBit("pixels before the end of a run");
    KernelStack stack = stack(bank(inputs, outputs, RELU));
    TileMultiply tiles = new TileMultiply(stack, Blas.nativeBlas());
    int tile = tiles.tilePixels();
    float[] pixels = numbers((2 * tile + 1) * inputs);
    float[] whole = Naive.multiply(tiles, pixels);
    for (int count : new int[] {1, 63, 64, 65, tile - 1, tile, tile + 1, 2 * tile - 1}) {
      float[] some = Arrays.copyOf(pixels, count * inputs);
      float[] maps = Naive.multiply(tiles, some);
      if (exact) {
        assertThat(maps).as("%d pixels", count).isEqualTo(Arrays.copyOf(whole, count * outputs));
      } else {
        Naive.assertMaps(maps, stack.declared(), some);
      }
    }
  }

  /** A NaN left in the scratch by a longer run must not reach a shorter one. */
  @ParameterizedTest
  @CsvSource({"3,2", "200,10"})
  void aRunLeavesNothingToTheNext(int inputs, int outputs) {
    TileMultiply tiles = new TileMultiply(stack(bank(inputs, outputs, RELU)), Blas.nativeBlas());
    float[] pixels = numbers(10 * inputs);
    float[] before = Naive.multiply(tiles, pixels);
    float[] bad = new float[tiles.tilePixels() * inputs];
    Arrays.fill(bad, Float.NaN);
    assertThat(Naive.multiply(tiles, bad)).containsOnly(Float.NaN);
    assertThat(Naive.multiply(tiles, pixels)).isEqualTo(before);
  }

  private static KernelStack stack(KernelBank... banks) {
    return KernelStackTest.stack(banks);
  }

  private static KernelBank bank(int inputs, int outputs, Activation activation) {
    return KernelStackTest.bank(new Random(inputs * 1000L + outputs), inputs, outputs, activation);
  }

  private static float[] numbers(int count) {
    Random random = new Random(11);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = random.nextFloat() * 2 - 1;
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({"100", "4096", "5000"})
  void layersOfManyWidthsShareTheTile(int count) {
    KernelStack stack = stack(bank(3, 8, RELU), bank(8, 40, RELU), bank(40, 2, RELU));
    float[] pixels = numbers(count * 3);
    float[] maps = Naive.multiply(new TileMultiply(stack, Blas.nativeBlas()), pixels);
    assertThat(stack.layers()).isEqualTo(List.copyOf(stack.declared()));
    Naive.assertMaps(maps, stack.declared(), pixels);
  }

  /** 64 pixels fill the tile of the second layer; the third takes 80 at least, if it is packed. */
  @Test
  void aLayerMayPadATileBeyondItsEnd() {
    KernelStack stack = stack(bank(3, 125, RELU), bank(125, 100, RELU), bank(100, 126, RELU));
    float[] pixels = numbers(64 * 3);
    for (Blas blas : new Blas[] {Blas.nativeBlas(), Blas.javaBlas()}) {
      float[] maps = Naive.multiply(new TileMultiply(stack, blas), pixels);
      Naive.assertMaps(maps, stack.declared(), pixels);
    }
  }
}
