package pointwise.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KernelReportTest {
  private static final KernelStack STACK =
      KernelFile.parse(
          "f.json",
          "{\"name\":\"two\",\"layers\":[{\"kernels\":[[1,2,3],[4,5,6],[7,8,9],[0,0,1]]},{\"kernels\":[[1,1,1,1]]}]}"
              .getBytes(UTF_8));

  /** 3 x 4 + 4 and 4 x 1 + 1 parameters; merged, 3 x 1 multiply-adds per pixel. */
  @Test
  void shapesWorkAndMergingAreShown() {
    String text = KernelReport.describe(STACK, null, null, null);
    assertThat(text).contains("two: 3 -> 1 channels, input raw");
    assertThat(text).containsPattern("total +21 +3 per pixel");
    assertThat(text).contains("2 layers run as 1:");
  }

  @Test
  void anImageAddsItsWorkAndOutput() {
    assertThat(KernelReport.describe(STACK, 10, 20, 3))
        .contains("image 10 x 20 x 3: 600 multiply-adds, 800 bytes of output");
    assertThatThrownBy(() -> KernelReport.describe(STACK, 10, 20, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 6, expected 3");
  }

  /** The file's names at the ends; between, a layer's outputs, else the next one's inputs. */
  @Test
  void theTableOfALayerHasTheNamesGivenForIt() {
    String text =
        KernelReport.describe(
            KernelFile.parse(
                "f.json",
                """
                {"inputs": ["red"],
                 "layers": [
                   {"kernels": [[1], [2]], "inputs": ["c"], "outputs": ["warm", "cool"]},
                   {"kernels": [[3, 4], [5, 6]], "inputs": ["a", "b"]},
                   {"kernels": [[7, 8], [9, 10]], "inputs": ["even", "odd"]},
                   {"kernels": [[11, 12]], "outputs": ["sum"]}]}
                """
                    .getBytes(UTF_8)),
            null,
            null,
            null);
    assertThat(text).containsPattern("bias +red\nwarm +0\\.00000 +1\\.0+\ncool ");
    assertThat(text).containsPattern("bias +warm +cool\neven +0\\.00000 +3\\.0+ +4\\.0+\nodd ");
    assertThat(text).containsPattern("bias +even +odd\nk0 +0\\.00000 +7\\.0+ +8\\.0+\nk1 ");
    assertThat(text).containsPattern("bias +k0 +k1\nsum ");
  }
}
