package pointwise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

class JobReportTest {
  private record Told(@JsonProperty("D") int channels, double meanLoss, List<Double> twoLosses)
      implements JobReport.Part {
    @Override
    public void appendTo(StringBuilder text) {
      Reports.line(text, "channels", "%d", channels);
    }
  }

  private static JobReport report(long inputs, int done, ErrorKind... kinds) {
    ImageTally images = new ImageTally();
    for (int i = 0; i < done; i++) {
      images.addDone();
    }
    for (ErrorKind kind : kinds) {
      images.addFailed(new ImageException("s3a://b/x.png", kind, "it does not fit"));
    }
    Failures dropped = new Failures();
    dropped.add(new ImageException("file:/y.png", "no picture"));
    return new JobReport(
        "extract",
        "file:/out",
        inputs,
        Skipped.of(List.of(Skipped.Kind.FILE, Skipped.Kind.HIDDEN), List.of("a", "b")),
        images,
        dropped,
        new ReadNotes(3, 2, 13, 5, 7, 11),
        1.25,
        new TreeSet<>(List.of("OpenBLAS")),
        Map.of("java", "17"),
        Map.of("max-pixels", 7),
        new Told(4, Double.NaN, List.of(0.5, Double.POSITIVE_INFINITY)));
  }

  @Test
  void everyCommandHasTheSameHeadInOneOrder() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(report(5, 2, ErrorKind.MISMATCH, ErrorKind.STORAGE).json());
    List<String> fields = new ArrayList<>();
    json.fieldNames().forEachRemaining(fields::add);
    assertThat(String.join(" ", fields))
        .isEqualTo(
            "schema_version command outcome exit_code inputs done failed dropped skipped"
                + " skipped_kinds folders_not_entered some_folders_not_entered failed_by_kind"
                + " failures dropped_failures pages_not_read invalid_pixels inexact_values nodata_values too_large_values seconds engines versions"
                + " settings D mean_loss two_losses");
    assertThat(json.toString())
        .contains(
            "\"schema_version\":1,\"command\":\"extract\",\"outcome\":\"some inputs could not be read\",\"exit_code\":4,\"inputs\":5,\"done\":2,\"failed\":2,\"dropped\":1,\"skipped\":2",
            "{\"other file\":1,\"hidden\":1}",
            "\"some_folders_not_entered\":[\"a\",\"b\"]",
            "{\"content\":0,\"mismatch\":1,\"storage\":1}",
            "{\"count\":1,\"kind\":\"mismatch\",\"origin\":\"s3a://b/x.png\",\"reason\":\"it does not fit\"}",
            "\"pages_not_read\":3,\"invalid_pixels\":13,\"inexact_values\":5,\"nodata_values\":7,\"too_large_values\":11,\"seconds\":1.25",
            "{\"max-pixels\":7},\"D\":4,\"mean_loss\":null,\"two_losses\":[0.5,null]");
  }

  @Test
  void everyCommandHasTheSameFirstLines() {
    assertThat(report(4, 2, ErrorKind.MISMATCH).summary().lines())
        .containsSubsequence(
            "result     file:/out",
            "images     4 in = 2 done + 1 failed + 1 dropped",
            "failed     1: 1 mismatch",
            "           1 mismatch: s3a://b/x.png: it does not fit",
            "dropped    1: 1 content",
            "pages      3 further pages of 2 images were not read",
            "time       1.3 s",
            "engine     OpenBLAS",
            "channels   4");
  }

  @Test
  void outcomeIsThatOfWhatFailed() {
    assertThat(report(3, 2).outcome().exitCode()).isZero();
    assertThat(report(4, 2, ErrorKind.CONTENT).outcome().exitCode()).isZero();
    assertThat(report(4, 2, ErrorKind.STORAGE).outcome().exitCode()).isEqualTo(4);
    JobReport none = report(2, 0, ErrorKind.STORAGE);
    assertThat(none.outcome().exitCode()).isEqualTo(3);
    assertThat(none.summary()).contains("every input failed");
  }

  @Test
  void everyInputIsAccountedFor() {
    assertThatThrownBy(() -> report(6, 2, ErrorKind.CONTENT, ErrorKind.MISMATCH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("found 2 done, 2 failed and 1 dropped, expected 6");
  }
}
