package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;

/**
 * A folder with six images, and jobs that make a table of them, of which an earlier one did some.
 */
abstract class UnfinishedJob {
  static final String KERNELS = "conf/kernels/ycbcr.json";

  @TempDir Path folder;
  Path images;
  Path out;

  @BeforeEach
  void images() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    out = folder.resolve("out");
    for (int i = 0; i < 6; i++) {
      picture("a" + i, i);
    }
  }

  void picture(String name, int seed) throws IOException {
    Pictures.uint8(images.resolve(name + ".npy"), 4 + seed, 5, 3, seed);
  }

  Cli extract(Path to, Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("extract", "--images", images, "--kernels", KERNELS, "--out", to));
    args.addAll(List.of(more));
    return Cli.run(args.toArray());
  }

  Cli byOtherKernels(String option) {
    return Cli.run(
        "extract", "--images", images, "--kernels", "conf/kernels/luma.json", "--out", out, option);
  }

  static void assertDone(Cli cli) {
    assertThat(cli.code()).as("%s", cli.err()).isZero();
  }

  /** All rows as text, samples in full. */
  static List<String> rows(Path table) {
    return Spark.session().read().parquet(table.toString()).collectAsList().stream()
        .map(UnfinishedJob::text)
        .sorted()
        .toList();
  }

  static String text(Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(
          row.get(i) instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(row.get(i)));
    }
    return String.join("|", values);
  }

  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Makes of a result what a kill leaves when all bundles but some are done. */
  void unfinish(int... bundles) throws IOException {
    Path unfinished = folder.resolve("out.unfinished");
    Files.move(out, unfinished);
    Files.delete(unfinished.resolve("_report.json"));
    for (int bundle : bundles) {
      Files.delete(unfinished.resolve("_plan/bundle-" + bundle + ".json"));
    }
  }
}
