package pointwise.network.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import pointwise.network.layer.Layer;

class OperatorsTest {
  /** The first column of the first table. */
  @Test
  void thePageListsWhatIsRead() throws IOException {
    String page = Files.readString(Path.of("docs/networks.md"));
    List<String> listed =
        Pattern.compile("^\\| ([A-Z]\\w*(?:, [A-Z]\\w*)*) \\|.*\\|.*\\|$", Pattern.MULTILINE)
            .matcher(page)
            .results()
            .flatMap(row -> Pattern.compile(", ").splitAsStream(row.group(1)))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(Operators.types());
  }

  @Test
  void everyLayerIsWritten() {
    assertThat(Operators.layers()).isEqualTo(Set.of(Layer.class.getPermittedSubclasses()));
  }
}
