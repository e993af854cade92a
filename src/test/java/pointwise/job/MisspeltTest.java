package pointwise.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.command.Cli;

class MisspeltTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "extrct --images a; Cannot run pointwise: found no command extrct, did you mean extract? (see pointwise --help)",
        "Extract --images a; Cannot run pointwise: found no command Extract, did you mean extract? (see pointwise --help)",
        "frobnicate; Cannot run pointwise: found no command frobnicate (see pointwise --help)",
        "extract --image a --out b; Cannot run pointwise extract: found no option --image, did you mean --images? (see pointwise extract --help)",
        "extract --images a --out b --kernel=k.json; Cannot run pointwise extract: found no option --kernel, did you mean --kernels? (see pointwise extract --help)",
        "explode --image a; Cannot run pointwise explode: found no option --image, did you mean --images? (see pointwise explode --help)",
        "extract --images a --out b --driver-memory 2g; Cannot run pointwise extract: --driver-memory is an option of Spark: those stand before the command (see pointwise extract --help)",
        "extract --conf=a=b; Cannot run pointwise extract: --conf is an option of Spark: those stand before the command (see pointwise extract --help)",
        "extract --frobnicate; Cannot run pointwise extract: found no option --frobnicate (see pointwise extract --help)",
        "doctor now; Cannot run pointwise doctor: found the word now, which belongs to no option (see pointwise doctor --help)",
        "extract; Missing required option: '--out=DIR' (see pointwise extract --help)",
        "fit-pca --images a --out b --nodata -9999 --components; Missing required parameter for option '--components' (K) (see pointwise fit-pca --help)"
      })
  void whatWasMeantIsTold(String words, String message) {
    Cli cli = Cli.run((Object[]) words.split(" "));
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).as(Arrays.toString(words.split(" "))).hasSize(1);
    assertThat(cli.err().get(0)).endsWith(message);
  }
}
