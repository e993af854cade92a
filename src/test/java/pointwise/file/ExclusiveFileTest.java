package pointwise.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExclusiveFileTest {
  @TempDir private Path folder;

  private final Configuration configuration = new Configuration();

  ExclusiveFileTest() {
    configuration.set("fs.storelike.impl", StoreLikeFileSystem.class.getName());
    configuration.set("fs.hdfslike.impl", HdfsLikeFileSystem.class.getName());
    configuration.set(
        "fs.AbstractFileSystem.hdfslike.impl", HdfsLikeFileSystem.Context.class.getName());
  }

  private org.apache.hadoop.fs.Path path(String scheme) {
    return new org.apache.hadoop.fs.Path(scheme + ":" + folder.resolve("record.json"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "hdfslike", "storelike"})
  void theFirstOfTwoWritersMakesIt(String scheme) throws Exception {
    assertThat(ExclusiveFile.create(configuration, path(scheme), bytes("first"))).isTrue();
    assertThat(ExclusiveFile.create(configuration, path(scheme), bytes("second"))).isFalse();
    assertThat(folder.resolve("record.json")).hasContent("first");
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("record.json"));
  }

  /** A store that is asked again, since its answer was lost, finds the writer's own file. */
  @Test
  void aWriterThatMissedTheAnswerKnowsItsFile() throws Exception {
    StoreLikeFileSystem.losesAnswer = true;
    assertThat(ExclusiveFile.create(configuration, path("storelike"), bytes("first"))).isTrue();
    assertThat(folder.resolve("record.json")).hasContent("first");
  }

  @Test
  void aFileThatChangedMeanwhileIsNotReplaced() throws Exception {
    org.apache.hadoop.fs.Path file = path("storelike");
    FileSystem fs = file.getFileSystem(configuration);
    assertThat(ExclusiveFile.create(configuration, file, bytes("first"))).isTrue();
    FileStatus seen = fs.getFileStatus(file);
    assertThat(ExclusiveFile.replace(fs, seen, bytes("second"))).isTrue();
    assertThat(ExclusiveFile.replace(fs, seen, bytes("third"))).isFalse();
    assertThat(folder.resolve("record.json")).hasContent("second");
  }
}
