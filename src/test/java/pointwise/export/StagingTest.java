package pointwise.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.file.LocalDisk;

class StagingTest {
  @TempDir private Path folder;

  private Staging staging() throws IOException {
    org.apache.hadoop.fs.Path out = new org.apache.hadoop.fs.Path(folder.toString());
    return new Staging(LocalDisk.configuration(new Configuration(), out), out);
  }

  private Stream<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }

  @Test
  void whatAJobLeftThatHasEndedIsTakenAwayByTheNext() throws IOException {
    Staging killed = staging();
    Closeable unused = killed.open();
    String name = killed.path().getName();
    Files.writeString(folder.resolve(name).resolve("part"), "x");
    // It runs: this process has the lock.
    assertThat(staging().takeAwayOthers())
        .extracting(org.apache.hadoop.fs.Path::getName)
        .containsExactly(name);
    assertThat(files()).containsExactlyInAnyOrder(name, name + ".lock");

    Path lock = folder.resolve(name + ".lock");
    Files.writeString(
        lock,
        Files.readString(lock).replaceFirst("\"process_started\":\\d+", "\"process_started\":1"));
    assertThat(staging().takeAwayOthers()).isEmpty();
    assertThat(files()).isEmpty();
  }

  /** Killed before its folder was made, or after that was deleted. */
  @Test
  void aLockAloneIsTakenAwayToo() throws IOException {
    Staging killed = staging();
    Closeable unused = killed.open();
    String name = killed.path().getName();
    Files.delete(folder.resolve(name));
    assertThat(staging().takeAwayOthers()).as("it runs, and has nothing").isEmpty();
    assertThat(files()).containsExactly(name + ".lock");
    Path lock = folder.resolve(name + ".lock");
    Files.writeString(
        lock,
        Files.readString(lock).replaceFirst("\"process_started\":\\d+", "\"process_started\":1"));
    assertThat(staging().takeAwayOthers()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void nothingIsLeftOfAJobThatCameToItsEnd() throws IOException {
    Staging staging = staging();
    try (Closeable open = staging.open()) {
      assertThat(open).isNotNull();
      assertThat(files()).hasSize(2);
    }
    assertThat(files()).isEmpty();
  }

  /** Who has no lock may be of a version that knew none. */
  @Test
  void aFolderWithoutALockIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("_export-old"));
    assertThat(staging().takeAwayOthers())
        .extracting(org.apache.hadoop.fs.Path::getName)
        .containsExactly("_export-old");
    assertThat(files()).containsExactly("_export-old");
  }
}
