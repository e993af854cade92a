package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.kernel.ChannelRule;
import pointwise.pixels.Multiply;
import pointwise.pixels.Pictures;
import pointwise.pixels.PixelRow;
import pointwise.raster.ErrorKind;
import pointwise.report.Failures;

/** Images that failed are counted, however many rows say so. */
class TableFailuresTest {
  private static final Multiply OF_THREE_CHANNELS =
      Multiply.by(Pictures.kernels(Pictures.weights(2, 3, 1))).withChannels(ChannelRule.STRICT);

  /** Pixels of two images of five channels, by turns. */
  private static Dataset<PixelRow> products(int partitions) {
    List<PixelRow> pixels = new ArrayList<>();
    for (int x = 0; x < 50; x++) {
      for (String origin : List.of("a", "b")) {
        pixels.add(new PixelRow(origin, 1, 50, 0, x, new float[5], "uint8", true));
      }
    }
    return OF_THREE_CHANNELS.rows(
        Spark.session().createDataset(pixels, PixelRow.ENCODER).repartition(partitions));
  }

  @Test
  void anImageThatDoesNotFitIsOneRowOfAPartition() {
    assertThat(products(1).collectAsList().stream().map(PixelRow::getOrigin))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void anImageThatSeveralPartitionsTellOfFailedOnce(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("table");
    Table<PixelRow> table = Table.of("pixels", PixelRow.COLUMNS, PixelRow.ENCODER);
    TestTables.bundles(table, products(4).javaRDD(), path, ParquetTable.Codec.SNAPPY);
    assertThat(ParquetTable.read(Spark.session(), path.toString()).count()).isEqualTo(8);
    Failures failures = TableFailures.of(Spark.session(), List.of(path.toString()));
    assertThat(failures.count()).isEqualTo(2);
    assertThat(failures.count(ErrorKind.MISMATCH)).isEqualTo(2);
  }
}
