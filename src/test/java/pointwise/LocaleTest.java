package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.pixels.Pictures;

/** What commands write in a JVM of Egypt, whose numbers have other digits: 0 to 9 all the same. */
class LocaleTest {
  @TempDir private Path folder;

  /** Runs commands, which an argument {@code then} parts, one after the other. */
  public static final class Commands {
    public static void main(String[] args) {
      if (!String.format(Locale.getDefault(), "%d", 5).equals("\u0665")) {
        throw new IllegalStateException("the locale is not that of Egypt");
      }
      List<String> command = new ArrayList<>();
      for (String arg : args) {
        if (!arg.equals("then")) {
          command.add(arg);
          continue;
        }
        System.out.println("exit " + Pointwise.run(command));
        command.clear();
      }
    }
  }

  @Test
  void numbersAreWrittenWithPlainDigits() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (String name : List.of("a", "b")) {
      Files.createDirectory(images.resolve(name));
      for (int i = 0; i < 8; i++) {
        Pictures.uint8(images.resolve(name).resolve(i + ".npy"), 40, 30, 3, i);
      }
    }
    Files.copy(Path.of("sample-data/odd/truncated.jpg"), images.resolve("a/truncated.jpg"));
    Pictures.uint8(images.resolve("b/five.npy"), 4, 6, 5, 1);
    String out = folder.resolve("out").toString();
    String model = folder.resolve("m.onnx").toString();
    String in = images.toString();
    List<String> commands = new ArrayList<>();
    for (String command :
        List.of(
            "extract --images IN --recursive --kernels conf/kernels/ycbcr.json --out OUT then",
            "fit-pca --images IN --recursive --components 2 --out PCA then",
            "train --images IN --recursive --labels folders --unit image --validation 0.5 --epochs 2 --out MODEL then",
            "evaluate --images IN --recursive --labels folders --model MODEL then",
            "inspect --network MODEL --image 40x30x3 then",
            "extract --images IN --recursive --kernels nowhere9.json --out OUT then",
            "extract --images IN --max-pixels 0 --kernels conf/kernels/ycbcr.json --out OUT then")) {
      commands.addAll(
          List.of(
              command
                  .replace("IN", in)
                  .replace("OUT", out)
                  .replace("MODEL", model)
                  .replace("PCA", folder.resolve("pca.onnx").toString())
                  .split(" ", -1)));
    }
    List<String> java =
        new ArrayList<>(
            List.of(
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Xmx1g",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.properties").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Commands.class.getName()));
    java.addAll(commands);
    Child child = Child.java(folder, java.toArray(String[]::new));
    assertThat(child.out().lines().filter(line -> line.startsWith("exit ")))
        .as(child.all())
        .containsExactly("exit 0", "exit 0", "exit 0", "exit 0", "exit 0", "exit 2", "exit 2");
    assertThat(child.out()).contains("18 in = 16 done + 2 failed + 0 dropped");
    assertPlain(child.all());
    List<Row> failed =
        Spark.session()
            .read()
            .parquet(out)
            .where("error is not null")
            .orderBy("origin")
            .collectAsList();
    assertThat(failed.get(0).<String>getAs("error")).contains("found 400 bytes");
    assertThat(failed.get(1).<String>getAs("error")).contains("found 5, expected 3");
    try (var files = Files.walk(folder)) {
      List<Path> texts = files.filter(f -> f.toString().matches(".*\\.(json|csv|txt|md)")).toList();
      assertThat(texts).hasSizeGreaterThan(3);
      for (Path text : texts) {
        assertPlain(Files.readString(text));
      }
    }
  }

  /** No Arabic digit, sign of decimals or groups, or letter. */
  private static void assertPlain(String text) {
    assertThat(text).doesNotContainPattern("\\p{IsArabic}|[\u0660-\u066c]");
  }
}
