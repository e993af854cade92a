package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;
import pointwise.tile.Tile;

/** The folder while bundles are written, and after. */
class PartsTest {
  @TempDir private Path folder;

  private static Tile tile(int number) {
    Window window = Window.lines(0, 1, 1);
    return new Tile("a" + number, 1, 1, 1, window, SampleType.UINT8, new byte[] {1});
  }

  private static JavaRDD<Integer> numbers(int count, int partitions) {
    return JavaSparkContext.fromSparkContext(Spark.session().sparkContext())
        .parallelize(IntStream.range(0, count).boxed().toList(), partitions);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> parts(String of) throws IOException {
    return files(folder.resolve(of)).stream().filter(name -> name.startsWith("part-")).toList();
  }

  @Test
  void onlyTheFirstBundleMakesAFileWithoutRows() throws IOException {
    TestTables.write(
        numbers(1, 4).map(PartsTest::tile), folder.resolve("out"), ParquetTable.Codec.SNAPPY);
    assertThat(parts("out"))
        .hasSize(2)
        .allMatch(name -> name.matches("part-0000[03]-[-0-9a-f]{36}\\.snappy\\.parquet"));
    assertThat(ParquetTable.read(Spark.session(), folder.resolve("out").toString()).count())
        .isEqualTo(1);
    assertThat(files(folder)).containsExactly("out");
  }

  @Test
  void whatNoBundleHasIsNotInTheTable() throws IOException {
    String stray =
        folder
            .resolve("out.unfinished/part-00000-0f09a011-56e5-4014-94cf-b978da333d07.parquet")
            .toString();
    TestTables.write(
        numbers(2, 2)
            .map(
                number -> {
                  Files.writeString(Path.of(stray), "left behind");
                  return tile(number);
                }),
        folder.resolve("out"),
        ParquetTable.Codec.SNAPPY);
    assertThat(parts("out")).hasSize(2).noneMatch(name -> name.contains("0f09a011"));
  }

  private OutputDirectory out(Start start) throws IOException {
    return OutputDirectory.prepare(
        new Configuration(), folder.resolve("out").toString(), start, List.of());
  }

  private static void write(OutputDirectory out, JavaRDD<Tile> tiles) throws IOException {
    try (JobMetrics metrics = new JobMetrics(Spark.session().sparkContext())) {
      Bundles bundles = Bundles.ofTable(out, "test", Map.of(), List.of(), tiles.getNumPartitions());
      new TableWriter<>(
              Spark.session(), bundles, Table.MAPS, ParquetTable.Codec.UNCOMPRESSED, metrics)
          .rows(tiles);
    }
  }

  /** One of the numbers fails, once the bundles of the others are done. */
  private JavaRDD<Tile> failingAt(int bad, int count) {
    String plan = folder.resolve("out.unfinished/_plan").toString();
    return numbers(count, count)
        .map(
            number -> {
              if (number == bad) {
                awaitBundles(Path.of(plan), count - 1);
                throw new IllegalStateException("no more");
              }
              return tile(number);
            });
  }

  private static void awaitBundles(Path plan, int count) throws Exception {
    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    while (Instant.now().isBefore(end)) {
      try (Stream<Path> files = Files.list(plan)) {
        if (files.filter(f -> f.getFileName().toString().matches("bundle-\\d+\\.json")).count()
            >= count) {
          return;
        }
      }
      Thread.sleep(10);
    }
  }

  @Test
  void aTaskThatFailsDeletesItsPartAndAJobOfNoBundlesItsFolder() throws IOException {
    try (OutputDirectory out = out(Start.NEW)) {
      out.begin("test");
      assertThatThrownBy(() -> write(out, failingAt(0, 1))).hasStackTraceContaining("no more");
      assertThat(parts("out.unfinished")).isEmpty();
    }
    assertThat(files(folder)).isEmpty();
  }

  /** Bundle 2 fails, the others stay, and the next job runs bundle 2 alone. */
  @Test
  void aJobGoesOnWithTheBundlesThatAreNotDone() throws IOException {
    try (OutputDirectory out = out(Start.NEW)) {
      out.begin("test");
      assertThatThrownBy(() -> write(out, failingAt(2, 3))).hasStackTraceContaining("no more");
    }
    List<String> before = parts("out.unfinished");
    assertThat(before).hasSize(2);
    try (OutputDirectory out = out(Start.RESUME)) {
      out.begin("test");
      assertThat(out.isComplete()).isFalse();
      write(
          out,
          numbers(3, 3)
              .map(
                  number -> {
                    assertThat(TaskContext.getPartitionId()).isZero(); // of those that are run
                    assertThat(number).isEqualTo(2);
                    return tile(number);
                  }));
      out.commit("{\"exit_code\": 3}".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(parts("out")).hasSize(3).containsAll(before);
    assertThat(
            ParquetTable.read(Spark.session(), folder.resolve("out").toString())
                .select("origin")
                .orderBy("origin")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("a0", "a1", "a2");
    try (OutputDirectory out = out(Start.RESUME)) {
      out.begin("test");
      assertThat(out.isComplete()).isTrue();
      assertThat(out.exitCode()).isEqualTo(3);
    }
  }

  /** Two attempts of one task that both come to their end. */
  @Test
  void theSecondOfTwoAttemptsDeletesItsPart() throws Exception {
    try (OutputDirectory out = out(Start.NEW);
        JobMetrics metrics = new JobMetrics(Spark.session().sparkContext())) {
      out.begin("test");
      Bundles bundles = Bundles.ofTable(out, "test", Map.of(), List.of(), 1);
      for (int attempt = 0; attempt < 2; attempt++) {
        // The second does not know of the first: its list of what is missing is older.
        new TableWriter<>(
                Spark.session(), bundles, Table.MAPS, ParquetTable.Codec.UNCOMPRESSED, metrics)
            .write(
                numbers(1, 1).map(PartsTest::tile),
                List.of(new Parts.Task(0, bundles.plan().bundles().get(0).hash(), true, null)));
        assertThat(parts("out.unfinished")).hasSize(1);
      }
    }
  }
}
