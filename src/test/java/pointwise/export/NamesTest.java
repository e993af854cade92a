package pointwise.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static String name(List<String> origins, String origin) {
    return new Names(origins, false).of(origin, null);
  }

  @Test
  void namesAreThePathsBelowTheCommonFolder() {
    List<String> origins =
        List.of(
            "s3a://b/x/one/a.tar.gz", "s3a://b/x/one/b.tif", "s3a://b/x/two/b.tif", "s3a://b/x/c");
    assertThat(origins.stream().map(origin -> name(origins, origin)))
        .containsExactly("one/a.tar", "one/b", "two/b", "c");
    assertThat(name(List.of("file:/x/a.tif"), "file:/x/a.tif")).isEqualTo("a");
    assertThat(name(List.of("file:/x/.a"), "file:/x/.a")).isEqualTo(".a");
    List<String> similar = List.of("file:/x/data/a.tif", "file:/x/data2/a.tif");
    assertThat(name(similar, similar.get(1))).isEqualTo("data2/a");
    List<String> hosts = List.of("file:/x/a.tif", "s3a://b/a.tif");
    assertThat(hosts.stream().map(origin -> name(hosts, origin)).distinct()).hasSize(2);
    List<String> up = List.of("file:/x/a/../../b.tif", "file:/x/c.tif");
    assertThat(name(up, up.get(0))).isEqualTo("a/_../_../b");
  }
}
