package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ConfusionPictureTest {
  private static final TextLabels NONE =
      TextLabels.probe(
          () -> {
            throw new InternalError("no fonts");
          });

  private static BufferedImage draw(int K, long[][] counts, TextLabels labels) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    List<String> names = IntStream.range(0, K).mapToObj(k -> "class " + k).toList();
    assertThat(ConfusionPicture.write(png, "title", names, counts, labels))
        .isEqualTo(labels.drawn());
    return ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
  }

  /** Without fonts the cells of 56 pixels begin at (40, 64). */
  @Test
  void aCellIsShadedByItsShareOfTheRow() throws IOException {
    BufferedImage drawn = draw(3, new long[][] {{10, 0, 0}, {1, 2, 1}, {0, 0, 0}}, NONE);
    int[][] expected = {
      {0xff08306b, 0xffffffff, 0xffffffff},
      // 255 + (8 - 255) / 4 and so on
      {0xffc1cbda, 0xff8498b5, 0xffc1cbda},
      {0xffffffff, 0xffffffff, 0xffffffff}
    };
    for (int truth = 0; truth < 3; truth++) {
      for (int prediction = 0; prediction < 3; prediction++) {
        assertThat(drawn.getRGB(40 + 56 * prediction + 10, 64 + 56 * truth + 10))
            .isEqualTo(expected[truth][prediction]);
      }
    }
  }

  @Test
  void theMatrixOfManyClassesStaysOnAPage() throws IOException {
    for (int K : new int[] {1, 30, 255}) {
      BufferedImage drawn = draw(K, new long[K][K], TextLabels.ofThisMachine());
      assertThat(drawn.getWidth()).isLessThan(1400);
      assertThat(drawn.getHeight()).isLessThan(1400);
    }
  }

  /** As many classes as can be trained: a pixel each, in a picture of 12 MB. */
  @Test
  void aMatrixOfTwoThousandClassesIsDrawn() throws IOException {
    int K = 2000;
    long[][] counts = new long[K][K];
    for (int k = 0; k < K; k++) {
      counts[k][K - 1 - k] = 1000;
    }
    BufferedImage drawn = draw(K, counts, NONE);
    assertThat(drawn.getWidth()).isLessThan(2100);
    assertThat(drawn.getHeight()).isLessThan(2100);
    for (int k = 1; k < K - 2; k++) {
      assertThat(drawn.getRGB(40 + K - 1 - k, 64 + k)).isEqualTo(0xff08306b);
      assertThat(drawn.getRGB(40 + K - 2 - k, 64 + k)).isEqualTo(0xffffffff);
    }
  }

  @Test
  void largeCountsAreShort() {
    assertThat(ConfusionPicture.number(9999)).isEqualTo("9999");
    assertThat(ConfusionPicture.number(10_000)).isEqualTo("10.0k");
    assertThat(ConfusionPicture.number(99_960)).isEqualTo("100k");
    assertThat(ConfusionPicture.number(999_499)).isEqualTo("999k");
    assertThat(ConfusionPicture.number(999_600)).isEqualTo("1.00M");
    assertThat(ConfusionPicture.number(1_234_567_890L)).isEqualTo("1.23G");
    assertThat(ConfusionPicture.number(Long.MAX_VALUE)).isEqualTo("9.22E");
  }

  @Test
  void countsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> draw(2, new long[][] {{1, 2}}, NONE))
        .hasMessage(
            "Cannot draw a confusion matrix: found 1 rows, expected 2 x 2 counts, at least one");
  }
}
