package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;

class RasterReaderTest {
  private final Configuration configuration = new Configuration();
  private final RasterReader reader = new RasterReader(configuration, Fixture.LIMITS);

  @TempDir Path folder;

  @BeforeEach
  void count() {
    configuration.set("fs.counted.impl", CountedFileSystem.class.getName());
    configuration.set("fs.tagged.impl", CountedFileSystem.class.getName());
  }

  /** A listed file; what was asked for before does not count. */
  private InputSplit listed(String scheme, Path file) throws IOException {
    InputSplit split =
        Lister.list(configuration, List.of(scheme + ":" + file), Listing.Selection.DEFAULT)
            .files()
            .get(0);
    CountedFileSystem.REQUESTS.clear();
    CountedFileSystem.bytes = 0;
    return split;
  }

  private Path copy(String name) throws IOException {
    return Files.copy(Path.of(name), folder.resolve("image.dat"));
  }

  /** A store that knows the status does not look for it again when it opens the file. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample-data/odd/palette_color.png",
        "sample-data/odd/chessboard_GRAY_U16.tif",
        "src/test/resources/images/as_float_f8_le_F.npy"
      })
  void aFileOfAStoreIsAskedForOnceOpenedOnceAndReadOnce(String name) throws IOException {
    Path file = copy(name);
    try (Raster image = reader.open(listed("tagged", file))) {
      assertThat(image.read(Window.lines(0, image.height(), image.width()))).isNotEmpty();
    }
    assertThat(CountedFileSystem.REQUESTS).containsExactly("status", "open with status");
    assertThat(CountedFileSystem.bytes).isEqualTo(Files.size(file));
  }

  @Test
  void aFileWithoutEtagIsAskedForOnceItIsOpen() throws IOException {
    Path file = copy("sample-data/odd/palette_color.png");
    reader.open(listed("counted", file)).close();
    assertThat(CountedFileSystem.REQUESTS).containsExactly("open", "status");
    assertThat(CountedFileSystem.bytes).isEqualTo(Files.size(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"counted", "tagged"})
  void aFileThatChangedSinceIsRefused(String scheme) throws IOException {
    Path file = copy("sample-data/odd/palette_color.png");
    InputSplit split = listed(scheme, file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(split.getModified() + 2000));
    assertThatThrownBy(() -> reader.open(split))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("changed after it was listed");
  }
}
