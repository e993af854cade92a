package pointwise.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionTest {
  private static final TextLabels LABELS = TextLabels.ofThisMachine();
  private static final float SIZE = TextLabels.NAME;

  private static SheetRow row(String origin) {
    return SheetRow.failed(origin, "error");
  }

  @Test
  void theLastFolderAndTheName() {
    assertThat(row("file:/data/blue/000002.png").folder()).isEqualTo("blue");
    assertThat(row("file:/data/blue/000002.png").name()).isEqualTo("000002.png");
    assertThat(row("blue/a").folder()).isEqualTo("blue");
    assertThat(row("/a").folder()).isEmpty();
    assertThat(row("a").folder()).isEmpty();
  }

  @Test
  void isShortenedWhereItIsTooLong() {
    assumeThat(LABELS.drawn()).isTrue();
    assertThat(LABELS.path("blue", "000002.png", SIZE, 160)).isEqualTo("blue/000002.png");
    assertThat(LABELS.path("", "000002.png", SIZE, 160)).isEqualTo("000002.png");
    String folder = "a-folder-of-a-long-name-indeed";
    assertThat(LABELS.path(folder, "000002.png", SIZE, 160))
        .matches("a-f.*…/000002\\.png")
        .satisfies(text -> assertThat(LABELS.width(text, SIZE)).isLessThanOrEqualTo(160));
    assertThat(LABELS.path("f", "a-name-that-is-much-too-long-0002.png", SIZE, 160))
        .matches("a-name-.*….*0002\\.png")
        .satisfies(text -> assertThat(LABELS.width(text, SIZE)).isLessThanOrEqualTo(160));
  }

  @Test
  void aReasonIsBrokenAtSpaces() {
    assumeThat(LABELS.drawn()).isTrue();
    List<String> lines =
        LABELS.lines("source cannot be read: the file is cut short", TextLabels.VALUE, 140, 4);
    assertThat(String.join(" ", lines)).isEqualTo("source cannot be read: the file is cut short");
    assertThat(lines).hasSizeGreaterThan(1);
    assertThat(lines)
        .allSatisfy(l -> assertThat(LABELS.width(l, TextLabels.VALUE)).isLessThan(141));
    assertThat(LABELS.lines("some words that do not fit at all", TextLabels.VALUE, 60, 2))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("…");
  }
}
