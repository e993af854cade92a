package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;

class TableCountsTest {
  @TempDir private Path folder;

  /** Rows of (origin, height, width, rows, error), written by Spark alone. */
  private String table(String... rows) {
    String path = folder.resolve("table").toString();
    String sql =
        "select * from values %s as t(origin, height, width, rows, error)"
            .formatted(String.join(", ", rows));
    Spark.session()
        .sql(sql)
        .selectExpr(
            "origin",
            "cast(height as int) height",
            "cast(width as int) width",
            "cast(rows as int) rows",
            "cast(error as string) error")
        .write()
        .parquet(path);
    return path;
  }

  @Test
  void mapsAndStripsAndErrorsAreCountedByImage() {
    String path =
        table(
            "('a', 4, 5, 4, null)",
            "('b', 7, 3, 3, null)",
            "('b', 7, 3, 3, null)",
            "('b', 7, 3, 1, null)",
            "('c', null, null, null, 'broken')");
    assertThat(TableCounts.ofMaps(Spark.session(), path)).isEqualTo(new TableCounts(2, 1, 41));
  }

  @Test
  void stripsThatDoNotAddUpAreAnErrorThatNamesTheImage() {
    String path = table("('a', 4, 5, 4, null)", "('b', 7, 3, 3, null)", "('b', 7, 3, 3, null)");
    assertThatThrownBy(() -> TableCounts.ofMaps(Spark.session(), path))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Cannot account for b")
        .hasMessageContaining("6")
        .hasMessageContaining("7");
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
