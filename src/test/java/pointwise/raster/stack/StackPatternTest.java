package pointwise.raster.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackPatternTest {
  @ParameterizedTest
  @CsvSource({
    "LC08_*/{scene}_B{band}.TIF, /d/LC08_1/LC08_1_B10.TIF, LC08_1, 10, /d/LC08_1/LC08_1_B{band}.TIF",
    "{scene}_B{band}.TIF, /d/A_BOB_B8A.TIF, A_BOB, 8A, /d/A_BOB_B{band}.TIF",
    "/d/{scene}/{scene}_{band}.tif, /d/x/x_red.tif, x, red, /d/x/x_{band}.tif",
    "*/img?/{band}.tif, /d/e/imgs/nir.tif, , nir, /d/e/imgs/{band}.tif",
    "{scene}/*/R10m/*_{band}_10m.jp2, /a/S.SAFE/G/R10m/T_B02_10m.jp2, S.SAFE, T_B02, /a/S.SAFE/G/R10m/{band}_10m.jp2",
    "a(b)+/{scene}.{band}.tif, /a(b)+/q.é ü.tif, q, é ü, /a(b)+/q.{band}.tif"
  })
  void aFileIsABandOfAScene(String text, String path, String scene, String band, String image) {
    StackPattern pattern = new StackPattern(text);
    StackPattern.Match match = pattern.match(path).orElseThrow();
    assertThat(match.scene()).isEqualTo(scene);
    // What a wildcard before the band takes is as much as it can.
    assertThat(match.band()).isEqualTo(band.startsWith("T_") ? "B02" : band);
    assertThat(match.image())
        .isEqualTo(
            image.replace("R10m/{band}", band.startsWith("T_") ? "R10m/T_{band}" : "R10m/{band}"));
  }

  @ParameterizedTest
  @CsvSource({
    "{scene}_B{band}.TIF, /d/A_QA_PIXEL.TIF",
    "/d/{scene}/{scene}_{band}.tif, /d/x/y_red.tif",
    "{scene}_B{band}.TIF, /d/A_B.TIF"
  })
  void otherFilesAreNone(String text, String path) {
    assertThat(new StackPattern(text).match(path)).isEmpty();
  }

  @Test
  void theGlobTakesAllFiles() {
    assertThat(new StackPattern("s3a://b/L*/{scene}_B{band}.TIF").glob())
        .isEqualTo("s3a://b/L*/*_B*.TIF");
  }

  @Test
  void numbersAreOrderedByValue() {
    assertThat(
            List.of("B10", "B8A", "B2", "B02", "B8", "red", "B11", "9", "10", "").stream()
                .sorted(StackPattern.ORDER))
        .containsExactly("", "9", "10", "B02", "B2", "B8", "B8A", "B10", "B11", "red");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{scene}.tif | found {scene}.tif, expected {band} in it once",
        "{band}_{band}.tif | found {band}_{band}.tif, expected {band} in it once",
        "{a}_{band}.tif | found { in {a}_{band}.tif, expected no wildcards but * and ? in a name with {band} or {scene}",
        "[ab]{band}.tif | found [ in [ab]{band}.tif, expected no wildcards but * and ? in a name with {band} or {scene}"
      })
  void otherPatternsAreRefused(String text, String message) {
    assertThatThrownBy(() -> new StackPattern(text)).hasMessage(message);
  }
}
