package pointwise.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.text.Text;

class FailuresTest {
  private static String text(Failures failures) {
    StringBuilder text = new StringBuilder();
    failures.appendTo(text, "failed");
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static ImageException storage(int i) {
    String origin = Text.of("s3a://bucket/in/%d.png", i);
    return new ImageException(
        origin,
        ErrorKind.STORAGE,
        Text.of(
            "the file cannot be read: open %s: Access Denied (Service: S3, Status Code: 403, Request ID: A%dF)",
            origin, 7 * i));
  }

  private static ImageException content(int i) {
    return new ImageException(
        "file:/in/" + (char) ('a' + i),
        Text.of("the picture is too large, found %d x 3 pixels, expected at most 4", i));
  }

  @Test
  void reasonsThatDifferInNumbersAndNamesAreAlike() {
    Failures failures = new Failures();
    for (int i = 0; i < 55; i++) {
      failures.add(storage(i));
    }
    for (int i = 0; i < 4; i++) {
      failures.add(content(i));
    }
    failures.add(new ImageException("file:/in/z", "the file is empty"));
    assertThat(text(failures))
        .isEqualTo(
            """
            failed     60: 55 storage, 5 content
                       55 storage, such as s3a://bucket/in/0.png: the file cannot be read: open s3a://bucket/in/0.png: Access Denied (Service: S3, Status Code: 403, Request ID: A0F)
                       4 content, such as file:/in/a: the picture is too large, found 0 x 3 pixels, expected at most 4
                       1 content: file:/in/z: the file is empty
            """);
    assertThat(failures.byKind())
        .containsEntry("storage", 55L)
        .containsEntry("content", 5L)
        .containsEntry("mismatch", 0L);
  }

  @Test
  void mergedInAnyOrderTheyAreTheSame() {
    List<ImageException> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(i % 3 == 0 ? storage(i) : content(i));
      all.add(new ImageException("file:/in/x" + i, "reason " + (char) ('a' + i)));
    }
    String expected = null;
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(all, new Random(seed));
      Failures sum = new Failures();
      for (ImageException failure : all) {
        Failures one = new Failures();
        one.add(failure);
        sum.merge(one);
      }
      expected = expected == null ? text(sum) : expected;
      assertThat(text(sum)).isEqualTo(expected).contains("12 for 12 other reasons");
    }
  }

  /** As many reasons as images: all are counted, and few are kept. */
  @Test
  void memoryIsBoundedWhateverTheReasonsAre() {
    Failures sum = new Failures();
    for (int part = 0; part < 3; part++) {
      Failures failures = new Failures();
      for (int i = 0; i < 2 * Failures.MOST; i++) {
        // Letters, which no rule puts together.
        String letters = Integer.toString(part * 10_000 + i, 26).replaceAll("\\d", "");
        String word = letters + tell(i);
        failures.add(new ImageException("file:/" + part + "/" + i, "key " + word + " is unknown"));
      }
      sum.merge(failures);
    }
    assertThat(sum.count()).isEqualTo(6L * Failures.MOST);
    assertThat(sum.most()).hasSize(10);
    assertThat(text(sum)).contains(" for more than 990 other reasons");
  }

  /** A number in letters. */
  private static String tell(int number) {
    StringBuilder letters = new StringBuilder();
    for (int n = number; n > 0; n /= 26) {
      letters.append((char) ('a' + n % 26));
    }
    return letters.toString();
  }
}
