package pointwise.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.storage.BlockId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Broadcasts;
import pointwise.Pointwise;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.Kernels;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.onnx.ExternalData;
import pointwise.report.JobMetrics;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/** What a job broadcasts is gone when it ends; what a user's Dataset needs stays. */
class BroadcastsTest {
  private static final double[][] WEIGHTS = Pictures.weights(2, 3, 1);

  @TempDir private Path folder;

  private Dataset<InputSplit> images() throws Exception {
    Path file = Pictures.uint8(folder.resolve("a.npy"), 4, 5, 3, 1);
    return ImageSource.read(Spark.session(), file.toString());
  }

  private static TaskInputs reading(JobMetrics metrics) {
    return new TaskInputs(Spark.session(), TaskInputs.MAX_PIXELS, metrics);
  }

  private Dataset<Tile> computed(RowPass<Tile> pass) throws Exception {
    return images().mapPartitions(pass, Tile.ENCODER);
  }

  private static void assertGone(Dataset<?> computed) {
    assertThatThrownBy(computed::collectAsList)
        .hasStackTraceContaining("Attempted to use Broadcast")
        .hasStackTraceContaining("after it was destroyed");
  }

  @Test
  void whatAJobBroadcastsIsGoneWhenItIsClosed() throws Exception {
    Multiply multiply = Multiply.by(Pictures.kernels(WEIGHTS));
    JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());
    Dataset<?> pixels = Explode.rows(images(), reading(metrics), FailurePolicy.PERMISSIVE);
    Dataset<?> maps =
        computed(
            ExtractPass.maps(
                reading(metrics),
                multiply,
                new TileStage.Chain(List.of()),
                FailurePolicy.PERMISSIVE));
    Dataset<?> rows =
        Spark.session()
            .createDataset(
                multiply.rows(Explode.rows(images()).javaRDD(), metrics).rdd(), PixelRow.ENCODER);
    Path network = Pictures.SAMPLES.resolve("networks/nin-block.onnx");
    Dataset<?> features =
        computed(
            NetworkPass.of(
                reading(metrics),
                new NetworkSource(
                    "nin-block",
                    Files.readAllBytes(network),
                    ExternalData.NONE,
                    List.of(),
                    SampleRange.UNIT,
                    NetworkSource.Normalisation.NONE,
                    Engine.LAYERS),
                new Preprocessing(
                    3, ChannelRule.STRICT, SampleRange.UNIT, new Preprocessing.Size.AsIs()),
                Blas.Kind.NATIVE,
                new TileStage.Chain(List.of()),
                FailurePolicy.PERMISSIVE));
    for (Dataset<?> computed : List.of(pixels, maps, rows, features)) {
      assertThat(computed.collectAsList()).isNotEmpty();
    }
    metrics.close();
    for (Dataset<?> computed : List.of(pixels, maps, rows, features)) {
      assertGone(computed);
    }
  }

  @Test
  void commandsLeaveNothingInASessionThatGoesOn() throws Exception {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 30, 40, 3, 1);
    Dataset<PixelRow> mine = Multiply.by(Pictures.kernels(WEIGHTS)).rows(Explode.rows(images()));
    assertThat(mine.count()).isEqualTo(20);
    Set<BlockId> before = Broadcasts.of(Kernels.class);
    assertThat(before).isNotEmpty();
    String kernels = Files.writeString(folder.resolve("k.json"), Pictures.json(WEIGHTS)).toString();
    for (List<String> by :
        List.of(
            List.of("--kernels", kernels),
            List.of("--network", Pictures.SAMPLES.resolve("networks/nin-block.onnx").toString()))) {
      List<String> command = new ArrayList<>(List.of("extract", "--images", image.toString()));
      command.addAll(List.of("--out", folder.resolve(by.get(0)).toString()));
      command.addAll(by);
      assertThat(Pointwise.run(command)).isZero();
    }
    Broadcasts.assertNoMore(Kernels.class, before);
    assertThat(mine.count()).isEqualTo(20);
  }

  @Test
  void aDatasetOfTheJavaApiCanBeComputedAgain() throws Exception {
    Dataset<PixelRow> rows = Multiply.by(Pictures.kernels(WEIGHTS)).rows(Explode.rows(images()));
    assertThat(rows.count()).isEqualTo(20);
    assertThat(rows.count()).isEqualTo(20);
  }
}
