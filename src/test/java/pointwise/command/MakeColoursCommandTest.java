package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeColoursCommandTest {
  @TempDir private Path folder;

  /** What every file below holds, by its path. */
  private static Map<String, String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      Map<String, String> contents = new TreeMap<>();
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(folder.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
      return contents;
    }
  }

  @Test
  void theSameFilesOnEveryRunAndOthersForAnotherSeed() throws IOException {
    Cli first = Cli.run("make-colours", "--count", 20, "--out", folder.resolve("a"), "--seed", 3);
    assertThat(first.code()).as(String.join("\n", first.err())).isZero();
    assertThat(first.out()).startsWith("pictures   20 in file:");
    Cli.run("make-colours", "--count", 20, "--out", folder.resolve("b"), "--seed", 3);
    Cli.run("make-colours", "--count", 23, "--out", folder.resolve("more"), "--seed", 3);
    Cli.run("make-colours", "--count", 20, "--out", folder.resolve("c"), "--seed", 4);
    Map<String, String> a = files(folder.resolve("a"));
    assertThat(files(folder.resolve("b"))).isEqualTo(a);
    assertThat(files(folder.resolve("more"))).containsAllEntriesOf(a).hasSize(23);
    Map<String, String> c = files(folder.resolve("c"));
    assertThat(c.keySet()).isEqualTo(a.keySet());
    assertThat(c.values()).doesNotContainAnyElementsOf(a.values());
  }

  @Test
  void coloursTakeTurnsAndTheFirstHaveTheRemainder() throws IOException {
    Cli cli = Cli.run("make-colours", "--count", 20, "--out", folder.resolve("a"));
    assertThat(cli.out()).contains("red        4", "green      4", "blue       3", "magenta    3");
    Map<String, Long> counts =
        files(folder.resolve("a")).keySet().stream()
            .collect(
                Collectors.groupingBy(
                    name -> name.substring(0, name.indexOf('/')), Collectors.counting()));
    assertThat(counts)
        .isEqualTo(
            Map.of("red", 4L, "green", 4L, "blue", 3L, "yellow", 3L, "cyan", 3L, "magenta", 3L));
  }

  @Test
  void filesAreRgbPicturesOf28Pixels() throws IOException {
    Cli.run("make-colours", "--count", 2, "--out", folder.resolve("a"));
    BufferedImage green = ImageIO.read(folder.resolve("a/green/000001.png").toFile());
    assertThat(green.getWidth()).isEqualTo(28);
    assertThat(green.getHeight()).isEqualTo(28);
    assertThat(green.getRaster().getNumBands()).isEqualTo(3);
    double[] most = new double[3];
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        int[] p = green.getRaster().getPixel(x, y, (int[]) null);
        for (int channel = 0; channel < 3; channel++) {
          int others = p[0] + p[1] + p[2] - p[channel];
          most[channel] = Math.max(most[channel], p[channel] - others / 2.0);
        }
      }
    }
    assertThat(most[1]).isGreaterThan(most[0]).isGreaterThan(most[2]);
  }

  @Test
  void wrongUseIsOneLine() throws IOException {
    Cli none = Cli.run("make-colours", "--count", 0, "--out", folder.resolve("a"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).containsExactly("Cannot use --count: found 0, expected at least 1");

    Cli exists = Cli.run("make-colours", "--count", 1, "--out", folder);
    assertThat(exists.code()).isEqualTo(2);
    assertThat(exists.err())
        .singleElement()
        .asString()
        .startsWith("Cannot write to file:")
        .endsWith(folder.getFileName() + ": it exists already, expected a new folder");

    Path file = Files.writeString(folder.resolve("file"), "");
    Cli below = Cli.run("make-colours", "--count", 1, "--out", file.resolve("a"));
    assertThat(below.code()).isEqualTo(2);
    assertThat(below.err())
        .singleElement()
        .asString()
        .startsWith("Cannot write to " + file.resolve("a") + ": no folder can be made there");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
