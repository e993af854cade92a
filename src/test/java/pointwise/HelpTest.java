package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.command.Cli;

/** What --help of a command says. */
class HelpTest {
  private static final Pattern HEADING = Pattern.compile("(?m)^([A-Z][a-z ]+):$");

  @Test
  void whatIsRequiredStandsFirstAndTheRestByWhatItIsOf() {
    String help = Cli.run("extract", "--help").out();
    List<String> headings = HEADING.matcher(help).results().map(found -> found.group(1)).toList();
    assertThat(headings)
        .containsExactly(
            "Required",
            "Of this command",
            "Images",
            "Kernels",
            "Network",
            "Computing",
            "Result",
            "Example");
    assertThat(section(help, "Required")).contains("--out=DIR").doesNotContain("--codec");
    assertThat(section(help, "Images")).contains("--images=PATH").contains("--explain");
    assertThat(section(help, "Result")).contains("--resume").contains("--dtype");
    assertThat(section(help, "Of this command")).contains("-h, --help").doesNotContain("--images");
  }

  private static String section(String help, String heading) {
    String after = help.substring(help.indexOf("\n" + heading + ":\n") + 1);
    Matcher next = HEADING.matcher(after);
    return next.find(heading.length() + 1) ? after.substring(0, next.start()) : after;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "extract",
        "explode",
        "multiply",
        "assemble",
        "classify",
        "evaluate",
        "inspect",
        "make-colours",
        "preview",
        "similar",
        "fit-pca",
        "train",
        "status",
        "doctor"
      })
  void everyCommandHasAnExampleOfItself(String command) {
    Cli cli = Cli.run(command, "--help");
    assertThat(cli.code()).isZero();
    assertThat(cli.out())
        .containsPattern("\nExample:\n  jobs/pointwise (--master \\S+ )?" + command + "\\b");
  }
}
