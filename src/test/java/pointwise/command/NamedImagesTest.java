package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;

/** How images are named on the command line, and what becomes of what is no image. */
class NamedImagesTest {
  @TempDir private Path folder;
  private Path images;
  private Path out;

  @BeforeEach
  void folders() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    out = folder.resolve("out");
  }

  private void picture(String name) throws IOException {
    Path file = images.resolve(name);
    Files.createDirectories(file.getParent());
    Pictures.uint8(file, 2, 3, 3, 1);
  }

  private Cli explode(Object... args) {
    Object[] start = {"explode", "--overwrite", "--out", out};
    return Cli.run(Stream.of(start, args).flatMap(Stream::of).toArray());
  }

  private void assertExploded(Cli cli, String... names) {
    assertExploded(0, cli, names);
  }

  private void assertExploded(int code, Cli cli, String... names) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(code);
    List<String> origins =
        Spark.session()
            .read()
            .parquet(out.toString())
            .where("error is null")
            .select("origin")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    assertThat(origins)
        .containsExactlyInAnyOrder(
            Stream.of(names).map(name -> "file:" + images.resolve(name)).toArray(String[]::new));
  }

  @Test
  void noPartitionsAreWrongUse() throws IOException {
    picture("a.npy");
    for (int partitions : new int[] {0, -1}) {
      assertWrongUse(
          explode("--images", images, "--partitions", partitions),
          "Cannot use --partitions: found " + partitions + ", expected at least 1");
    }
    assertExploded(explode("--images", images, "--partitions", 1), "a.npy");
  }

  /** A glob chooses in folders only. */
  @Test
  void ofNamedFilesNoGlobIsAdvised() throws IOException {
    Path text = Files.writeString(images.resolve("a.npy"), "no picture");
    Path list = Files.writeString(folder.resolve("list.txt"), text + "\n");
    Object[][] named = {{"--images-from", list}, {"--images", text}};
    for (Object[] names : named) {
      Cli cli = explode(names);
      assertThat(cli.code()).isEqualTo(3);
      assertThat(cli.err()).singleElement().asString().contains("a.npy: the file is text");
      assertThat(cli.err().get(0)).doesNotContain("--glob");
    }
    assertThat(explode("--images", images).err().get(0)).endsWith(": --glob chooses images");
  }

  private static void assertWrongUse(Cli cli, String... parts) {
    assertThat(cli.err()).as(cli.out()).hasSize(1);
    assertThat(cli.err().get(0)).contains(parts);
    assertThat(cli.code()).isEqualTo(2);
  }

  @Test
  void aListHasAPathInEachLine() throws IOException {
    String odd = " a b,'\"#%20@*[1]{x}\t\u00e9 ";
    for (String name : List.of("a.npy", "b:c.npy", odd + ".npy", "s/d.npy", "e.npy", "f.npy")) {
      picture(name);
    }
    Path list =
        Files.writeString(
            folder.resolve("list:1.txt"),
            Stream.of("a.npy", "b:c.npy", odd + ".npy", "", "s", "a.npy")
                .map(name -> name.isEmpty() ? name : images.resolve(name).toString())
                .reduce("", (all, line) -> all + line + "\n")
                .stripTrailing());
    assertExploded(
        explode("--images", images.resolve("e.npy"), "--images-from", "file:" + list),
        "a.npy",
        "b:c.npy",
        odd + ".npy",
        "s/d.npy",
        "e.npy");
    InputStream in = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              (images.resolve("f.npy") + "\n").getBytes(StandardCharsets.UTF_8)));
      assertExploded(explode("--images-from", "-"), "f.npy");
    } finally {
      System.setIn(in);
    }
  }

  @Test
  void aListThatCannotBeTakenIsRefused() throws IOException {
    picture("a.npy");
    Path list = folder.resolve("list.txt");
    assertWrongUse(explode(), "expected --images, --images-from or --stack");
    assertWrongUse(explode("--images-from", list), "no file is there");
    Files.writeString(list, "\n\n");
    assertWrongUse(
        explode("--images-from", list),
        "Cannot list images: the list " + list + " is empty, found no path");
    Files.writeString(list, images.resolve("a.npy") + "\r\n");
    assertWrongUse(
        explode("--images-from", list), "nothing is there", "the path ends in a carriage return");
    Files.write(list, new byte[] {'a', '\n', (byte) 0xe9, '\n'});
    assertWrongUse(explode("--images-from", list), "line 2 is not UTF-8");
  }

  /** The library of the command line would read arguments from such a file. */
  @Test
  void anAtSignIsOfAName() throws IOException {
    picture("a.npy");
    Path list = Files.writeString(folder.resolve("list.txt"), images.resolve("a.npy").toString());
    String name = "@" + Path.of("").toAbsolutePath().relativize(list);
    assertWrongUse(
        explode("--images", name), "Cannot list images in " + name + ": nothing is there");
  }

  @Test
  void whatIsNoInputIsInSummaryAndReport() throws Exception {
    for (String name :
        List.of("a.npy", "x:y.npy", "._a.npy", ".git/b.npy", "sub/c.npy", "tub/d.npy")) {
      picture(name);
    }
    Files.writeString(images.resolve("n.txt"), "");
    Files.createSymbolicLink(images.resolve("gone.npy"), Path.of("/no/where"));
    String pipe = images.resolve("pipe.npy").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    Cli cli = explode("--images", images);
    assertExploded(4, cli, "a.npy", "x:y.npy");
    assertThat(cli.out().lines())
        .contains(
            "images     3 in = 2 done + 1 failed + 0 dropped",
            "failed     1: 1 storage",
            "           1 storage: file:"
                + images.resolve("gone.npy")
                + ": it is a link to /no/where, where nothing is",
            "skipped    1 other file, 2 hidden, 1 named pipe; 2 folders not entered (sub, tub): --recursive takes them");
    JsonNode report = new ObjectMapper().readTree(out.resolve("_report.json").toFile());
    assertThat(report.get("skipped").asInt()).isEqualTo(4);
    assertThat(report.get("skipped_kinds").toString())
        .isEqualTo("{\"other file\":1,\"hidden\":2,\"named pipe\":1}");
    assertThat(report.get("folders_not_entered").asInt()).isEqualTo(2);
    assertThat(report.get("some_folders_not_entered").toString()).isEqualTo("[\"sub\",\"tub\"]");
    assertThat(
            Spark.session()
                .read()
                .parquet(out.toString())
                .where("errorKind = 'storage' and origin like '%/gone.npy'")
                .count())
        .isEqualTo(1);
  }

  /** A broken link is of no class, and needs no line of a CSV file. */
  @Test
  void labelsOfFoldersEnterThem() throws IOException {
    for (String name : List.of("red/1.npy", "red/2.npy", "blue/3.npy", "blue/4.npy")) {
      picture(name);
    }
    Files.createSymbolicLink(images.resolve("gone.npy"), Path.of("/no/where"));
    Path model = folder.resolve("m.onnx");
    Object[] train = {"train", "--images", images, "--unit", "image", "--validation", 0};
    Object[] more = {"--epochs", 1, "--labels", "folders", "--out", model};
    Cli trained = Cli.run(Stream.of(train, more).flatMap(Stream::of).toArray());
    assertThat(trained.code()).as(String.join("\n", trained.err())).isEqualTo(4);
    assertThat(trained.out()).contains("gone.npy: it is a link to /no/where, where nothing is");
    Cli judged = Cli.run("evaluate", "--images", images, "--labels", "folders", "--model", model);
    assertThat(judged.code()).as(String.join("\n", judged.err())).isEqualTo(4);
    assertThat(judged.out()).contains("5 in = 4 done + 1 failed");
    Path csv =
        Files.writeString(
            folder.resolve("l.csv"),
            "origin,label\n1.npy,red\n2.npy,red\n3.npy,blue\n4.npy,blue\n");
    Cli byCsv =
        Cli.run(
            "evaluate",
            "--images",
            images,
            "--recursive",
            "--labels",
            csv,
            "--model",
            model,
            "--overwrite");
    assertThat(byCsv.code()).as(String.join("\n", byCsv.err())).isEqualTo(4);
    assertThat(byCsv.out()).contains("5 in = 4 done + 1 failed");
    Path links = Files.createDirectories(folder.resolve("links/red"));
    Files.createSymbolicLink(links.resolve("gone.npy"), Path.of("/no/where"));
    Object[] nothing = {"train", "--images", links.getParent(), "--unit", "image"};
    Object[] toFile = {"--labels", "folders", "--out", folder.resolve("n.onnx")};
    assertThat(Cli.run(Stream.of(nothing, toFile).flatMap(Stream::of).toArray()).code())
        .isEqualTo(3);
  }
}
