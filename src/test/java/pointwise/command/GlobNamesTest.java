package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.pixels.Pictures;

class GlobNamesTest {
  @TempDir private Path folder;

  /** A path that exists is taken as it stands, Listing says; so must a result's be. */
  @Test
  void aResultWhoseNameLooksLikeAGlobIsWritten() throws Exception {
    Path images = Files.createDirectory(folder.resolve("a[1]"));
    Pictures.uint8(images.resolve("a{x}.npy"), 5, 6, 3, 1);
    Path out = folder.resolve("b[1]{x}");
    Cli cli =
        Cli.run(
            "extract", "--kernels", "conf/kernels/ycbcr.json", "--images", images, "--out", out);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertThat(out.resolve("_report.json")).exists();
  }
}
