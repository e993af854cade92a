package pointwise.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  @TempDir private Path folder;

  private OutputFile prepare(Path path, boolean overwrite) throws IOException {
    return OutputFile.prepare(new Configuration(), path.toString(), overwrite);
  }

  @Test
  void filesAppearWholeUnderTheirNamesAndNothingElse() throws IOException {
    OutputFile model = prepare(folder.resolve("model.v2.onnx"), false);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
    model.write(new byte[] {1, 2});
    model.beside(".report.json").write(new byte[] {3});
    model.write(new byte[] {4});
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(folder.resolve("model.v2.onnx")));
    assertArrayEquals(new byte[] {3}, Files.readAllBytes(folder.resolve("model.v2.report.json")));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count());
    }
    assertTrue(model.beside(".none").read().isEmpty());
  }

  /** Where a rename is a copy, the bytes are sent once. */
  @Test
  void aStoreIsSentTheFileUnderItsName() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.storelike.impl", StoreLikeFileSystem.class.getName());
    OutputFile model =
        OutputFile.prepare(configuration, "storelike:" + folder.resolve("model.onnx"), false);
    model.write(new byte[] {1});
    model.write(new byte[] {2});
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(folder.resolve("model.onnx")));
  }

  @Test
  void whatIsThereIsNotReplacedUnasked() throws IOException {
    Path old = Files.write(folder.resolve("old.onnx"), new byte[] {9});
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> prepare(old, false));
    assertTrue(refused.getMessage().contains("expected a new file or --overwrite"));
    assertArrayEquals(new byte[] {9}, prepare(old, true).read().orElseThrow());
  }

  @Test
  void aFolderThatCannotBeWrittenToIsRefusedAtOnce() throws IOException {
    Path notAFolder = Files.write(folder.resolve("file"), new byte[] {1});
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> prepare(notAFolder.resolve("m.onnx"), false));
    assertTrue(refused.getMessage().startsWith("Cannot write to "), refused.getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> prepare(folder, true))
            .getMessage()
            .contains("it is a folder"));
  }

  /** As Hadoop's own local file system leaves one beside each file that it writes. */
  @Test
  void aChecksumOfTheOlderFileDoesNotRefuseTheNewOne() throws IOException {
    Configuration configuration = new Configuration();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toString(), "m.onnx");
    org.apache.hadoop.fs.FileSystem fs = path.getFileSystem(configuration);
    try (java.io.OutputStream older = fs.create(path)) {
      older.write(new byte[] {1, 2, 3});
    }
    Path checksum = folder.resolve(".m.onnx.crc");
    assertTrue(Files.exists(checksum));
    OutputFile.prepare(configuration, path.toString(), true).write(new byte[] {4, 5});
    assertTrue(Files.notExists(checksum));
    try (java.io.InputStream in = fs.open(path)) {
      org.junit.jupiter.api.Assertions.assertArrayEquals(new byte[] {4, 5}, in.readAllBytes());
    }
  }

  private OutputFile onHdfs(Configuration configuration) throws IOException {
    configuration.set("fs.hdfslike.impl", HdfsLikeFileSystem.class.getName());
    return OutputFile.prepare(configuration, "hdfslike://" + folder.resolve("m.checkpoint"), true);
  }

  private void assertHolds(Map<String, Byte> expected) throws IOException {
    Map<String, Byte> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(file.endsWith("m.checkpoint") ? 3 : 1, bytes.length);
        found.put(file.getFileName().toString(), bytes[0]);
      }
    }
    assertEquals(expected, found);
  }

  @AfterEach
  void everythingWorks() {
    HdfsLikeFileSystem.room = Long.MAX_VALUE;
    HdfsLikeFileSystem.deletes = true;
  }

  /** Or a crash between deleting and renaming would lose the only checkpoint. */
  @Test
  void theOlderFileIsReplacedWithoutBeingDeletedFirst() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(
        "fs.AbstractFileSystem.hdfslike.impl", HdfsLikeFileSystem.Context.class.getName());
    OutputFile file = onHdfs(configuration);
    HdfsLikeFileSystem.deletes = false;
    file.write(new byte[] {1, 1, 1});
    file.write(new byte[] {2, 2, 2});
    assertHolds(Map.of("m.checkpoint", (byte) 2));
  }

  @Test
  void withoutARenameThatReplacesTheOlderFileIsDeleted() throws IOException {
    OutputFile file = onHdfs(new Configuration());
    file.write(new byte[] {1, 1, 1});
    file.write(new byte[] {2, 2, 2});
    assertHolds(Map.of("m.checkpoint", (byte) 2));
  }

  @Test
  void aWriteThatFailsLeavesWhatWasThere() throws IOException {
    OutputFile file = onHdfs(new Configuration());
    HdfsLikeFileSystem.room = 2;
    assertThrows(IOException.class, () -> file.write(new byte[] {1, 1, 1}));
    assertHolds(Map.of());
    HdfsLikeFileSystem.room = 3;
    file.write(new byte[] {1, 1, 1});
    HdfsLikeFileSystem.room = 2;
    IOException failed = assertThrows(IOException.class, () -> file.write(new byte[] {2, 2, 2}));
    assertEquals("No space left on device", failed.getMessage());
    assertHolds(Map.of("m.checkpoint", (byte) 1));
  }

  @Test
  void aFullDiskIsNoticedAtOnce() throws IOException {
    HdfsLikeFileSystem.room = 100_000;
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> onHdfs(new Configuration()));
    assertTrue(
        refused
            .getMessage()
            .endsWith("m.checkpoint: its folder cannot be written to: No space left on device"),
        refused.getMessage());
    assertHolds(Map.of());
  }

  @Test
  void filesBesideAreRefusedAsTheResultIs() throws IOException {
    OutputFile fresh = prepare(folder.resolve("m.png"), false).withBeside(".json");
    Files.write(folder.resolve("m.json"), new byte[] {9});
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> fresh.withBeside(".txt", ".json"));
    assertTrue(
        refused
            .getMessage()
            .endsWith("m.json: it exists already, expected a new file or --overwrite"),
        refused.getMessage());
    OutputFile again = prepare(folder.resolve("m.png"), true).withBeside(".json");
    refused = assertThrows(IllegalArgumentException.class, () -> again.withBeside(".json", ".png"));
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                "m.png: a file beside it would have its name, found .png, expected another suffix"),
        refused.getMessage());
    assertArrayEquals(new byte[] {9}, again.beside(".json").read().orElseThrow());
  }

  @Test
  void namesBesideLoseTheirLastSuffix() {
    assertEquals("a.b/m.v2.json", OutputFile.beside("a.b/m.v2.onnx", ".json"));
    assertEquals("a.b/m.json", OutputFile.beside("a.b/m", ".json"));
    assertEquals("a.b/.m.json", OutputFile.beside("a.b/.m", ".json"));
  }
}
