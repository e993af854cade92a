package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class FormatsPageTest {
  @Test
  void thePageListsTheSuffixes() throws IOException {
    Matcher listed =
        Pattern.compile("files with these suffixes are taken.*?: (.*?)\\.")
            .matcher(Files.readString(Path.of("docs/formats.md")));
    assertThat(listed.find()).isTrue();
    assertThat(listed.group(1).split(", "))
        .containsExactlyInAnyOrderElementsOf(ImageFormats.suffixes().toList());
  }
}
