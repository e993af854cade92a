package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.store.JobStatus;
import pointwise.store.StatusReader;
import pointwise.text.Text;

class StatusCommandTest {
  private static final String UUID = "-0a1b2c3d-0000-4000-8000-00000000000";
  private static final String UNFINISHED = ".unfinished";

  @TempDir private Path folder;
  private Path images;
  private Path out;

  @BeforeEach
  void paths() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    out = folder.resolve("out");
  }

  /** Files by name, with what would tell of a change. */
  private Map<String, String> files() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.toList()) {
        found.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    }
    return found;
  }

  private List<String> status(Object place) throws IOException {
    Map<String, String> before = files();
    Cli cli = Cli.run("status", "--out", place);
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isZero();
    assertThat(files()).isEqualTo(before);
    return cli.out().lines().toList();
  }

  private JsonNode json(Object place) throws IOException {
    Cli cli = Cli.run("status", "--out", place, "--json");
    assertThat(cli.err()).isEmpty();
    assertThat(cli.code()).isZero();
    return new ObjectMapper().readTree(cli.out());
  }

  private static void assertNothing(Object place, String expected) {
    Cli cli = Cli.run("status", "--out", place);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.out()).isEmpty();
    assertThat(cli.err())
        .containsExactly(expected + ", expected the --out of a job that writes a table");
  }

  private void extract(Object... more) {
    List<Object> args = new ArrayList<>(List.of("extract", "--images", images));
    args.addAll(List.of("--kernels", "conf/kernels/ycbcr.json", "--out", out));
    args.addAll(List.of(more));
    assertThat(Cli.run(args.toArray()).code()).isZero();
  }

  /** Six pictures 5 wide, of 4 to 9 lines, and one that is none: a bundle for each. */
  private void extractSeven() throws IOException {
    for (int i = 0; i < 6; i++) {
      Pictures.uint8(images.resolve("a" + i + ".npy"), 4 + i, 5, 3, i);
    }
    Files.writeString(images.resolve("b.npy"), "no array");
    extract("--partitions", 7);
  }

  private static long bytes(List<Path> files) throws IOException {
    long sum = 0;
    for (Path file : files) {
      sum += Files.size(file);
    }
    return sum;
  }

  private static List<Path> parts(Path of) throws IOException {
    try (Stream<Path> files = Files.list(of)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  private static String time(Path file) throws IOException {
    return Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis()).toString();
  }

  private static String created(Path of) throws IOException {
    return new ObjectMapper()
        .readTree(of.resolve("_plan/plan.json").toFile())
        .path("created")
        .asText();
  }

  @Test
  void whereNoJobHasBeenOneLineSaysSo() throws IOException {
    assertNothing(
        out,
        Text.of("Cannot show the status of file:%s: nothing is there, found no such folder", out));
    Path letter = Files.writeString(images.resolve("letter"), "x");
    assertNothing(
        images,
        Text.of(
            "Cannot show the status of file:%s: no job wrote it, found no _report.json and no _plan in it",
            images));
    assertNothing(
        letter,
        Text.of("Cannot show the status of file:%s: it is no folder, found a file", letter));
    assertNothing("/", "Cannot show the status of /: it is the root folder, found no result");
    assertThat(Cli.run("status").code()).isEqualTo(2);
  }

  @Test
  void aResultIsToldOfAsItsReportHasIt() throws IOException {
    extractSeven();
    String since = time(out.resolve("_report.json"));
    long bytes = bytes(parts(out));
    assertThat(status(out))
        .containsExactly(
            "folder     file:" + out,
            "result     extract, complete since " + since,
            "images     7 in = 6 done + 1 failed + 0 dropped",
            "outcome    done, exit code 0",
            Text.of("written    %,d bytes in 7 parts", bytes),
            "lock       none");
    assertThat(json(out))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    Text.of(
                        """
                        {"schema_version": 1, "out": "file:%s",
                         "result": {"command": "extract", "completed": "%s", "outcome": "done",
                           "exit_code": 0, "inputs": 7, "done": 6, "failed": 1, "dropped": 0,
                           "parts": 7, "pixels": 195, "bytes": %d},
                         "unfinished": null, "left_overs": [], "lock": null}
                        """,
                        out, since, bytes)));
  }

  /** Two bundles are not done: their parts are there, but no record names them. */
  @Test
  void anUnfinishedJobIsCountedByItsRecords() throws IOException {
    extractSeven();
    Path unfinished = Files.move(out, folder.resolve("out" + UNFINISHED));
    Files.delete(unfinished.resolve("_report.json"));
    List<Path> strays =
        parts(unfinished).stream().filter(part -> lines(part) > 0).limit(2).toList();
    for (Path stray : strays) {
      int bundle = Integer.parseInt(stray.getFileName().toString().substring(5, 10));
      Files.delete(unfinished.resolve("_plan/bundle-" + bundle + ".json"));
    }
    List<Path> done = new ArrayList<>(parts(unfinished));
    done.removeAll(strays);
    long lines = done.stream().mapToLong(StatusCommandTest::lines).sum();
    List<String> expected = new ArrayList<>();
    expected.add("folder     file:" + out);
    expected.add("result     none");
    expected.add(
        Text.of("unfinished extract, planned %s, in file:%s", created(unfinished), unfinished));
    expected.add(Text.of("bundles    5 of 7 done, %,d bytes", bytes(done)));
    expected.add("images     5 of 7 are in them");
    expected.add(Text.of("maps       4 in 5 rows, %,d pixels", 5 * lines));
    expected.add("failed     1: 1 content");
    expected.add(
        Text.of(
            "           1 content: file:%s/b.npy: the file is text, which is not read, expected one of JPEG, PNG, GIF, BMP, WebP, TIFF, NPY, ENVI",
            images));
    expected.add(
        "go on      the same command with --resume does the 2 missing bundles; with --overwrite it begins anew");
    expected.add(Text.of("left over  2 files of %,d bytes in file:%s", bytes(strays), unfinished));
    expected.add(
        "           parts that no bundle names, of tasks that run, or that were stopped; a job that comes to its end deletes the latter");
    expected.add("lock       none");
    assertThat(status(out)).isEqualTo(expected);
    JsonNode json = json(out);
    assertThat(json.path("result").isNull()).isTrue();
    JsonNode job = json.path("unfinished");
    assertThat(job.path("command").asText()).isEqualTo("extract");
    assertThat(job.path("bundles").asInt()).isEqualTo(7);
    assertThat(job.path("bundles_done").asInt()).isEqualTo(5);
    assertThat(job.path("images_done").asInt()).isEqualTo(5);
    assertThat(job.path("pixels").asLong()).isEqualTo(5 * lines);
    assertThat(job.path("failures").size()).isEqualTo(1);
    assertThat(json.path("left_overs").get(0).path("files").asInt()).isEqualTo(2);
  }

  /** Of the maps in a file of a table. */
  private static long lines(Path part) {
    long lines = 0;
    for (Row row : Spark.session().read().parquet(part.toString()).collectAsList()) {
      lines += row.isNullAt(row.fieldIndex("error")) ? row.<Integer>getAs("height") : 0;
    }
    return lines;
  }

  /** The states that a kill leaves between the renames at the end of a job. */
  @Test
  void whatTheNextJobPutsInItsPlaceIsTold() throws IOException {
    extractSeven();
    Path unfinished = folder.resolve("out" + UNFINISHED);
    Files.move(out, unfinished);
    Path replaced = Files.createDirectory(folder.resolve("out.replaced"));
    Files.writeString(replaced.resolve("part"), "12345");
    assertThat(status(out))
        .contains(
            "result     none",
            "go on      the same command with --resume puts the result in its place",
            "left over  1 file of 5 bytes in file:" + replaced,
            "           the older result; the next job to --out puts the new one in its place");
    Files.move(unfinished, out);
    assertThat(status(out))
        .contains("images     7 in = 6 done + 1 failed + 0 dropped")
        .contains("           the older result, which the next job to --out deletes")
        .noneMatch(line -> line.startsWith("unfinished"));
    Files.move(out, folder.resolve("elsewhere"));
    assertThat(status(out))
        .containsExactly(
            "folder     file:" + out,
            "result     none",
            "left over  1 file of 5 bytes in file:" + replaced,
            "           the older result, which the next job to --out puts back",
            "lock       none");
  }

  @Test
  void aFolderBesideThatHasNoPlanIsLeftOver() throws IOException {
    Path unfinished = Files.createDirectory(folder.resolve("out" + UNFINISHED));
    assertThat(status(out))
        .contains(
            "left over  0 files of 0 bytes in file:" + unfinished,
            "           without a plan: a job begins, or was stopped before its first task, and the next one deletes it");
    Files.writeString(unfinished.resolve("letter"), "abc");
    assertThat(status(out))
        .contains(
            "left over  1 file of 3 bytes in file:" + unfinished,
            "           which no job wrote: jobs are refused until it is somewhere else");
  }

  private static String host() throws IOException {
    String rest = "";
    if (new File("/etc/machine-id").exists() && new File("/proc/self/ns/pid").exists()) {
      rest =
          Text.of(
              " %s %s",
              Files.readString(Path.of("/etc/machine-id")).strip(),
              Files.readSymbolicLink(Path.of("/proc/self/ns/pid")));
    }
    return InetAddress.getLocalHost().getHostName() + rest;
  }

  private void lock(String host, ProcessHandle process) throws IOException {
    Files.writeString(
        folder.resolve("out.lock"),
        Text.of(
            """
            {"id": "1", "command": "pointwise extract", "user": "ann", "host": "%s", "process": %d,
             "process_started": %d, "since": "%s"}
            """,
            host, process.pid(), started(process), Instant.now().minusSeconds(3 * 3600 + 60)));
  }

  /** In ticks since the machine started: field 22 of proc(5). */
  private static long started(ProcessHandle process) throws IOException {
    Path stat = Path.of("/proc/" + process.pid() + "/stat");
    return Long.parseLong(Files.readString(stat).split(" ", -1)[21]);
  }

  private List<String> lockLines() throws IOException {
    List<String> lines = status(out);
    return lines.subList(lines.size() - 2, lines.size());
  }

  @Test
  void theOwnerOfTheLockRunsOrNotOrThatIsNotKnown() throws Exception {
    String owner = "lock       pointwise extract of ann on %s, process %d, since .* \\(3 hours\\)";
    String breaks = "rm '" + folder + "/out.lock'";
    ProcessHandle here = ProcessHandle.current();
    lock(host(), here);
    assertThat(lockLines().get(0))
        .matches(Text.of(owner, InetAddress.getLocalHost().getHostName(), here.pid()));
    assertThat(lockLines().get(1)).isEqualTo("           it runs");
    assertThat(json(out).path("lock").path("runs").asBoolean()).isTrue();
    Process sleep = new ProcessBuilder("sleep", "600").start();
    lock(host(), sleep.toHandle());
    assertThat(lockLines().get(1)).isEqualTo("           it runs");
    sleep.destroy();
    sleep.waitFor();
    assertThat(lockLines().get(1))
        .isEqualTo(
            "           it has ended; the next job on this machine takes the lock over, elsewhere "
                + breaks
                + " breaks it");
    assertThat(json(out).path("lock").path("runs").isBoolean()).isTrue();
    lock("another", here);
    assertThat(lockLines().get(1))
        .isEqualTo(
            "           from here it cannot be known whether it runs; if it does not, "
                + breaks
                + " breaks its lock");
    assertThat(json(out).path("lock").path("runs").isNull()).isTrue();
    Files.writeString(folder.resolve("out.lock"), "mine");
    assertThat(status(out))
        .containsExactly(
            "folder     file:" + out,
            "result     none",
            Text.of(
                "lock       file:%s/out.lock is there and is no lock of a job; %s removes it",
                folder, breaks));
  }

  private void lay(String file, String text, Object... values) throws IOException {
    Path path = out.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, Text.of(text, values));
  }

  private void layRecord(int bundle, String hash, String part, int bytes, String tally)
      throws IOException {
    lay(
        "_plan/bundle-" + bundle + ".json",
        """
        {"bundle": %d, "hash": "%s", "part": "%s", "bytes": %d, "tally": %s,
         "failures": [{"count": 2, "kind": "storage", "origin": "s3a://b/%d.png", "reason": "it is gone"}],
         "counts": {"read": 1, "multiply": 1, "total": 2, "pixels": 1, "pages": 0, "paged": 0,
           "inexact": 0, "nodata": 0, "too_large": 0, "engines": [],
           "dropped": {"s3a://b/d%d.png": "it is corrupt"}, "unreadable": {}, "broken": {}}}
        """,
        bundle,
        hash,
        part,
        bytes,
        tally,
        bundle,
        bundle);
  }

  /**
   * In a file system of which nothing is known but that it has files, with the result of an earlier
   * plan: a map whose lines are in two bundles, one that is done in one of them, a record of other
   * inputs, one that was being written, a part that no record names.
   */
  @Test
  void whereNothingIsRenamedTheJobIsInTheResultsFolder() throws IOException {
    lay("part-00009" + UUID + "9.parquet", "of the earlier result");
    lay(
        "_report.json",
        """
        {"schema_version": 1, "command": "extract", "outcome": "done", "exit_code": 0, "inputs": 1,
         "done": 1, "failed": 0, "dropped": 0, "pixels": 4, "bytes": 21, "plan": "older",
         "parts": ["part-00009%s9.parquet"]}
        """,
        UUID);
    lay(
        "_plan/plan.json",
        """
        {"schema_version": 1, "id": "newer", "command": "extract", "created": "2026-01-02T03:04:05Z",
         "identity": {}, "replaces": true, "bundles": 5, "inputs": 8, "inputs_file": "inputs.jsonl"}
        """);
    String inputs = "";
    for (int bundle = 0; bundle < 5; bundle++) {
      String large = bundle > 1 ? "" : ", {\"origin\": \"large.npy\", \"y\": " + 3 * bundle + "}";
      inputs +=
          Text.of(
              "{\"number\": %d, \"hash\": \"h%d\", \"inputs\": [{\"origin\": \"%d.png\"}%s], \"earlier\": null, \"kept\": false}%n",
              bundle, bundle, bundle, large);
    }
    lay("_plan/inputs.jsonl", "%s", inputs);
    String[] parts = new String[4];
    for (int i = 0; i < 4; i++) {
      parts[i] = "part-0000" + i + UUID + i + ".snappy.parquet";
      lay(parts[i], "%s", "x".repeat(100 + i));
    }
    layRecord(
        0,
        "h0",
        parts[0],
        100,
        "{\"rows\": 3, \"images\": 1, \"errors\": 1, \"pixels\": 12, \"partial\": {\"large.npy\": [5, 2, 6]}}");
    layRecord(
        1,
        "h1",
        parts[1],
        101,
        "{\"rows\": 1, \"images\": 0, \"errors\": 0, \"pixels\": 0, \"partial\": {\"large.npy\": [5, 2, 4], \"more.npy\": [9, 9, 9]}}");
    layRecord(2, "of other inputs", parts[2], 102, "null");
    lay("_plan/bundle-3.json", "{\"bundle\": 3, \"ha");
    String place = FaultyFileSystem.uri(out);
    assertThat(status(place))
        .containsExactly(
            "folder     faulty:" + out,
            "result     extract, complete since " + time(out.resolve("_report.json")),
            "images     1 in = 1 done + 0 failed + 0 dropped",
            "outcome    done, exit code 0",
            "written    21 bytes in 1 part",
            "unfinished extract, planned 2026-01-02T03:04:05Z, in faulty:" + out,
            "bundles    2 of 5 done, 201 bytes",
            "images     3 of 8 are in them",
            "maps       2 in 4 rows, 31 pixels",
            "failed     4: 4 storage",
            "           4 storage, such as s3a://b/0.png: it is gone",
            "dropped    2",
            "go on      the same command with --resume does the 3 missing bundles, with --resume --retry-errors storage it reads again what the storage did not give too; with --overwrite it begins anew",
            "left over  2 files of 205 bytes in faulty:" + out,
            "           parts that no bundle names, of tasks that run, or that were stopped; a job that comes to its end deletes the latter",
            "lock       none");
    Files.writeString(
        out.resolve("_report.json"),
        Files.readString(out.resolve("_report.json")).replace("older", "newer"));
    assertThat(status(place))
        .noneMatch(line -> line.startsWith("unfinished"))
        .contains(
            "left over  4 files of 406 bytes in faulty:" + out,
            "           parts that no bundle names, which no reader needs; the next job that writes the result anew or extends it deletes them");
    Files.delete(out.resolve("_report.json"));
    assertThat(status(place))
        .contains("result     none", "left over  3 files of 226 bytes in faulty:" + out);
  }

  @Test
  void aReportThatIsNoneIsNamed() throws IOException {
    lay("_report.json", "");
    Cli cli = Cli.run("status", "--out", out);
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err())
        .singleElement()
        .asString()
        .startsWith(
            Text.of(
                "Cannot show the status of %s: the report file:%s/_report.json cannot be read, found ",
                out, out));
  }

  /** Looked at again and again until the job has ended, its last steps included. */
  @Test
  void aJobThatRunsIsToldOf() throws Exception {
    for (int i = 0; i < 6; i++) {
      Pictures.uint8(images.resolve((i < 4 ? "slow" : "a") + i + ".npy"), 4, 5, 3, i);
    }
    Object[] job = {
      "extract",
      "--images",
      FaultyFileSystem.uri(images),
      "--partitions",
      6,
      "--kernels",
      "conf/kernels/ycbcr.json",
      "--out",
      out
    };
    Spark.session();
    CompletableFuture<Cli> running = CompletableFuture.supplyAsync(() -> Cli.run(job));
    int least = 0;
    int seen = 0;
    while (!running.isDone()) {
      if (!Files.exists(folder.resolve("out.lock"))) {
        continue;
      }
      JobStatus status;
      try {
        status = StatusReader.read(new Configuration(), out.toString());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("nothing is there"); // the lock has just come or gone
        continue;
      }
      if (status.result() != null) {
        assertThat(status.result().done()).isEqualTo(6);
        assertThat(status.unfinished()).isNull();
      } else if (status.unfinished() != null) {
        seen++;
        assertThat(status.lock().runs()).isTrue();
        assertThat(status.unfinished().next()).isEqualTo("the job runs");
        assertThat(status.unfinished().bundles()).isEqualTo(6);
        assertThat(status.unfinished().bundlesDone()).isBetween(least, 6);
        least = status.unfinished().bundlesDone();
        assertThat(status.unfinished().pixels())
            .isEqualTo(least == 0 ? null : Long.valueOf(20L * least));
      }
      Thread.sleep(5);
    }
    Cli cli = running.get();
    assertThat(cli.code()).as("%s", cli.err()).isZero();
    assertThat(seen).isPositive();
    assertThat(status(out)).contains("lock       none");
  }
}
