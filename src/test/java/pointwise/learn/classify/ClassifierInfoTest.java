package pointwise.learn.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.onnx.OnnxReader;
import pointwise.network.onnx.OnnxWriter;

class ClassifierInfoTest {
  private static final ClassifierInfo INFO =
      new ClassifierInfo(
          LabelUnit.IMAGE,
          List.of("red", "say \"hi\", twice", "Grün\nund blau", ""),
          SampleRange.UNIT);

  /** OnnxRuntime reads the file without any code of ours. */
  @Test
  void theFileSaysItToUsAndToOnnxRuntime() throws Exception {
    byte[] model = OnnxWriter.write(ClassifierModels.pixels(3, 4, 1), INFO.metadata());
    Map<String, String> read = OnnxReader.metadata("m.onnx", model);
    assertThat(read).isEqualTo(INFO.metadata());
    assertThat(ClassifierInfo.of("m.onnx", read)).isEqualTo(INFO);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model)) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "pointwise.unit",
                  "image",
                  "pointwise.classes",
                  "[\"red\",\"say \\\"hi\\\", twice\",\"Grün\\nund blau\",\"\"]",
                  "pointwise.range",
                  "unit"));
    }
  }

  @Test
  void aFileThatDoesNotSayItIsNoClassifier() {
    for (Map<String, String> metadata :
        List.of(
            Map.<String, String>of(),
            Map.of("pointwise.unit", "image", "pointwise.classes", "[\"a\"]"),
            Map.of(
                "pointwise.unit",
                "line",
                "pointwise.classes",
                "[\"a\"]",
                "pointwise.range",
                "unit"),
            Map.of(
                "pointwise.unit",
                "image",
                "pointwise.classes",
                "a,b",
                "pointwise.range",
                "unit"))) {
      assertThatThrownBy(() -> ClassifierInfo.of("m.onnx", metadata))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot use model m.onnx: it is no classifier, found metadata");
    }
  }

  @Test
  void aNameStandsForOneClass() {
    Map<String, String> twice =
        Map.of(
            "pointwise.unit",
            "image",
            "pointwise.classes",
            "[\"a\",\"b\",\"a\"]",
            "pointwise.range",
            "raw");
    assertThatThrownBy(() -> ClassifierInfo.of("m.onnx", twice))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot name classes: found [a, b, a], expected each name once");
  }
}
