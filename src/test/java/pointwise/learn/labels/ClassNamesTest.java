package pointwise.learn.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassNamesTest {
  @TempDir private Path folder;

  private List<ClassName> read(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return ClassNames.read(new Configuration(false), file.toString(), 999);
  }

  private void assertNames(String name, String text, String... names) throws IOException {
    List<ClassName> read = read(name, text);
    assertThat(read.stream().map(ClassName::name)).containsExactly(names);
    for (int k = 0; k < names.length; k++) {
      assertThat(read.get(k).value()).isEqualTo(k);
    }
  }

  @Test
  void listsAreInTheOrderOfTheClasses() throws IOException {
    assertNames(
        "a.txt",
        "\ufefftench\r\n goldfish, Carassius \nGrün",
        "tench",
        "goldfish, Carassius",
        "Grün");
    assertNames("a.TXT", "one\n\n\n", "one");
    assertNames("a.json", "[\"a\", \"b \\\"c\\\"\"]", "a", "b \"c\"");
    assertNames("a.json", "{\"1\": \"b\", \"0\": \"a\"}", "a", "b");
    assertNames(
        "a.json", "{\"0\": [\"n01440764\", \"tench\"], \"1\": [\"n2\", \"b\"]}", "tench", "b");
    // As it is often copied: a Python dict in a text file.
    assertNames(
        "a.txt",
        "{0: 'tench, Tinca tinca',\n 1: \"it's\",\n 2: 'it\\'s'}",
        "tench, Tinca tinca",
        "it's",
        "it's");
  }

  @Test
  void tablesNameValues() throws IOException {
    assertThat(read("a.csv", "value,name\n999,last\n3,\"a, b\",#0000ff\n"))
        .containsExactly(new ClassName(999, "last", null), new ClassName(3, "a, b", 255));
  }

  private void assertWrong(String message, String name, String text) {
    assertThatThrownBy(() -> read(name, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read classes " + folder.resolve(name) + ": " + message);
  }

  @Test
  void othersAreRefused() {
    assertWrong("line 2 is empty, expected a name in each", "a.txt", "a\n\nb");
    assertWrong("line 1 is empty, expected a name in each", "a.txt", "\n");
    for (String text :
        List.of(
            "",
            "a\nb",
            "[]",
            "{}",
            "[1, 2]",
            "[\"a\"] b",
            "{\"1\": \"a\"}",
            "{\"0\": []}",
            "\"a\"")) {
      assertWrong("it is no list of names, expected", "a.json", text);
    }
    assertWrong("line 1: found 1000,a, expected value,name or", "a.csv", "1000,a\n");
    assertWrong("line 2: found 1 a second time", "a.csv", "1,a\n1,b\n");
    assertWrong("found no line", "a.csv", "value,name\n");
  }
}
