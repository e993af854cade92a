package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.BlockId;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Broadcasts;
import pointwise.Spark;
import pointwise.tile.MapTable;

class TableCountsTest {
  @TempDir private Path folder;

  private record Lines(String origin, Integer height, Integer width, Integer rows) {}

  /** A table with a file for each list; an image without lines is one that failed. */
  @SafeVarargs
  private String table(List<Lines>... files) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    JavaRDD<Row> rows = context.emptyRDD();
    for (List<Lines> file : files) {
      rows = rows.union(context.parallelize(file.stream().map(TableCountsTest::row).toList(), 1));
    }
    String path = folder.resolve("table").toString();
    ParquetTable.writeMaps(
        Spark.session(),
        MapTable.tiles(Spark.session().createDataFrame(rows, MapFileTest.COLUMNS)),
        path,
        ParquetTable.Codec.SNAPPY);
    return path;
  }

  private static Row row(Lines lines) {
    return lines.rows == null
        ? MapFileTest.failed(lines.origin, "broken")
        : MapFileTest.map(
            lines.origin,
            null,
            new int[] {lines.height, lines.width, 1},
            new int[] {0, lines.rows, 0, lines.width},
            "uint8",
            new byte[lines.rows * lines.width]);
  }

  @Test
  void mapsAndStripsAndErrorsAreCountedByImage() throws Exception {
    String path =
        table(
            List.of(new Lines("a", 4, 5, 4), new Lines("b", 7, 3, 3)),
            List.of(new Lines("b", 7, 3, 3), new Lines("c", null, null, null)),
            List.of(new Lines("b", 7, 3, 1)));
    assertThat(TableCounts.ofMaps(Spark.session(), path)).isEqualTo(new TableCounts(2, 1, 41));
  }

  @Test
  void stripsThatDoNotAddUpAreAnErrorThatNamesTheImage() throws IOException {
    String path =
        table(
            List.of(new Lines("a", 4, 5, 4), new Lines("b", 7, 3, 3)),
            List.of(new Lines("b", 7, 3, 3)));
    assertThatThrownBy(() -> TableCounts.ofMaps(Spark.session(), path))
        .rootCause()
        .hasMessage("Cannot account for b: its rows do not add up, found 18 pixels, expected 21");
  }

  @Test
  void aTableThatDoesNotAddUpLeavesNoBroadcast() throws Exception {
    String path = table(List.of(new Lines("b", 7, 3, 3)));
    Set<BlockId> before = Broadcasts.of(SerializableConfiguration.class);
    assertThatThrownBy(() -> TableCounts.ofMaps(Spark.session(), path)).isNotNull();
    Broadcasts.assertNoMore(SerializableConfiguration.class, before);
  }

  @Test
  void stripsOfAnotherShapeAreAnErrorThatNamesTheImage() throws IOException {
    String path = table(List.of(new Lines("b", 7, 3, 3)), List.of(new Lines("b", 7, 4, 4)));
    assertThatThrownBy(() -> TableCounts.ofMaps(Spark.session(), path))
        .rootCause()
        .hasMessageStartingWith("Cannot account for b: its rows differ in shape, found 7 x ");
  }
}
