package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.command.Cli;

/** {@code inspect} of networks whose operators our layers do not know. */
class InspectOnnxTest {
  @TempDir private Path folder;

  /** 2 x 2 pools of 3 channels, twice, times a weight for each, and negated twice. */
  private static ModelProto model(long batch, long height, long width) {
    GraphWriter graph = Models.graph();
    GraphWriter.integers(graph.node("MaxPool", List.of("image"), "first"), "kernel_shape", 2, 2);
    GraphWriter.integers(graph.node("MaxPool", List.of("first"), "second"), "kernel_shape", 2, 2);
    String weights = graph.floats("w", new float[] {1, 2, 3}, 1, 3, 1, 1);
    graph.node("Mul", List.of("second", weights), "scaled");
    graph.node("Neg", List.of("scaled"), "minus");
    graph.node("Neg", List.of("minus"), "y");
    return Models.of(17, graph, batch, 3, height, width);
  }

  private Cli inspect(ModelProto model, Object... options) throws Exception {
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    Object[] start = {"inspect", "--network", file};
    return Cli.run(Stream.concat(Stream.of(start), Stream.of(options)).toArray());
  }

  @Test
  void whatItTakesAndGivesIsShown() throws Exception {
    Cli cli = inspect(model(1, 0, 0), "--image", "10x7x3");
    assertThat(cli.code()).as(cli.err().toString()).isZero();
    assertThat(cli.out())
        .isEqualTo(
            """
            by hand: input image, float, 1 x 3 x d2 x d3, which is N x C x H x W
            output y, float, 1 x 3 x ? x ?: 8 x 5 x 3 of an image of 10 x 7 x 3
            parameters: 3
            operator sets: ai.onnx 17; IR version 8
            engine: ONNX Runtime 1.26.0
            not by layers: operator Neg is not supported (minus and 1 more)

               nodes  operator
                   2  MaxPool
                   2  Neg
                   1  Mul
                   5  total
            """);
    assertThat(inspect(model(1, 0, 0)).out())
        .contains("\noutput y, float, 1 x 3 x ? x ?\nparameters");
    assertThat(inspect(model(2, 6, 6)).out())
        .contains("\noutput y, float, 2 x 3 x 4 x 4: 4 x 4 x 3 of an image of 6 x 6 x 3\n");
  }

  @Test
  void jsonSaysTheSame() throws Exception {
    JsonNode report = new ObjectMapper().readTree(inspect(model(1, 6, 8), "--json").out());
    assertThat(report.get("layout").asText()).isEqualTo("N x C x H x W");
    assertThat(report.at("/input/dims").toString()).isEqualTo("[\"1\",\"3\",\"6\",\"8\"]");
    assertThat(report.at("/outputs/0/name").asText()).isEqualTo("y");
    assertThat(report.at("/results/0/width").asInt()).isEqualTo(6);
    assertThat(report.at("/operators/1").toString())
        .isEqualTo("{\"operator\":\"Neg\",\"nodes\":2}");
    assertThat(report.at("/operatorSets/ai.onnx").asInt()).isEqualTo(17);
  }

  @Test
  void bytesWithChannelsLast() throws Exception {
    GraphWriter graph = Models.graph();
    NodeProto.Builder turn = graph.node("Transpose", List.of("image"), "first");
    GraphWriter.integers(turn, "perm", 0, 3, 1, 2);
    GraphWriter.integer(graph.node("Cast", List.of("first"), "y"), "to", 1);
    assertThat(inspect(Models.of(17, graph, DataType.UINT8, 1, 5, 4, 3)).out())
        .startsWith("by hand: input image, uint8, 1 x 5 x 4 x 3, which is N x H x W x C\n")
        .contains("output y, float, 1 x 3 x 5 x 4: 5 x 4 x 3 of an image of 5 x 4 x 3\n");
  }

  private void assertWrong(String message, ModelProto model, Object... options) throws Exception {
    Cli cli = inspect(model, options);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).singleElement().asString().contains(message);
  }

  @Test
  void whatDoesNotFitIsRefused() throws Exception {
    assertWrong(
        "the image does not fit, found 6 x 6 x 4, expected H x W x 3",
        model(1, 0, 0),
        "--image",
        "6x6x4");
    assertWrong("on an image of 1 x 1 x 3", model(1, 0, 0), "--image", "1x1x3");
    assertWrong("Cannot use --save-onnx", model(1, 0, 0), "--save-onnx", "x.onnx");
    GraphWriter nobody = Models.graph();
    nobody.node("Nobody", List.of("image"), "y");
    assertWrong("ONNX Runtime refuses it", Models.of(17, nobody, 1, 3, 8, 8));
  }
}
