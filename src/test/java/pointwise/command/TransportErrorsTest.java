package pointwise.command;

import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Pool;
import pointwise.network.layer.WindowAxis;
import pointwise.network.onnx.OnnxWriter;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** Files that were listed and then cannot be read: once, or ever. */
class TransportErrorsTest {
  private static final int HEIGHT = 20;
  private static final int WIDTH = 30;

  /** The three channels added up: whole numbers, exact in float32. */
  private static final String SUM = "{\"kernels\": [[1, 1, 1]]}";

  /** Two sums of 32 channels. */
  private static final String WIDE =
      Text.of("{\"kernels\": [%1$s, %1$s]}", "[1" + ", 1".repeat(31) + "]");

  @TempDir private Path folder;
  private Path images;
  private Path kernels;
  private Path out;

  @BeforeEach
  void files() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    kernels = Files.writeString(folder.resolve("sum.json"), SUM);
    out = folder.resolve("out");
    FaultyFileSystem.FAILURES.clear();
    FaultyFileSystem.OPENED.clear();
    FaultyFileSystem.denies = true;
  }

  @AfterEach
  void usualSession() {
    Spark.master("local[2]");
  }

  private Cli extract(String master, String... more) throws IOException {
    return extract(master, new Object[] {"--kernels", kernels}, more);
  }

  private Cli extract(String master, Object[] by, String... more) throws IOException {
    Spark.master(master);
    Object[] command = {
      "extract", "--images", FaultyFileSystem.uri(images), by[0], by[1], "--out", out
    };
    return Cli.run(Stream.concat(Stream.of(command), Stream.of(more)).toArray());
  }

  private void picture(String name, long seed) {
    Pictures.uint8(images.resolve(name), HEIGHT, WIDTH, 3, seed);
  }

  private void assertCounts(int inputs, int maps, int errors, int dropped) throws IOException {
    JsonNode report = new ObjectMapper().readTree(out.resolve("_report.json").toFile());
    assertThat(Stream.of("inputs", "done", "failed", "dropped").map(n -> report.get(n).asInt()))
        .containsExactly(inputs, maps, errors, dropped);
  }

  /** The rows by file name; more than one row of a file is wrong here. */
  private Map<String, Row> rows() {
    Map<String, Row> rows = new TreeMap<>();
    for (Row row : Spark.session().read().parquet(out.toString()).collectAsList()) {
      String name = row.<String>getAs("origin").replaceAll(".*/", "");
      assertThat(rows.put(name, row)).as(name).isNull();
    }
    return rows;
  }

  /** Whether the map is the sum of the channels that {@link #picture} wrote. */
  private static void assertSum(Row row, long seed) {
    assertThat(row.<String>getAs("error")).isNull();
    byte[] samples = new byte[HEIGHT * WIDTH * 3];
    new Random(seed).nextBytes(samples);
    ByteBuffer found = ByteBuffer.wrap(row.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(found.remaining()).isEqualTo(4 * HEIGHT * WIDTH);
    for (int i = 0; i < samples.length; i += 3) {
      assertThat(found.getFloat())
          .isEqualTo((samples[i] & 0xff) + (samples[i + 1] & 0xff) + (samples[i + 2] & 0xff));
    }
  }

  @Test
  void imagesMayLieOnAnotherFileSystemThanTheResult() throws IOException {
    picture("a.npy", 1);
    Cli cli = extract("local[2]");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertCounts(1, 1, 0, 0);
    assertThat(rows().get("a.npy").<String>getAs("origin"))
        .isEqualTo("faulty:" + images.resolve("a.npy"));
    assertSum(rows().get("a.npy"), 1);
  }

  @Test
  void aFileThatVanishesAfterTheListingIsOneErrorRow() throws IOException {
    picture("a.npy", 1);
    picture("vanishing.npy", 2);
    Files.copy(Path.of("sample-data/odd/palette_color.png"), images.resolve("vanishing.png"));
    picture("z.npy", 3);
    Cli cli = extract("local[2]", "--partitions", "1");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertThat(cli.out()).contains("4 in = 2 done + 2 failed + 0 dropped");
    assertCounts(4, 2, 2, 0);
    Map<String, Row> rows = rows();
    assertThat(rows).containsOnlyKeys("a.npy", "vanishing.npy", "vanishing.png", "z.npy");
    for (String name : new String[] {"vanishing.npy", "vanishing.png"}) {
      assertThat(images.resolve(name)).doesNotExist();
      assertThat(rows.get(name).<String>getAs("error"))
          .startsWith("the file cannot be read: File ")
          .endsWith(images.resolve(name) + " does not exist");
      assertThat(rows.get(name).<byte[]>getAs("data")).isNull();
      assertThat(rows.get(name).<String>getAs("errorKind")).isEqualTo("storage");
    }
    assertSum(rows.get("a.npy"), 1);
    assertSum(rows.get("z.npy"), 3);
  }

  @Test
  void aFileThatFailsOnceIsReadInTheSameTask() throws IOException {
    picture("a.npy", 1);
    picture("open-once.npy", 2);
    picture("read-once.npy", 3);
    Cli cli = extract("local[2]");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    assertCounts(3, 3, 0, 0);
    assertFailures(Map.of("open-once.npy", 1, "read-once.npy", 1));
    Map<String, Row> rows = rows();
    assertSum(rows.get("a.npy"), 1);
    assertSum(rows.get("open-once.npy"), 2);
    assertSum(rows.get("read-once.npy"), 3);
  }

  /** Whatever number of attempts a task has: Spark counts lost executors among them. */
  @Test
  void aFileThatFailsThreeTimesIsOneErrorRow() throws IOException {
    picture("a.npy", 1);
    picture("open-always.npy", 2);
    picture("read-always.npy", 3);
    Cli cli = extract("local[2,3]");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(3, 1, 2, 0);
    assertFailures(Map.of("open-always.npy", 3, "read-always.npy", 3));
    Map<String, Row> rows = rows();
    assertSum(rows.get("a.npy"), 1);
    for (String name : new String[] {"open-always.npy", "read-always.npy"}) {
      assertThat(rows.get(name).<String>getAs("error"))
          .isEqualTo("the file cannot be read: Connection reset by peer");
    }
  }

  /** Hadoop's local file system has errors of the disk as an Error, which ends a task. */
  @Test
  void anErrorOfTheDiskIsOneErrorRow() throws IOException {
    picture("a.npy", 1);
    picture("disk-always.npy", 2);
    picture("disk-once.npy", 3);
    Cli cli = extract("local[2,3]");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(3, 2, 1, 0);
    assertFailures(Map.of("disk-always.npy", 3, "disk-once.npy", 1));
    Map<String, Row> rows = rows();
    assertSum(rows.get("a.npy"), 1);
    assertSum(rows.get("disk-once.npy"), 3);
    assertThat(rows.get("disk-always.npy").<String>getAs("error"))
        .isEqualTo("the file cannot be read: Input/output error");
    assertThat(rows.get("disk-always.npy").<String>getAs("errorKind")).isEqualTo("storage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"disk-always.npy", "disk-always.csv"})
  void anErrorOfTheDiskUnderLabelsNamesThem(String labels) throws IOException {
    picture("a.npy", 1);
    Files.createFile(folder.resolve(labels));
    Cli cli =
        Cli.run(
            "train",
            "--images",
            FaultyFileSystem.uri(images),
            "--labels",
            FaultyFileSystem.uri(folder.resolve(labels)),
            "--unit",
            "pixel",
            "--out",
            folder.resolve("m.onnx"));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith("Cannot read labels faulty:")
        .contains("/" + labels)
        .endsWith(": Input/output error");
    assertFailures(Map.of(labels, 3));
  }

  @Test
  void aFileThatChangesAfterTheListingIsOneErrorRow() throws IOException {
    picture("a.npy", 1);
    picture("changing-1.npy", 2);
    Files.copy(Path.of("sample-data/odd/palette_color.png"), images.resolve("changing-1.png"));
    for (Object[] by : new Object[][] {{"--kernels", kernels}, network()}) {
      FaultyFileSystem.OPENED.clear();
      FaultyFileSystem.denies = true;
      Cli cli = extract("local[2]", by, "--overwrite");
      assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
      assertCounts(3, 1, 2, 0);
      Map<String, Row> rows = rows();
      assertSum(rows.get("a.npy"), 1);
      for (String name : new String[] {"changing-1.npy", "changing-1.png"}) {
        assertThat(rows.get(name).<String>getAs("error"))
            .matches(
                "the file changed after it was listed, found \\d+ bytes of 2\\S+Z, expected \\d+ bytes of 2\\S+Z");
        assertThat(rows.get(name).<String>getAs("errorKind")).isEqualTo("storage");
      }
    }
  }

  /** As above, of two parts: the file changes when the first has been read. */
  @Test
  void aLargeFileThatChangesBetweenItsPartsIsOneErrorRow() throws IOException {
    sparse("changing-2.npy");
    sparse("whole.npy");
    Files.writeString(kernels, WIDE);
    Cli cli = extract("local[2]", "--partitions", "1");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertThat(FaultyFileSystem.OPENED.get("changing-2.npy")).hasValue(2);
    assertCounts(2, 1, 1, 0);
    List<Row> failed =
        Spark.session()
            .read()
            .parquet(out.toString())
            .where("origin like '%/changing-2.npy'")
            .collectAsList();
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0).<String>getAs("error"))
        .startsWith("the file changed after it was listed, found 70400128 bytes of ");
    assertThat(failed.get(0).<String>getAs("errorKind")).isEqualTo("storage");
  }

  /** The sum again, behind it a pool of 1x1, so that it is no stack of kernels. */
  private Object[] network() throws IOException {
    Convolution sum =
        new Convolution(
            WindowAxis.POINT,
            WindowAxis.POINT,
            3,
            1,
            new float[] {1, 1, 1},
            new float[1],
            new Activation.Identity());
    Pool pool = new Pool(Pool.Kind.MAX, WindowAxis.POINT, WindowAxis.POINT, false);
    Network network =
        new Network(
            "sum",
            new Network.Input(3, 0, 0),
            List.of(new Node("sum", sum, List.of(Node.IMAGE)), new Node("pool", pool, List.of(0))),
            List.of(1));
    Path file = Files.write(folder.resolve("sum.onnx"), OnnxWriter.write(network));
    return new Object[] {"--network", file};
  }

  @Test
  void aNetworkTriesAgainToo() throws IOException {
    picture("a.npy", 1);
    picture("lines-always.npy", 2);
    picture("lines-once.npy", 3);
    picture("open-once.npy", 4);
    Cli cli = extract("local[2,3]", network());
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(4, 3, 1, 0);
    Map<String, Row> rows = rows();
    assertSum(rows.get("a.npy"), 1);
    assertSum(rows.get("lines-once.npy"), 3);
    assertSum(rows.get("open-once.npy"), 4);
    assertThat(rows.get("lines-always.npy").<String>getAs("error"))
        .isEqualTo("the file cannot be read: Connection reset by peer");
    assertFailures(Map.of("lines-always.npy", 3, "lines-once.npy", 1, "open-once.npy", 1));
  }

  @Test
  void kernelsReadTheLinesAgain() throws IOException {
    picture("lines-always.npy", 2);
    picture("lines-once.npy", 3);
    Cli cli = extract("local[2,3]");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(2, 1, 1, 0);
    assertFailures(Map.of("lines-always.npy", 3, "lines-once.npy", 1));
    assertSum(rows().get("lines-once.npy"), 3);
  }

  private void sparse(String image) throws IOException {
    Path file = Pictures.npy(images.resolve(image), "|u1", 1100, 2000, 32, new byte[0]);
    try (RandomAccessFile samples = new RandomAccessFile(file.toFile(), "rw")) {
      samples.setLength(samples.length() + 1100 * 2000 * 32);
    }
  }

  /**
   * 1100 x 2000 x 32, 70 MB, read by two tasks: the second part begins at line 1048, 67 MB. The
   * maps of two channels have strips of 131 lines, 8 MB of the file.
   */
  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 20_000_000, 67_000_000, 68_000_000})
  void aLargeFileThatFailsInAPartOfItIsOneErrorRow(int bytes) throws IOException {
    failsAfter(bytes);
    assertOneErrorRow("permissive", 0);
  }

  @Test
  void aLargeFileThatFailsInAPartOfItIsNotDroppedAndStopsAJobThatFailsFast() throws IOException {
    String name = failsAfter(68_000_000);
    assertOneErrorRow("dropmalformed", 1);
    Files.delete(images.resolve("text.npy"));
    Cli stopped = extract("local[2]", "--mode", "failfast", "--overwrite");
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err()).hasSize(1);
    assertThat(stopped.err().get(0))
        .endsWith("/" + name + ": the file cannot be read: Connection reset by peer");
  }

  /** Its name; a whole file and one that is no picture lie beside it. */
  private String failsAfter(int bytes) throws IOException {
    String name = "after-" + bytes + ".npy";
    sparse(name);
    sparse("whole.npy");
    Files.writeString(images.resolve("text.npy"), "no picture");
    Files.writeString(kernels, WIDE);
    return name;
  }

  private void assertOneErrorRow(String mode, int dropped) throws IOException {
    Cli cli = extract("local[2]", "--mode", mode);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(3, 1, 2 - dropped, dropped);
    Dataset<Row> table = Spark.session().read().parquet(out.toString());
    assertThat(table.where("origin like '%/whole.npy'").agg(sum("rows")).head().getLong(0))
        .isEqualTo(1100);
    List<Row> failed = table.where("origin like '%/after-%'").collectAsList();
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0).<String>getAs("error"))
        .isEqualTo("the file cannot be read: Connection reset by peer");
    assertThat(failed.get(0).<String>getAs("errorKind")).isEqualTo("storage");
    assertThat(out).isDirectoryNotContaining("glob:**/_mended");
  }

  /** 72 x 32 x 4096 doubles, 75 MB: the second part begins at line 64, 67 MB. */
  @Test
  void thePixelsOfALargeFileThatFailsInAPartOfItAreTakenBack() throws IOException {
    Path file =
        Pictures.npy(images.resolve("after-70000000.npy"), "<f8", 72, 32, 4096, new byte[0]);
    try (RandomAccessFile samples = new RandomAccessFile(file.toFile(), "rw")) {
      samples.setLength(samples.length() + 72 * 32 * 4096 * 8); // sparse
    }
    picture("a.npy", 1);
    Cli cli = Cli.run("explode", "--images", FaultyFileSystem.uri(images), "--out", out);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(2, 1, 1, 0);
    Dataset<Row> table = Spark.session().read().parquet(out.toString());
    assertThat(table.where("origin like '%/a.npy'").count()).isEqualTo(HEIGHT * WIDTH);
    assertThat(table.where("origin like '%/after-%'").select("errorKind").collectAsList())
        .hasToString("[[storage]]");
  }

  /** Only wrong content is dropped. */
  @Test
  void aFileThatAlwaysFailsIsNotDroppedAndStopsAJobThatFailsFast() throws IOException {
    picture("a.npy", 1);
    picture("b.npy", 2);
    picture("open-always.npy", 3);
    Cli dropped = extract("local[2,3]", "--mode", "dropmalformed", "--partitions", "1");
    assertThat(dropped.code()).as(String.join("\n", dropped.err())).isEqualTo(4);
    assertCounts(3, 2, 1, 0);
    assertThat(rows()).containsOnlyKeys("a.npy", "b.npy", "open-always.npy");
    Cli stopped = extract("local[2,3]", "--mode", "failfast", "--overwrite");
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err()).hasSize(1);
    assertThat(stopped.err().get(0))
        .startsWith("Cannot read faulty:")
        .endsWith("/open-always.npy: the file cannot be read: Connection reset by peer");
  }

  /** Spark tells the other tasks of a failed stage to stop, and does not wait until they do. */
  @Test
  void aJobThatStopsWaitsForItsTasksAndLeavesNothing() throws IOException {
    FaultyFileSystem.slow = new CountDownLatch(2);
    FaultyFileSystem.SLOW_OPENED.set(0);
    picture("open-always.npy", 1);
    picture("slow1.npy", 2);
    picture("slow2.npy", 3);
    Cli cli = extract("local[3]", "--mode", "failfast", "--partitions", "3");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(1);
    assertThat(FaultyFileSystem.SLOW_OPENED).hasValue(2);
    assertThat(folder).isDirectoryNotContaining("glob:**/out*");
  }

  /** 40 pictures, and behind them in the listing 60 whose credentials have expired. */
  private void expired() {
    for (int i = 0; i < 40; i++) {
      picture(Text.of("a%02d.npy", i), i);
    }
    for (int i = 40; i < 100; i++) {
      picture(Text.of("denied%d.npy", i), i);
    }
  }

  @Test
  void moreUnreadableFilesThanMayBeStopTheJobWithTheirCause() throws IOException {
    expired();
    // Two files a task: none meets too many by itself. Eight tries a task, which are not used.
    Cli cli = extract("local[2,8]", "--partitions", "50");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).hasSize(2);
    assertThat(cli.err().get(0))
        .matches(
            "\\d+ of 50 bundles are done and kept: the same command with --resume --retry-errors storage goes on with the others");
    assertThat(cli.err().get(1))
        .matches(
            "Cannot go on: files could not be read, found [1-5]\\d of them by now, expected at most 10: such as "
                + "faulty:.*/denied\\d\\d.npy: the file cannot be read: Permission denied: user=bob, access=READ, inode=.*: "
                + "mend it, or raise --max-unreadable");
    assertThat(FaultyFileSystem.FAILURES).hasSizeLessThan(60);
    assertThat(out).doesNotExist();

    FaultyFileSystem.denies = false;
    Cli renewed = extract("local[2]", "--resume", "--retry-errors", "storage");
    assertThat(renewed.code()).as(String.join("\n", renewed.err())).isZero();
    assertCounts(100, 100, 0, 0);
    Map<String, Row> rows = rows();
    assertThat(rows).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertSum(rows.get(Text.of(i < 40 ? "a%02d.npy" : "denied%d.npy", i)), i);
    }
    assertThat(folder).isDirectoryNotContaining("glob:**/out.*");
  }

  @Test
  void aTaskThatMeetsTooManyUnreadableFilesStops() throws IOException {
    expired();
    Cli cli = extract("local[2,8]", "--partitions", "1", "--max-unreadable", "4");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith(
            "Cannot go on: files could not be read, found 5 of them by now, expected at most 4: such as faulty:");
    assertThat(FaultyFileSystem.FAILURES).hasSize(5);
  }

  @Test
  void fewerUnreadableFilesAreRowsAndTheExitCodeIsFour() throws IOException {
    expired();
    Files.writeString(images.resolve("text.npy"), "no picture");
    Cli cli = extract("local[2]", "--max-unreadable", "60", "--mode", "dropmalformed");
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(4);
    assertCounts(101, 40, 60, 1);
    assertThat(cli.out())
        .contains("101 in = 40 done + 60 failed + 1 dropped")
        .containsPattern("failed +60: 60 storage\n +60 storage, such as faulty:.*/denied40.npy: ")
        .containsPattern(
            "dropped +1: 1 content\n +1 content: faulty:.*/text.npy: the file is text");
    JsonNode report = new ObjectMapper().readTree(out.resolve("_report.json").toFile());
    assertThat(report.get("failed_by_kind").get("storage").asInt()).isEqualTo(60);
    assertThat(report.get("failures")).hasSize(1);
    assertThat(report.get("failures").get(0).get("count").asInt()).isEqualTo(60);
    assertThat(report.get("dropped_failures").get(0).get("kind").asText()).isEqualTo("content");
  }

  @Test
  void theLearningCommandsFollowTheSameRules() throws IOException {
    expired();
    Path model = folder.resolve("pca.onnx");
    String[] fit = {
      "fit-pca", "--images", FaultyFileSystem.uri(images), "--components", "1", "--out", model + ""
    };
    Cli stopped = Cli.run((Object[]) fit);
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err().get(stopped.err().size() - 1))
        .startsWith("Cannot go on: files could not be read, found 1");
    assertThat(model).doesNotExist();
    Object[] more =
        Stream.concat(Stream.of(fit), Stream.of("--max-unreadable", "60", "--overwrite")).toArray();
    Cli done = Cli.run(more);
    assertThat(done.code()).as(String.join("\n", done.err())).isEqualTo(4);
    assertThat(done.out()).containsPattern("failed +60: 60 storage");
    assertThat(model).exists();
  }

  /** Nothing is computed, and Spark does not start. */
  @Test
  void whereNoFileMayBeReadTheJobDoesNotStart() throws IOException {
    for (int i = 0; i < 150; i++) {
      picture(Text.of("denied%d.npy", i), i);
    }
    Cli cli = Cli.run("explode", "--images", FaultyFileSystem.uri(images), "--out", out);
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .startsWith(
            "Cannot explode: all of 100 images spread over the 150 fail alike, such as faulty:")
        .contains("/denied0.npy: the file cannot be read: Permission denied: user=bob")
        .endsWith(
            ": check permissions and credentials, found user " + System.getProperty("user.name"));
    assertThat(out).doesNotExist();
    assertThat(FaultyFileSystem.FAILURES).hasSize(100);
    Cli fit =
        Cli.run(
            "fit-pca",
            "--images",
            FaultyFileSystem.uri(images),
            "--components",
            1,
            "--out",
            folder.resolve("pca.onnx"));
    assertThat(fit.code()).isEqualTo(3);
    assertThat(fit.err().get(0)).startsWith("Cannot fit components: all of 100 images");
  }

  /** Credentials do not help where the disk fails. */
  @Test
  void permissionsAreAdvisedWhereTheyAreTheCauseOnly() throws IOException {
    picture("disk-always.npy", 1);
    Cli cli = extract("local[2]");
    assertThat(cli.code()).isEqualTo(3);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0))
        .endsWith("/disk-always.npy: the file cannot be read: Input/output error");
  }

  /** Counted in the first pass, and gone when the executors take the samples to keep. */
  @Test
  void trainingDoesNotGoOnWithFewerSamplesThanItCounted() throws IOException {
    for (String name : new String[] {"a", "b"}) {
      Files.createDirectory(images.resolve(name));
      for (int i = 0; i < 4; i++) {
        picture(name + "/" + i + ".npy", i);
      }
    }
    picture("b/again.npy", 9);
    Object[] train = {
      "train",
      "--images",
      FaultyFileSystem.uri(images),
      "--recursive",
      "--labels",
      "folders",
      "--unit",
      "image",
      "--validation",
      0,
      "--out",
      folder.resolve("m.onnx")
    };
    Cli lost = Cli.run(train);
    assertThat(lost.err()).as(lost.out()).hasSize(1);
    assertThat(lost.err().get(0))
        .startsWith(
            "Cannot train: samples were lost between two reads, found 8 for training, expected 9: ");
    assertThat(lost.code()).isEqualTo(1);
    assertThat(folder.resolve("m.onnx")).doesNotExist();
    assertFailures(Map.of("again.npy", 3));
  }

  private static void assertFailures(Map<String, Integer> expected) {
    Map<String, Integer> found = new TreeMap<>();
    FaultyFileSystem.FAILURES.forEach((name, failures) -> found.put(name, failures.get()));
    assertThat(found).isEqualTo(expected);
  }
}
