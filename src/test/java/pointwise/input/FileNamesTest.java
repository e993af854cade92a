package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Jvm;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;

/** Names of files in JVMs of other locales. */
class FileNamesTest {
  @TempDir private Path temporary;

  /** Prints what is listed in a folder, and whether it can be opened. */
  static final class Lists {
    private Lists() {}

    public static void main(String[] args) throws IOException {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      try {
        Configuration configuration = new Configuration();
        if (args[0].equals("open")) {
          String origin = Files.readString(Path.of(args[1]));
          new RasterReader(configuration, new DecodeLimits(1000, 1000, "")).open(origin).close();
          return;
        }
        Listing listing =
            Lister.list(configuration, List.of(args[1]), new Listing.Selection(null, true));
        for (InputSplit file : listing.files()) {
          out.println(file.getOrigin() + " " + file.getErrorKind() + " " + file.getError());
        }
      } catch (IllegalArgumentException | ImageException e) {
        out.println(e.getMessage());
      }
    }
  }

  private List<String> run(String locale, String... args) throws Exception {
    Path out = temporary.resolve("out.txt");
    ProcessBuilder java = new ProcessBuilder(Jvm.command());
    java.command()
        .addAll(List.of("-cp", System.getProperty("java.class.path"), Lists.class.getName()));
    java.command().addAll(List.of(args));
    java.environment().put("LC_ALL", locale);
    Process process =
        java.redirectOutput(out.toFile()).redirectError(temporary.resolve("err").toFile()).start();
    assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(temporary.resolve("err"))).isZero();
    return Files.readAllLines(out);
  }

  /** A folder with files whose names are these bytes, as a shell writes them. */
  private Path folder(String... names) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("in"));
    for (String name : names) {
      Process printf =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "cp \"$1\" \"$(printf \"$2\")\"",
                  "sh",
                  Path.of("sample-data/nine.npy").toAbsolutePath().toString(),
                  name)
              .directory(folder.toFile())
              .inheritIO()
              .start();
      assertThat(printf.waitFor()).isZero();
    }
    return folder;
  }

  @Test
  void namesBeyondAsciiAreRefusedWhereTheLocaleHasNone() throws Exception {
    Path folder = folder("a.npy", "gr\\303\\266\\303\\237e.npy");
    for (String locale : List.of("C", "POSIX")) {
      List<String> found = run(locale, "list", folder.toString());
      assertThat(found).hasSize(1);
      assertThat(found.get(0))
          .startsWith(
              "Cannot list images in "
                  + folder
                  + ": a name in it cannot be read, found gr\\xc3\\xb6\\xc3\\x9fe.npy, and the JVM has the locale's encoding ")
          .endsWith(", expected UTF-8: set LC_ALL=C.UTF-8");
    }
    assertThat(run("C.UTF-8", "list", folder.toString()))
        .containsExactly(
            "file:" + folder + "/a.npy null null",
            "file:" + folder + "/gr\u00f6\u00dfe.npy null null");
  }

  @Test
  void namesInAsciiNeedNoLocale() throws Exception {
    Path folder = folder("a.npy", "b.npy");
    assertThat(run("C", "list", folder.toString()))
        .containsExactly(
            "file:" + folder + "/a.npy null null", "file:" + folder + "/b.npy null null");
  }

  @Test
  void aNamedFileTellsOfTheLocaleToo() throws Exception {
    Path folder = folder("gr\\303\\266\\303\\237e.npy");
    List<String> found = run("C", "list", folder + "/gr\u00f6\u00dfe.npy");
    assertThat(found).hasSize(1);
    assertThat(found.get(0)).contains("nothing is there").endsWith("set LC_ALL=C.UTF-8)");
  }

  @Test
  void anExecutorOfAnotherLocaleSaysSo() throws Exception {
    Path folder = folder("gr\\303\\266\\303\\237e.npy");
    Path origin =
        Files.writeString(temporary.resolve("origin"), "file:" + folder + "/gr\u00f6\u00dfe.npy");
    assertThat(run("C.UTF-8", "open", origin.toString())).isEmpty();
    List<String> found = run("C", "open", origin.toString());
    assertThat(found).hasSize(1);
    assertThat(found.get(0))
        .contains("this JVM cannot name the file")
        .endsWith("set LC_ALL=C.UTF-8, on executors spark.executorEnv.LC_ALL");
  }

  /** Not even where another file has the name that the bytes are shown as. */
  @Test
  void aNameThatIsNotUtf8IsAnInputThatFailed() throws Exception {
    Path folder = folder("a.npy", "\\351.npy", "\\\\xe9.npy", "x\\351.txt");
    assertThat(run("C.UTF-8", "list", folder.toString()))
        .containsExactly(
            "file:" + folder + "/\\xe9.npy null null",
            "file:" + folder + "/\\xe9.npy storage its name is not UTF-8: rename it",
            "file:" + folder + "/a.npy null null");
  }
}
