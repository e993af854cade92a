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
  private TableCounts counts(List<Lines>... files) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    JavaRDD<Row> rows = context.emptyRDD();
    for (List<Lines> file : files) {
      rows = rows.union(context.parallelize(file.stream().map(TableCountsTest::row).toList(), 1));
    }
    return TestTables.write(
        MapTable.tiles(Spark.session().createDataFrame(rows, MapFileTest.COLUMNS)),
        folder.resolve("table"),
        ParquetTable.Codec.SNAPPY);
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
    assertThat(
            counts(
                List.of(new Lines("a", 4, 5, 4), new Lines("b", 7, 3, 3)),
                List.of(new Lines("b", 7, 3, 3), new Lines("c", null, null, null)),
                List.of(new Lines("b", 7, 3, 1))))
        .isEqualTo(new TableCounts(2, 1, 41));
  }

  @Test
  void stripsThatDoNotAddUpAreAnErrorThatNamesTheImage() {
    assertThatThrownBy(
            () ->
                counts(
                    List.of(new Lines("a", 4, 5, 4), new Lines("b", 7, 3, 3)),
                    List.of(new Lines("b", 7, 3, 3))))
        .hasMessage("Cannot account for b: its rows do not add up, found 18 pixels, expected 21");
  }

  @Test
  void aTableLeavesNoBroadcast() throws Exception {
    Set<BlockId> before = Broadcasts.of(SerializableConfiguration.class);
    counts(List.of(new Lines("b", 7, 3, 7)));
    Broadcasts.assertNoMore(SerializableConfiguration.class, before);
  }

  @Test
  void stripsOfAnotherShapeAreAnErrorThatNamesTheImage() {
    assertThatThrownBy(
            () -> counts(List.of(new Lines("b", 7, 3, 3)), List.of(new Lines("b", 7, 4, 4))))
        .hasMessageStartingWith("Cannot account for b: its rows differ in shape, found 7 x ");
  }
}
