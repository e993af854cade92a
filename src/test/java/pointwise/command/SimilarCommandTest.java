package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.Spark;
import pointwise.pixels.Pictures;

/** Pictures of one pixel, whose vector is their colour. */
class SimilarCommandTest {
  private static final Path TRUNCATED = Path.of("sample-data/odd/truncated.jpg");

  @TempDir Path folder;
  private Path images;
  private Path maps;
  private Path out;

  @BeforeEach
  void maps() throws IOException {
    images = folder.resolve("in");
    colour("birds/a.npy", 200, 10, 10);
    colour("birds/b.npy", 100, 5, 5);
    colour("cats/a.npy", 180, 20, 10);
    colour("cats/c.npy", 10, 10, 200);
    colour("cats/black.npy", 0, 0, 0);
    Files.copy(TRUNCATED, images.resolve("truncated.jpg"));
    maps = extract("maps", images);
    out = folder.resolve("out");
  }

  private void colour(String name, int... samples) throws IOException {
    Path file = images.resolve(name);
    Files.createDirectories(file.getParent());
    Pictures.npy(
        file, "|u1", 1, 1, 3, new byte[] {(byte) samples[0], (byte) samples[1], (byte) samples[2]});
  }

  private Path extract(String name, Path of) throws IOException {
    Path kernels = folder.resolve("k.json");
    Files.writeString(
        kernels, Pictures.json(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}));
    Path result = folder.resolve(name);
    Cli cli =
        Cli.run("extract", "--kernels", kernels, "--images", of, "--recursive", "--out", result);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return result;
  }

  private Cli similar(Object... options) {
    List<Object> args = new ArrayList<>(List.of("similar", "--maps", maps));
    args.addAll(List.of(options));
    return Cli.run(args.toArray());
  }

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private List<String> rows() {
    return Spark.session().read().parquet(out.toString()).collectAsList().stream()
        .map(row -> row.mkString(" ").replace("file:" + images + "/", ""))
        .toList();
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(out.resolve("_report.json").toFile());
  }

  @Test
  void theNearestArePrinted() {
    Cli cli = similar("--query", "birds/a.npy", "--top", "2");
    assertDone(cli);
    assertThat(cli.out().replace("file:" + images + "/", ""))
        .contains("images     6 in = 4 done + 2 failed + 0 dropped")
        .contains("vectors    4 of 3 numbers, 2 without: 1 error, 1 zero")
        .contains("query      birds/a.npy\n")
        .contains("\n             1  1.0000  birds/b.npy\n")
        .contains("\n             2  0.9981  cats/a.npy\n")
        .doesNotContain("c.npy");
  }

  /** cos((200, 10, 10), (180, 20, 10)) = 36300 / sqrt(40200 · 32900) = 0.99815. */
  @Test
  void theNearestAreATableAndASheet() throws IOException {
    assertDone(similar("--query", "birds/a.npy", "--out", out));
    List<String> rows = rows();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).isEqualTo("birds/a.npy 1 birds/b.npy 1.0");
    assertThat(rows.get(1)).startsWith("birds/a.npy 2 cats/a.npy 0.998");
    assertThat(rows.get(2)).startsWith("birds/a.npy 3 cats/c.npy 0.10");
    assertThat(Spark.session().read().parquet(out.toString()).schema().toDDL())
        .isEqualTo("query STRING,rank INT,origin STRING,similarity FLOAT");
    BufferedImage sheet = ImageIO.read(out.resolve("_similar.png").toFile());
    assertThat(sheet.getWidth()).isEqualTo(32 + 4 * 172);
    assertThat(sheet.getRGB(20, 100) & 0xffffff).isEqualTo(200 << 16 | 10 << 8 | 10);
    assertThat(sheet.getRGB(20 + 3 * 172, 100) & 0xffffff).isEqualTo(10 << 16 | 10 << 8 | 200);
    JsonNode report = report();
    assertThat(report.get("without").get("zero").asInt()).isOne();
    assertThat(report.get("found").asInt()).isEqualTo(3);
    assertThat(report.get("parts")).hasSize(1);
  }

  @Test
  void pairsAreATable() throws IOException {
    assertDone(similar("--duplicates", "0.99", "--out", out));
    assertThat(rows())
        .satisfiesExactly(
            row -> assertThat(row).isEqualTo("birds/a.npy birds/b.npy 1.0"),
            row -> assertThat(row).startsWith("birds/a.npy cats/a.npy 0.998"),
            row -> assertThat(row).startsWith("birds/b.npy cats/a.npy 0.998"));
    assertThat(Spark.session().read().parquet(out.toString()).schema().toDDL())
        .isEqualTo("first STRING,second STRING,similarity FLOAT");
    Cli again = similar("--duplicates", "1", "--out", out);
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err().get(0)).contains("it exists already");
    Files.delete(images.resolve("birds/b.npy"));
    assertDone(similar("--duplicates", "1", "--out", out, "--overwrite"));
    assertThat(rows()).containsExactly("birds/a.npy birds/b.npy 1.0");
    assertThat(report().get("outcome").asText()).isEqualTo("done");
    assertDone(similar("--duplicates", "1", "--out", out, "--overwrite", "--blas", "java"));
  }

  @Test
  void noPairIsATableToo() throws IOException {
    Path one = extract("one", images.resolve("birds/a.npy"));
    assertDone(Cli.run("similar", "--maps", one, "--duplicates", "0", "--out", out));
    assertThat(rows()).isEmpty();
    assertThat(report().get("found").asInt()).isZero();
  }

  @Test
  void imagesOfAnotherTableAreSearchedFor() throws IOException {
    Path others = folder.resolve("others");
    images = others;
    colour("x.npy", 20, 1, 1);
    colour("y.npy", 1, 1, 20);
    Path queries = extract("queries", others);
    images = folder.resolve("in");
    assertDone(similar("--query", queries, "--top", "1", "--out", out));
    assertThat(rows().stream().map(row -> row.replace("file:" + others + "/", "")))
        .containsExactly("x.npy 1 birds/a.npy 1.0", "y.npy 1 cats/c.npy 1.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--query a.npy | Cannot search for a.npy: found 2 images whose paths end so in ",
        "--query pigeon.jpg | Cannot search for pigeon.jpg: found no image of that path in ",
        "--query .npy | Cannot search for .npy: found no image of that path in ",
        "--query black.npy | found no vector, but ",
        "--query truncated.jpg | found no vector, but ",
        "--query sample-data | Cannot search for sample-data: it is a folder, found no _report.json in it, expected a result of extract, or an image of the table",
        "--query b.npy --top 0 | Cannot use --top: found 0, expected at least 1",
        "--query b.npy --top 900000000 | expected at most 0: search for them in parts",
        "--query b.npy --layer fc | found no layers, expected no --layer",
        "--query b.npy --duplicates 0.9 | Cannot search: found --query and --duplicates, expected one of them",
        "--top 3 | Cannot search: found neither --query nor --duplicates, expected one of them",
        "--duplicates 0.9 | Cannot use --duplicates: found no --out, expected a folder for the pairs",
        "--duplicates 98 --out o | Cannot use --duplicates: found 98.0, expected a similarity from -1 to 1",
        "--duplicates NaN --out o | Cannot use --duplicates: found NaN, expected a similarity from -1 to 1",
        "--duplicates 0.9 --top 3 --out o | Cannot use --top: found 3, expected none with --duplicates",
        "--query b.npy --overwrite | Cannot use --overwrite: found no --out, expected a folder to replace"
      })
  void whatCannotBeSearchedIsOneLine(String options, String message) {
    Cli cli = similar((Object[]) options.split(" ", -1));
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(2);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).startsWith("Cannot ").contains(message);
  }

  @Test
  void aResultIsNotWrittenIntoTheTable() {
    Cli cli = similar("--duplicates", "0.9", "--out", maps.resolve("pairs"));
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err().get(0)).contains("it is in the table");
    Cli missing = Cli.run("similar", "--maps", folder.resolve("none"), "--query", "a");
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err().get(0)).startsWith("Cannot read maps ").contains("nothing is there");
  }
}
