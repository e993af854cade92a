package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.tile.Tile;

/** The folder after a write. */
class MapPartsTest {
  @TempDir private Path folder;

  private static Tile tile(int number) {
    Window window = Window.lines(0, 1, 1);
    return new Tile("a" + number, 1, 1, 1, window, SampleType.UINT8, new byte[] {1});
  }

  private static JavaRDD<Integer> numbers(int count, int partitions) {
    return JavaSparkContext.fromSparkContext(Spark.session().sparkContext())
        .parallelize(IntStream.range(0, count).boxed().toList(), partitions);
  }

  private List<String> write(JavaRDD<Tile> tiles) throws IOException {
    ParquetTable.writeMaps(
        Spark.session(), tiles, folder.resolve("out").toString(), ParquetTable.Codec.SNAPPY);
    return files();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onlyTheFirstPartitionMakesAFileWithoutRows() throws IOException {
    assertThat(write(numbers(1, 4).map(MapPartsTest::tile)))
        .hasSize(2)
        .allMatch(name -> name.matches("part-0000[03]-[-0-9a-f]{36}-\\d+\\.snappy\\.parquet"));
    assertThat(ParquetTable.read(Spark.session(), folder.resolve("out").toString()).count())
        .isEqualTo(1);
  }

  @Test
  void whatNoTaskToldOfIsNotInTheTable() throws IOException {
    String stray = folder.resolve("out/_attempts/part-00000-of-another-attempt.parquet").toString();
    assertThat(
            write(
                numbers(2, 2)
                    .map(
                        number -> {
                          Files.writeString(Path.of(stray), "left behind");
                          return tile(number);
                        })))
        .hasSize(2)
        .allMatch(name -> name.startsWith("part-") && !name.contains("another"));
  }

  @Test
  void aTaskThatFailsDeletesItsPart() throws IOException {
    JavaRDD<Tile> tiles =
        numbers(3, 1)
            .map(
                number -> {
                  if (number == 2) {
                    throw new IllegalStateException("no more");
                  }
                  return tile(number);
                });
    assertThatThrownBy(() -> write(tiles)).hasStackTraceContaining("no more");
    assertThat(files()).containsExactly("_attempts");
    assertThat(folder.resolve("out/_attempts")).isEmptyDirectory();
  }
}
