package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.onnx.OnnxReader;
import pointwise.network.onnx.OnnxWriter;
import pointwise.network.run.RandomNetworks;
import pointwise.text.Text;

class InspectCommandTest {
  private static final String LUMA = "conf/kernels/luma.json";

  @TempDir private Path folder;

  /** 4 to 2 channels, then 3 x 3 from 2 to 4. */
  private Path model(int height, int width) throws Exception {
    RandomNetworks net = new RandomNetworks(1, 4);
    int squeeze = net.add(net.convolution(4, 2, 1, 1, 0, 1, new Activation.Identity()), -1);
    Network any = net.build(net.conv(squeeze, 2, 4, 3, 1, 1));
    return Files.write(
        folder.resolve("model.onnx"),
        OnnxWriter.write(
            new Network("small", new Network.Input(4, height, width), any.nodes(), any.outputs())));
  }

  private static void assertWrong(String message, Object... args) {
    Cli cli = Cli.run(Stream.concat(Stream.of("inspect"), Stream.of(args)).toArray());
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).startsWith(message);
  }

  /** To open a named pipe that nobody writes to would wait for ever. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void weightsAtANamedPipeAreRefused() throws Exception {
    Path file = model(5, 6);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    TensorProto.Builder weights = model.getGraphBuilder().getInitializerBuilder(0);
    weights
        .clearRawData()
        .clearFloatData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("pipe"));
    Files.write(file, model.build().toByteArray());
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
    assumeThat(mkfifo.waitFor()).isZero();
    Cli cli = Cli.run("inspect", "--network", file);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .singleElement()
        .asString()
        .contains("cannot read file pipe of constant " + weights.getName())
        .contains("it is a named pipe, expected a file");
  }

  /** The heap of the tests is 2 GB; the file has no blocks. */
  @Test
  void aFileThatDoesNotFitInMemoryIsNotRead() throws Exception {
    Path file = folder.resolve("large.onnx");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    Cli cli = Cli.run("inspect", "--network", file);
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith(
            Text.of(
                "Cannot read network %s: it is too large, found 3221225472 bytes, expected at most ",
                file));
  }

  @Test
  void theDeclaredSizeIsTaken() throws Exception {
    Cli cli = Cli.run("inspect", "--network", model(8, 8));
    assertThat(cli.code()).isZero();
    assertThat(cli.err()).isEmpty();
    assertThat(cli.out())
        .startsWith("small: input 8 x 8 x 4\n")
        .contains(": 4 -> 2 -> 4 takes 5,120; conv 3x3 4 -> 4 instead takes 9,216, 1.80 times");
  }

  /** 8 of 80 multiply-adds per pixel are 10 percent; 80 pixels. */
  @Test
  void jsonSaysTheSame() throws Exception {
    Cli cli = Cli.run("inspect", "--network", model(0, 0), "--image", "8x10x4", "--json");
    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .isEqualTo(
            """
            {
              "network" : "small",
              "input" : {
                "height" : 8,
                "width" : 10,
                "channels" : 4
              },
              "declared" : 3,
              "declaredParameters" : 86,
              "layers" : [ {
                "layer" : "layer0",
                "operator" : "conv 1x1",
                "output" : {
                  "height" : 8,
                  "width" : 10,
                  "channels" : 2
                },
                "parameters" : 10,
                "multiplyAdds" : 640,
                "share" : 10.0
              }, {
                "layer" : "layer1",
                "operator" : "conv 3x3",
                "output" : {
                  "height" : 8,
                  "width" : 10,
                  "channels" : 4
                },
                "parameters" : 76,
                "multiplyAdds" : 5760,
                "share" : 90.0
              } ],
              "parameters" : 86,
              "multiplyAdds" : 6400,
              "savings" : [ {
                "layers" : [ "layer0", "layer1" ],
                "operator" : "conv 3x3",
                "channels" : [ 4, 2, 4 ],
                "multiplyAdds" : 6400,
                "direct" : 11520,
                "factor" : 1.8
              } ]
            }
            """);
  }

  @Test
  void wrongUseOfNetworksIsOneLineAndTwo() throws Exception {
    Path model = model(0, 0);
    assertWrong("Cannot inspect: expected one of --kernels, --network and --images");
    assertWrong(
        "Cannot inspect: expected one of --kernels, --network and --images",
        "--kernels",
        LUMA,
        "--network",
        model);
    assertWrong(
        "Cannot inspect network small: it does not say how large its images are, found H x W x 4, expected --image HxWxD such as 224x224x4",
        "--network",
        model);
    assertWrong(
        "Cannot inspect network small: the image does not fit, found 8 x 8 x 3, expected H x W x 4",
        "--network",
        model,
        "--image",
        "8x8x3");
    assertWrong("Cannot use --image: no shape, found 8x8", "--network", model, "--image", "8x8");
    assertWrong("Cannot use --json with kernels", "--kernels", LUMA, "--json");
    assertWrong(
        "Cannot use --save-onnx with a network", "--network", model, "--save-onnx", "y.onnx");
    assertWrong(
        "Cannot read network none.onnx: no file is there, expected an ONNX file",
        "--network",
        "none.onnx");
    assertWrong(
        Text.of("Cannot read network %s: it is a folder, expected an ONNX file", folder),
        "--network",
        folder);
    Files.writeString(model, "no network");
    assertWrong("Cannot read model " + model, "--network", model);
  }

  @Test
  void aModelIsNeverWrittenOver() throws Exception {
    Path old = Files.writeString(folder.resolve("old.onnx"), "old");
    assertWrong(
        Text.of("Cannot write to file:%s: it exists already, expected a new file", old),
        "--kernels",
        LUMA,
        "--save-onnx",
        old);
    assertThat(old).hasContent("old");
    Path unwanted = folder.resolve("unwanted.onnx");
    assertWrong(
        "Cannot inspect for an image of 7 channels",
        "--kernels",
        LUMA,
        "--image",
        "2x2x7",
        "--save-onnx",
        unwanted);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString).toList())
          .isEqualTo(List.of("old.onnx"));
    }
  }

  @Test
  void theRangeOfAModelIsWrittenAndSaid() throws Exception {
    Path unit =
        Files.writeString(
            folder.resolve("unit.json"), "{\"kernels\":[[1,2]],\"input\":{\"range\":\"unit\"}}");
    Path out = folder.resolve("new.onnx");
    Cli cli = Cli.run("inspect", "--kernels", unit, "--save-onnx", out);
    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .contains(
            Text.of(
                "\nonnx       %s, %d bytes\nScale samples to 0..1 before they go into this model",
                out, Files.size(out)));
    assertThat(OnnxReader.metadata("new.onnx", Files.readAllBytes(out)))
        .containsExactly(Map.entry("pointwise.range", "unit"));
    Cli raw =
        Cli.run(
            "inspect",
            "--kernels",
            "conf/kernels/nine-samples.json",
            "--save-onnx",
            folder.resolve("raw.onnx"));
    assertThat(raw.code()).isZero();
    assertThat(raw.out()).contains("\nonnx ").doesNotContain("0..1");
    Path raws = folder.resolve("raw.onnx");
    assertThat(OnnxReader.metadata("raw.onnx", Files.readAllBytes(raws)))
        .containsExactly(Map.entry("pointwise.range", "raw"));
  }
}
