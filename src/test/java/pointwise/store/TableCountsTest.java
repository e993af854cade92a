package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;

class TableCountsTest {
  @TempDir private Path folder;

  private record Lines(String origin, Integer height, Integer width, Integer rows) {}

  /** A table with a file for each list; an image without lines is one that failed. */
  @SafeVarargs
  private String table(List<Lines>... files) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(Spark.session().sparkContext());
    JavaRDD<Row> rows = context.emptyRDD();
    for (List<Lines> file : files) {
      rows = rows.union(context.parallelize(file.stream().map(TableCountsTest::row).toList(), 1));
    }
    String path = folder.resolve("table").toString();
    ParquetTable.writeMaps(
        Spark.session().createDataFrame(rows, FeatureMapFileTest.COLUMNS),
        path,
        ParquetTable.Codec.SNAPPY);
    return path;
  }

  private static Row row(Lines lines) {
    return lines.rows == null
        ? RowFactory.create(lines.origin, null, null, null, null, null, null, null, "broken")
        : RowFactory.create(
            lines.origin, lines.height, lines.width, 1, 0, lines.rows, "uint8", new byte[1], null);
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
  void stripsThatDoNotAddUpAreAnErrorThatNamesTheImage() {
    String path =
        table(
            List.of(new Lines("a", 4, 5, 4), new Lines("b", 7, 3, 3)),
            List.of(new Lines("b", 7, 3, 3)));
    assertThatThrownBy(() -> TableCounts.ofMaps(Spark.session(), path))
        .rootCause()
        .hasMessage("Cannot account for b: its strips do not add up, found 6 lines, expected 7");
  }

  @Test
  void stripsOfAnotherShapeAreAnErrorThatNamesTheImage() {
    String path = table(List.of(new Lines("b", 7, 3, 3)), List.of(new Lines("b", 7, 4, 4)));
    assertThatThrownBy(() -> TableCounts.ofMaps(Spark.session(), path))
        .rootCause()
        .hasMessageStartingWith("Cannot account for b: its strips differ in shape, found 7 x ");
  }

  @Test
  void aCommitPutsTheNewResultInPlaceOfTheOld() throws Exception {
    Path out = folder.resolve("out");
    for (int round = 0; round < 2; round++) {
      OutputDirectory directory =
          OutputDirectory.prepare(new Configuration(), out.toString(), round > 0, List.of());
      Path staging = Path.of(new org.apache.hadoop.fs.Path(directory.staging()).toUri().getPath());
      Files.createDirectory(staging);
      Files.writeString(staging.resolve("part" + round), "x");
      assertThat(directory.bytes()).isEqualTo(1);
      directory.commit("{}".getBytes(StandardCharsets.UTF_8));
      assertThat(out.resolve("part" + round)).exists();
      assertThat(out.resolve("part" + (1 - round))).doesNotExist();
      try (Stream<Path> left = Files.list(folder)) {
        assertThat(left).containsExactly(out);
      }
    }
  }

  private static Path staged(OutputDirectory directory) throws Exception {
    Path staging = Path.of(new org.apache.hadoop.fs.Path(directory.staging()).toUri().getPath());
    return Files.createDirectory(staging);
  }

  /** A rename to a folder that is there would move the result into it. */
  @Test
  void aFolderThatCameInTheMeantimeIsNotTouched() throws Exception {
    Path out = folder.resolve("out");
    OutputDirectory directory =
        OutputDirectory.prepare(new Configuration(), out.toString(), false, List.of());
    Files.writeString(staged(directory).resolve("part"), "x");
    Files.writeString(Files.createDirectory(out).resolve("other"), "y");
    assertThatThrownBy(() -> directory.commit(new byte[0])).hasMessageContaining("Cannot rename");
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left).containsExactly(out.resolve("other"));
    }
  }

  /** A local file system under another name. */
  public static final class Elsewhere extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("elsewhere:///");
    }
  }

  @Test
  void inputsMayLieOnAnotherFileSystem() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.elsewhere.impl", Elsewhere.class.getName());
    Path out = folder.resolve("out");
    assertThat(
            OutputDirectory.prepare(
                    configuration, out.toString(), false, List.of("elsewhere:" + out + "/a.jpg"))
                .path())
        .endsWith("/out");
    assertThatThrownBy(
            () ->
                OutputDirectory.prepare(
                    configuration, out.toString(), false, List.of("file:" + out + "/a.jpg")))
        .hasMessageEndingWith("the input file:%s/a.jpg is in it", out);
  }

  @Test
  void aRootFolderAndAFolderOfSomeoneElseAreRefused() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("home")).resolve("letter"), "x");
    for (String path : List.of("/", folder.resolve("home").toString(), folder.toString())) {
      assertThatThrownBy(() -> OutputDirectory.prepare(new Configuration(), path, true, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot write to ");
    }
  }
}
