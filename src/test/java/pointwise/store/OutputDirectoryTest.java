package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.text.Text;

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

  private Path leftOver(String name, Duration age) throws IOException {
    Path left = Files.createDirectory(folder.resolve(name));
    Files.writeString(left.resolve("part"), "12345");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(age)));
    return left;
  }

  private List<String> leftOvers(String out, boolean overwrite) throws IOException {
    return OutputDirectory.prepare(
            new Configuration(), folder.resolve(out).toString(), overwrite, List.of())
        .leftOvers();
  }

  @Test
  void whatJobsThatWereKilledLeftIsNamed() throws Exception {
    String uuid = "-bc4db6ab-0a4f-4b0e-8a3c-0123456789ab";
    assertThat(leftOvers("it's", false)).isEmpty();
    leftOver("it's.new", Duration.ZERO);
    leftOver("its.new" + uuid, Duration.ZERO);
    Path old = leftOver("it's.old" + uuid, Duration.ofHours(3));
    String quoted = "'" + folder + "/it'\\''s";
    assertThat(leftOvers("it's", false))
        .containsExactly(
            Text.of(
                "The earlier result was set aside by a job that was stopped: file:%s, 5 bytes, 3 hours old: mv %s' %s' restores it",
                old, quoted + ".old" + uuid, quoted));
    Files.writeString(Files.createDirectory(folder.resolve("it's")).resolve("_report.json"), "{}");
    assertThat(leftOvers("it's", true))
        .containsExactly(
            Text.of(
                "Left by a job: file:%s, 5 bytes, 3 hours old: unless that job still runs, rm -r %s' removes it",
                old, quoted + ".old" + uuid));
    Files.delete(old.resolve("part"));
    Files.delete(old);
    Path staging = leftOver("it's.new" + uuid, Duration.ofDays(2));
    assertThat(leftOvers("it's", true))
        .singleElement()
        .asString()
        .startsWith(Text.of("Left by a job: file:%s, 5 bytes, 2 days old: ", staging));
  }
}
