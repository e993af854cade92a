package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import pointwise.blas.Blas;

class ShippedKernelsTest {
  private static final Path FOLDER = Path.of("conf/kernels");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyShippedBankEqualsTheDoubleLoop(Path file) throws IOException {
    KernelStack stack = read(file);
    float[] pixels = new float[777 * stack.inputChannels()];
    Random random = new Random(7);
    float full = stack.range() == SampleRange.UNIT ? 1f : 255f;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat() * full;
    }
    for (Blas blas : new Blas[] {Blas.nativeBlas(), Blas.javaBlas()}) {
      float[] maps = Naive.multiply(new TileMultiply(stack, blas), pixels);
      Naive.assertMaps(maps, stack.declared(), pixels);
    }
  }

  @Test
  void theNineSamplesGiveTheirMapExactly() throws IOException {
    float[] nine = {
      1, 1, 1, 3, 3, 0, 0, 0, 0, 2, 0, 0, 0, 1, 1, 4, 2, 1, 1, 1, 1, 2, 1, 1, 0, 0, 0
    };
    KernelStack stack = read(FOLDER.resolve("nine-samples.json"));
    for (Blas blas : new Blas[] {Blas.nativeBlas(), Blas.javaBlas()}) {
      assertThat(Naive.multiply(new TileMultiply(stack, blas), nine))
          .containsExactly(2, 9, 0, 2, 1, 7, 2, 3, 0);
    }
  }

  /** White, black and pure red by ITU-T T.871 (JFIF), in units of 255. */
  @Test
  void ycbcrGivesJfifsNumbers() throws IOException {
    float[] pixels = {1, 1, 1, 0, 0, 0, 1, 0, 0};
    float[] maps =
        Naive.multiply(
            new TileMultiply(read(FOLDER.resolve("ycbcr.json")), Blas.javaBlas()), pixels);
    double[] expected = {1, .5, .5, 0, .5, .5, .299, .331264, 1};
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) maps[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  private static KernelStack read(Path file) throws IOException {
    return KernelFile.parse(file.toString(), Files.readAllBytes(file));
  }
}
