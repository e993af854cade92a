package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDirectoryTest {
  @TempDir private Path folder;

  @AfterEach
  void filesMayBeDeleted() {
    HdfsLikeFileSystem.deletes = true;
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

  private OutputDirectory hdfsLike(boolean overwrite) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.hdfslike.impl", HdfsLikeFileSystem.class.getName());
    return OutputDirectory.prepare(
        configuration, "hdfslike:" + folder.resolve("out"), overwrite, List.of());
  }

  /** The new result is in its place, so the job is done. */
  @Test
  void anOldResultThatCannotBeDeletedIsNamed() throws Exception {
    OutputDirectory first = hdfsLike(false);
    Files.writeString(staged(first).resolve("part"), "old");
    assertThat(first.commit(new byte[0])).isEmpty();
    OutputDirectory second = hdfsLike(true);
    Files.writeString(staged(second).resolve("part"), "new");
    HdfsLikeFileSystem.deletes = false;
    String old = second.commit(new byte[0]).orElseThrow();
    assertThat(folder.resolve("out").resolve("part")).hasContent("new");
    assertThat(old).startsWith("hdfslike:" + folder.resolve("out.old-"));
    assertThat(Path.of(URI.create(old).getPath()).resolve("part")).hasContent("old");
  }

  @Test
  void whatCannotBeDeletedIsNamedBehindTheFirstFailure() throws Exception {
    OutputDirectory directory = hdfsLike(false);
    staged(directory);
    HdfsLikeFileSystem.deletes = false;
    assertThatThrownBy(
            () -> {
              try (directory) {
                throw new IOException("the disk is on fire");
              }
            })
        .hasMessage("the disk is on fire")
        .satisfies(
            e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessageStartingWith(
                        "Cannot delete what the job wrote to " + directory.staging() + ": "));
  }
}
