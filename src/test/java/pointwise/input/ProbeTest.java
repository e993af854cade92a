package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Pool;
import pointwise.network.layer.WindowAxis;
import pointwise.network.onnx.OnnxWriter;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** Images that are looked at before a job. */
class ProbeTest {
  @TempDir private Path folder;
  private Path images;
  private Path out;

  @BeforeEach
  void folders() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    out = folder.resolve("out");
  }

  private Cli extract(Object... more) {
    List<Object> command = new ArrayList<>(List.of("extract", "--images", images, "--out", out));
    if (!List.of(more).contains("--network")) {
      command.addAll(List.of("--kernels", "conf/kernels/ycbcr.json"));
    }
    command.addAll(List.of(more));
    return Cli.run(command.toArray());
  }

  /** One line, and nothing was computed. */
  private void assertRefused(Cli cli, int code, String begin, String end) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(code);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).startsWith(begin).endsWith(end);
    assertThat(out).doesNotExist();
    assertThat(cli.out()).isEmpty();
  }

  @Test
  void imagesThatAllHaveOtherChannelsAreRefusedWithTheOption() throws Exception {
    for (int i = 0; i < 5; i++) {
      Pictures.uint8(images.resolve(i + ".npy"), 4 + i, 5, 4, i);
    }
    SparkContext context = Spark.session().sparkContext();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    context.addSparkListener(counter);
    assertRefused(
        extract("--channels", "strict"),
        3,
        "Cannot extract: all of 5 images fail alike, such as file:"
            + images
            + "/0.npy: the channels do not fit the kernels, found 4, expected 3",
        ": take kernels of as many channels, --channels convert changes between 1 and 4 channels, --glob chooses images");
    context.listenerBus().waitUntilEmpty();
    assertThat(jobs).hasValue(0);
    assertThat(extract().code()).isZero();
    context.listenerBus().waitUntilEmpty();
    assertThat(jobs).hasPositiveValue();
    context.removeSparkListener(counter);
  }

  @Test
  void imagesThatAreAllTooLargeAreRefusedWithTheOption() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.copy(Path.of("src/test/resources/images/rgb8.png"), images.resolve(i + ".png"));
    }
    assertRefused(
        extract("--max-pixels", 2),
        3,
        "Cannot extract: all of 3 images fail alike, such as file:" + images + "/0.png: ",
        "expected at most 2: raise --max-pixels");
  }

  @Test
  void filesOfNoKnownFormatAreRefused() throws IOException {
    for (int i = 0; i < 250; i++) {
      Files.writeString(images.resolve(Text.of("%03d.jpg", i)), "RIFF" + i);
    }
    assertRefused(
        extract(),
        3,
        "Cannot extract: all of 100 images spread over the 250 fail alike, such as file:"
            + images
            + "/000.jpg: the file is RIFF data, which is not read",
        ": --glob chooses images");
    // One of those that are looked at, the second: its place is 250 / 100.
    Pictures.uint8(images.resolve("002.jpg"), 4, 5, 3, 1);
    assertThat(extract().code()).isZero();
  }

  @Test
  void imagesThatFailForDifferentReasonsAreRows() throws IOException {
    Files.createFile(images.resolve("empty.png"));
    Files.writeString(images.resolve("text.png"), "no picture");
    Cli cli = extract();
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.out()).contains("2 in = 0 done + 2 failed + 0 dropped");
    assertThat(out).exists();
  }

  /** The model's declared size tells. */
  @Test
  void picturesOfManySizesForANetworkOfOneSizeAreWrongUse() throws IOException {
    for (int i = 0; i < 5; i++) {
      Pictures.uint8(images.resolve(i + ".npy"), 40 + i, 50, 3, i);
    }
    Pool pool = new Pool(Pool.Kind.MAX, WindowAxis.POINT, WindowAxis.POINT, false);
    Network network =
        new Network(
            "fixed",
            new Network.Input(3, 24, 32),
            List.of(new Node("pool", pool, List.of(Node.IMAGE))),
            List.of(0));
    Path model = Files.write(folder.resolve("fixed.onnx"), OnnxWriter.write(network));
    assertRefused(
        extract("--network", model),
        2,
        "Cannot extract: all of 5 images fail alike, such as file:"
            + images
            + "/0.npy: the network takes 24 x 32 x 3, found 40 x 50 x 3: resize the images: --resize ",
        "--glob chooses images");
    assertThat(extract("--network", model, "--resize", "32x24").code()).isZero();
  }
}
