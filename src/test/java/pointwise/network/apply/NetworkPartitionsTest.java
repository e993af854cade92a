package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.onnx.ExternalData;
import pointwise.pixels.Pictures;
import pointwise.report.JobMetrics;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

class NetworkPartitionsTest {
  private static final int IMAGES = 9;

  @TempDir private Path folder;

  /** Also where an image follows one of its own size, and one of another. */
  @ParameterizedTest
  @ValueSource(strings = {"nin-block", "inception-3a", "mobilenet-block"})
  void partitionsDoNotChangeABit(String network) throws Exception {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      Path file = folder.resolve(i + ".npy");
      files.add(Pictures.uint8(file, 40 + i / 2 * 13, 90 - i / 2 * 11, 3, i).toString());
    }
    Dataset<InputSplit> images = ImageSource.read(Spark.session(), files.toArray(String[]::new));
    Map<String, byte[]> one = collect(images.coalesce(1), network);
    assertThat(one).hasSizeGreaterThanOrEqualTo(IMAGES);
    for (int partitions : new int[] {2, 7}) {
      Dataset<InputSplit> many =
          ImageSource.pack(Spark.session(), images.collectAsList(), partitions);
      assertThat(many.javaRDD().getNumPartitions()).isEqualTo(partitions);
      Map<String, byte[]> found = collect(many, network);
      assertThat(found.keySet()).isEqualTo(one.keySet());
      one.forEach(
          (map, data) ->
              assertThat(Arrays.equals(found.get(map), data))
                  .as("%s in %d partitions", map, partitions)
                  .isTrue());
    }
  }

  private static Map<String, byte[]> collect(Dataset<InputSplit> images, String network)
      throws Exception {
    Path file = Pictures.SAMPLES.resolve("networks").resolve(network + ".onnx");
    Dataset<Row> table =
        MapTable.of(
            images.mapPartitions(
                NetworkPass.of(
                    new TaskInputs(
                        Spark.session(),
                        TaskInputs.MAX_PIXELS,
                        new JobMetrics(Spark.session().sparkContext())),
                    new NetworkSource(
                        network,
                        Files.readAllBytes(file),
                        ExternalData.NONE,
                        List.of(),
                        SampleRange.UNIT,
                        NetworkSource.Normalisation.NONE,
                        Engine.LAYERS),
                    new Preprocessing(
                        3, ChannelRule.STRICT, SampleRange.UNIT, new Preprocessing.Size.AsIs()),
                    Blas.Kind.NATIVE,
                    new TileStage.Chain(List.of()),
                    FailurePolicy.FAILFAST),
                Tile.ENCODER));
    Map<String, byte[]> data = new TreeMap<>();
    for (Row row : table.collectAsList()) {
      String map = row.getAs("origin") + " " + row.getAs("layer") + " " + row.getAs("y");
      assertThat(data.put(map, row.getAs("data"))).isNull();
    }
    return data;
  }
}
