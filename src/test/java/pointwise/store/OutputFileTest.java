package pointwise.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
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
}
