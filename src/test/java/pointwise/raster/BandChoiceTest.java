package pointwise.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandChoiceTest {
  private static final SceneInfo SCENE =
      new SceneInfo(
          null,
          List.of(),
          List.of(
              new Band("B02", 490.0, true, null, 1, 0),
              new Band("B03", 560.0, true, null, 1, 0),
              new Band("B04", 665.0, false, null, 1, 0),
              new Band("B04", 705.0, true, null, 1, 0),
              new Band(null, null, true, null, 1, 0)),
          Map.of());

  private static int[] of(String text, SceneInfo scene) {
    return BandChoice.parse(text).stream().flatMapToInt(choice -> choice.of(scene, 5)).toArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 0",
        "5,1 | 4 0",
        "2-4 | 1 2 3",
        "1-2, 4 | 0 1 3",
        "B03,1,1 | 1 0 0",
        "good | 0 1 3 4"
      })
  void bandsAreChosenByNumberNameAndWord(String text, String expected) {
    assertThat(of(text, SCENE))
        .containsExactly(
            List.of(expected.split(" ", -1)).stream().mapToInt(Integer::parseInt).toArray());
  }

  @Test
  void goodIsAllWhereTheFileCallsNoneBad() {
    assertThat(of("good", SceneInfo.NONE)).containsExactly(0, 1, 2, 3, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6 | there is no band 6, found 5 bands",
        "3-6 | there is no band 6, found 5 bands",
        "B05 | no band has the name B05, found [B02, B03, B04, B04]",
        "B04 | more than one band has the name B04, found [B02, B03, B04, B04]",
        "0 | found 0, expected numbers from 1 on, the smaller first",
        "4-2 | found 4-2, expected numbers from 1 on, the smaller first",
        "1,,2 | found nothing where a band should be"
      })
  void whatIsNoBandIsRefused(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> of(text, SCENE)).withMessage(message);
  }

  @Test
  void theBandNearestToAWavelengthIsTaken() {
    assertThat(new BandChoice.Near(660, 10).of(SCENE, 5).toArray()).containsExactly(2);
    // As far from 490 as from 560.
    assertThat(new BandChoice.Near(525, 35).of(SCENE, 5).toArray()).containsExactly(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BandChoice.Near(600, 30).of(SCENE, 5))
        .withMessage("no band is within 30.0 nm of 600.0 nm, found the nearest at 560.0 nm");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BandChoice.Near(600, 30).of(SceneInfo.NONE, 3))
        .withMessage("no band is within 30.0 nm of 600.0 nm, found bands without wavelengths");
  }
}
