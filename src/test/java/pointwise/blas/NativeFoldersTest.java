package pointwise.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Jvm;

/** Where native libraries are unpacked to, in JVMs of their own. */
class NativeFoldersTest {
  /** Loads BLAS and says how that went. */
  public static final class Load {
    private Load() {}

    public static void main(String[] args) {
      try {
        System.out.println(Blas.nativeBlas().describe());
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @TempDir private Path folder;
  @TempDir private Path cache;

  /** What is said by a JVM with these properties, in which {@link #folder} may be noexec. */
  private String load(boolean noexec, String... properties)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (noexec) {
      String mount = "mount -t tmpfs -o noexec tmpfs '" + folder + "' && exec \"$@\"";
      command.addAll(List.of("unshare", "-rm", "sh", "-c", mount, "sh"));
    }
    command.addAll(Jvm.command());
    command.addAll(List.of(properties));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Load.class.getName()));
    Process process = new ProcessBuilder(command).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
    assumeTrue(!noexec || process.exitValue() == 0, "no file system can be mounted here");
    return out.strip();
  }

  @Test
  void aFolderThatExecutesNothingIsNamedWithTheSettingOfAnother() throws Exception {
    String said = load(true, "-Dorg.bytedeco.javacpp.cachedir=" + folder);
    assertThat(said)
        .startsWith("Cannot load native BLAS: " + folder + "/")
        .contains("noexec")
        .endsWith("-Dorg.bytedeco.javacpp.cachedir=DIR, or ask for --blas java")
        .doesNotContain("use Linux");
  }

  /** netlib unpacks its part to another folder. */
  @Test
  void theSameOfTheTemporaryFolder() throws Exception {
    String said =
        load(true, "-Djava.io.tmpdir=" + folder, "-Dorg.bytedeco.javacpp.cachedir=" + cache);
    assertThat(said)
        .startsWith("Cannot load native BLAS: ")
        .contains("what it unpacks to " + folder + "; where that folder is mounted noexec")
        .contains("-Djava.io.tmpdir=DIR");
  }

  /** Ours is bound whatever the property says; that a user's names no file does not matter. */
  @Test
  void aPropertyThatNamesNoFileIsPassedOver() throws Exception {
    assertThat(load(false, "-Ddev.ludovic.netlib.blas.nativeLibPath=" + folder.resolve("no.so")))
        .startsWith("OpenBLAS ");
  }
}
