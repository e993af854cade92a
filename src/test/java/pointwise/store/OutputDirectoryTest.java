package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.file.HdfsLikeFileSystem;
import pointwise.file.LocalDisk;
import pointwise.file.StoreLikeFileSystem;
import pointwise.text.Text;
import pointwise.text.UsageException;

class OutputDirectoryTest {
  private static final String PART = "part-0000%d-0f09a011-56e5-4014-94cf-b978da333d07.parquet";

  @TempDir private Path folder;

  @AfterEach
  void filesMayBeDeleted() {
    HdfsLikeFileSystem.deletes = true;
  }

  private OutputDirectory prepare(Start start) throws IOException {
    return OutputDirectory.prepare(
        new Configuration(), folder.resolve("out").toString(), start, List.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Path staged(OutputDirectory directory) throws Exception {
    Path staging = Path.of(new org.apache.hadoop.fs.Path(directory.staging()).toUri().getPath());
    return Files.createDirectories(staging);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A folder with a part, as a job leaves it that was stopped at some moment. */
  private void left(String name, int part, String report) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.writeString(made.resolve(Text.of(PART, part)), "part " + part);
    if (report != null) {
      Files.writeString(made.resolve("_report.json"), report);
    }
  }

  private void assertResult(int... parts) {
    for (int part : parts) {
      assertThat(folder.resolve("out").resolve(Text.of(PART, part))).hasContent("part " + part);
    }
    assertThat(folder.resolve("out/_report.json")).exists();
  }

  @Test
  void aCommitPutsTheNewResultInPlaceOfTheOld() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (OutputDirectory directory = prepare(round > 0 ? Start.OVERWRITE : Start.NEW)) {
        directory.begin("test");
        left("out.unfinished", round, null);
        assertThat(files()).contains("out.lock");
        directory.commit(bytes("{}"));
      }
      assertResult(round);
      assertThat(folder.resolve("out").resolve(Text.of(PART, 1 - round))).doesNotExist();
      assertThat(files()).containsExactly("out");
    }
  }

  /** A rename to a folder that is there would move the result into it. */
  @Test
  void aFolderThatCameInTheMeantimeIsNotTouched() throws Exception {
    OutputDirectory directory = prepare(Start.NEW);
    Files.writeString(staged(directory).resolve("part"), "x");
    Path out = folder.resolve("out");
    Files.writeString(Files.createDirectory(out).resolve("other"), "y");
    assertThatThrownBy(() -> directory.commit(new byte[0])).hasMessageContaining("Cannot rename");
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left).containsExactly(out.resolve("other"));
    }
  }

  /** A local file system under another name, which does not say that it renames in one step. */
  public static final class Elsewhere extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("elsewhere:///");
    }
  }

  private Configuration elsewhere() {
    Configuration configuration = new Configuration();
    configuration.set("fs.elsewhere.impl", Elsewhere.class.getName());
    return configuration;
  }

  @Test
  void inputsMayLieOnAnotherFileSystem() throws Exception {
    Path out = folder.resolve("out");
    assertThat(
            OutputDirectory.prepare(
                    elsewhere(), out.toString(), Start.NEW, List.of("elsewhere:" + out + "/a.jpg"))
                .path())
        .endsWith("/out");
    assertThatThrownBy(
            () ->
                OutputDirectory.prepare(
                    elsewhere(), out.toString(), Start.NEW, List.of("file:" + out + "/a.jpg")))
        .hasMessageEndingWith("the input file:%s/a.jpg is in it", out);
  }

  @Test
  void aRootFolderAndAFolderOfSomeoneElseAreRefused() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("home")).resolve("letter"), "x");
    for (String path : List.of("/", folder.resolve("home").toString(), folder.toString())) {
      assertThatThrownBy(
              () -> OutputDirectory.prepare(new Configuration(), path, Start.OVERWRITE, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot write to ");
    }
  }

  /** It has the name that a job needs, and is not a job's. */
  @Test
  void aFolderInTheWayIsRefusedAndStays() throws Exception {
    Path letter =
        Files.writeString(
            Files.createDirectory(folder.resolve("out.unfinished")).resolve("letter"), "x");
    assertThatThrownBy(() -> prepare(Start.OVERWRITE))
        .hasMessageEndingWith(
            "out.unfinished is in the way, found something else than parts in it");
    assertThat(letter).exists();
  }

  private OutputDirectory hdfsLike(Start start) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.hdfslike.impl", HdfsLikeFileSystem.class.getName());
    return OutputDirectory.prepare(
        configuration, "hdfslike:" + folder.resolve("out"), start, List.of());
  }

  /** The new result is in its place, so the job is done. */
  @Test
  void anOldResultThatCannotBeDeletedIsNamed() throws Exception {
    left("out", 0, "{}");
    try (OutputDirectory second = hdfsLike(Start.OVERWRITE)) {
      second.begin("test");
      left("out.unfinished", 1, null);
      HdfsLikeFileSystem.deletes = false;
      String old = second.commit(bytes("{}")).orElseThrow();
      HdfsLikeFileSystem.deletes = true;
      assertThat(old).isEqualTo("hdfslike:" + folder.resolve("out.replaced"));
    }
    assertResult(1);
    assertThat(folder.resolve("out.replaced").resolve(Text.of(PART, 0))).hasContent("part 0");
  }

  @Test
  void whatCannotBeDeletedIsNamedBehindTheFirstFailure() throws Exception {
    OutputDirectory directory = hdfsLike(Start.NEW);
    directory.begin("test");
    left("out.unfinished", 0, null);
    HdfsLikeFileSystem.deletes = false;
    assertThatThrownBy(
            () -> {
              try (directory) {
                throw new IOException("the disk is on fire");
              }
            })
        .hasMessage("the disk is on fire")
        .satisfies(
            e ->
                assertThat(e.getSuppressed()[0])
                    .hasMessageStartingWith(
                        "Cannot delete what the job wrote to " + directory.staging() + ": "));
  }

  private void begin() throws IOException {
    try (OutputDirectory next = prepare(Start.RESUME)) {
      next.begin("test");
    }
  }

  /** A kill before the older result was set aside, after it, and after the exchange. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aKillBetweenTheRenamesIsRepairedAtTheNextStart(int renames) throws Exception {
    left(renames == 0 ? "out" : "out.replaced", 0, "{}");
    left(renames == 2 ? "out" : "out.unfinished", 1, "{\"exit_code\": 0}");
    begin();
    assertResult(1);
    assertThat(folder.resolve("out").resolve(Text.of(PART, 0))).doesNotExist();
    assertThat(files()).containsExactly("out");
  }

  /** Nothing of the new result is complete. */
  @Test
  void anOlderResultThatWasSetAsideComesBack() throws Exception {
    left("out.replaced", 0, "{}");
    begin();
    assertResult(0);
    assertThat(files()).containsExactly("out");
  }

  /** A kill when one of the parts that stay has moved, and the other has not. */
  @Test
  void aKillAmongThePartsThatStayIsRepairedAtTheNextStart() throws Exception {
    left("out", 0, null);
    left("out.unfinished", 1, null);
    String names = Text.of("[\"" + PART + "\",\"" + PART + "\",\"" + PART + "\"]", 0, 1, 2);
    left("out.unfinished", 2, "{\"exit_code\": 0, \"parts\": " + names + "}");
    begin();
    assertResult(0, 1, 2);
    assertThat(files()).containsExactly("out");
  }

  /** Someone deleted it: nothing is touched, and a job that begins anew needs neither result. */
  @Test
  void aPartThatIsGoneIsNamedBeforeTheEarlierResultIsTouched() throws Exception {
    left("out", 0, "{}");
    String names = Text.of("[\"" + PART + "\",\"" + PART + "\"]", 1, 7);
    left("out.unfinished", 1, "{\"exit_code\": 0, \"parts\": " + names + "}");
    assertThatThrownBy(this::begin)
        .hasMessage(
            Text.of(
                "Cannot put file:%1$s/out.unfinished in the place of file:%1$s/out: its part %2$s is gone, expected it in file:%1$s/out: --overwrite begins anew",
                folder, Text.of(PART, 7)));
    assertResult(0);
    try (OutputDirectory anew = prepare(Start.OVERWRITE)) {
      anew.begin("test");
      left("out.unfinished", 3, null);
      anew.commit(bytes("{}"));
    }
    assertResult(3);
    assertThat(files()).containsExactly("out");
  }

  @Test
  void aSecondJobToTheSameResultIsRefused() throws Exception {
    try (OutputDirectory first = prepare(Start.NEW)) {
      first.begin("extract");
      OutputDirectory second = prepare(Start.NEW);
      assertThatThrownBy(() -> second.begin("classify"))
          .isInstanceOf(UsageException.class)
          .hasMessageMatching(
              Text.of(
                  "Cannot write to file:%s/out: another job does, found pointwise extract of %s on \\S+, process %d, since \\S+ \\(0 minutes\\), expected to be the only one; if it runs no more, rm '%s/out.lock' breaks its lock",
                  folder, System.getProperty("user.name"), ProcessHandle.current().pid(), folder));
      second.close();
      assertThat(files()).contains("out.lock");
    }
    assertThat(files()).isEmpty();
  }

  /**
   * A clock that is set while a job runs does not make its lock one of a process that has ended.
   */
  @Test
  void theOwnerOfALockIsKnownWhateverTheClockSays() throws Exception {
    double machine =
        Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0]);
    double process = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
    assertThat(Lock.Owner.ofThisProcess("extract").processStarted() / 100.0)
        .isCloseTo(machine - process, within(60.0));
  }

  /** Neither half a lock nor one without its owner is one. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"id\"", "null", "{}"})
  void whatIsNoLockIsNamed(String content) throws Exception {
    Files.writeString(folder.resolve("out.lock"), content);
    OutputDirectory next = prepare(Start.NEW);
    assertThatThrownBy(() -> next.begin("extract"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("out.lock is there and is no lock of a job; rm ");
  }

  /** Its number was given to another process, which began at another time. */
  @Test
  void aLockOfAProcessThatHasEndedIsTakenOver() throws Exception {
    try (OutputDirectory first = prepare(Start.NEW)) {
      first.begin("extract");
      Path lock = folder.resolve("out.lock");
      String held = Files.readString(lock);
      Files.writeString(
          lock, held.replaceFirst("\"process_started\":\\d+", "\"process_started\":1"));
      OutputDirectory second = prepare(Start.NEW);
      second.begin("classify");
      second.close();
      assertThat(files()).isEmpty();
    }
  }

  /** Two jobs found that its owner had ended, and the other was faster. */
  @Test
  void aLockThatWasTakenMeanwhileIsNotTakenAway() throws Exception {
    org.apache.hadoop.fs.Path place =
        new org.apache.hadoop.fs.Path(folder.resolve("out").toString());
    Configuration configuration = LocalDisk.configuration(new Configuration(), place);
    FileSystem fs = place.getFileSystem(configuration);
    Lock.Owner ended = Lock.Owner.ofThisProcess("extract");
    try (OutputDirectory faster = prepare(Start.NEW)) {
      faster.begin("classify");
      String held = Files.readString(folder.resolve("out.lock"));
      Lock.takeAway(configuration, fs, Lock.beside(place), ended);
      assertThat(folder.resolve("out.lock")).hasContent(held);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void aLockOfAnotherMachineIsNot() throws Exception {
    try (OutputDirectory first = prepare(Start.NEW)) {
      first.begin("extract");
      Path lock = folder.resolve("out.lock");
      Files.writeString(
          lock,
          Files.readString(lock)
              .replaceFirst("\"host\":\"[^\"]*\"", "\"host\":\"elsewhere pid:[1]\"")
              .replaceFirst("\"process\":\\d+", "\"process\":1"));
      OutputDirectory second = prepare(Start.NEW);
      assertThatThrownBy(() -> second.begin("classify"))
          .hasMessageContaining("found pointwise extract of ")
          .hasMessageContaining(" on elsewhere, process 1, since ");
    }
  }

  /** Where a rename is a copy, its lock is replaced on the condition that it is still there. */
  @Test
  void aLockOnAStoreIsTakenOverWithoutACopy() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.storelike.impl", StoreLikeFileSystem.class.getName());
    String out = "storelike:" + folder.resolve("out");
    Path lock = folder.resolve("out.lock");
    try (OutputDirectory first =
        OutputDirectory.prepare(configuration, out, Start.NEW, List.of())) {
      first.begin("extract");
      OutputDirectory second = OutputDirectory.prepare(configuration, out, Start.NEW, List.of());
      assertThatThrownBy(() -> second.begin("classify"))
          .hasMessageContaining("another job does, found pointwise extract of ");
      Files.writeString(
          lock,
          Files.readString(lock).replaceFirst("\"process_started\":\\d+", "\"process_started\":1"));
      second.begin("classify");
      assertThat(lock).content().contains("pointwise classify");
      second.close();
    }
    assertThat(files()).isEmpty();
  }

  /** A job was stopped when its report was written, and parts of the older result were not gone. */
  @Test
  void aCommitIntoTheResultItselfIsBroughtToItsEnd() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.storelike.impl", StoreLikeFileSystem.class.getName());
    left("out", 0, null);
    String part = Text.of(PART, 1);
    left("out", 1, Text.of("{\"exit_code\": 4, \"plan\": \"b\", \"parts\": [\"%s\"]}", part));
    Path plan = Files.createDirectory(folder.resolve("out/_plan"));
    Files.writeString(plan.resolve("plan.json"), "{\"schema_version\": 1, \"id\": \"b\"}");
    Files.writeString(plan.resolve("bundle-0.json"), "{}");
    try (OutputDirectory next =
        OutputDirectory.prepare(
            configuration, "storelike:" + folder.resolve("out"), Start.RESUME, List.of())) {
      next.begin("test");
      assertThat(next.isComplete()).isTrue();
      assertThat(next.exitCode()).isEqualTo(4);
    }
    assertResult(1);
    assertThat(folder.resolve("out").resolve(Text.of(PART, 0))).doesNotExist();
  }

  /** On stores without a rename in one step the report makes the result, and lists its parts. */
  @Test
  void withoutRenamesTheReportIsWrittenLastAndListsTheParts() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (OutputDirectory directory =
          OutputDirectory.prepare(
              elsewhere(),
              "elsewhere:" + folder.resolve("out"),
              round == 0 ? Start.NEW : Start.OVERWRITE,
              List.of())) {
        directory.begin("test");
        left("out", round, null);
        left("out", 5 + round, null);
        if (round == 1) {
          assertResult(0);
        }
        String part = Text.of(PART, round);
        directory.commit(bytes("{\"parts\": [\"" + part + "\"]}"));
      }
      assertResult(round);
      try (Stream<Path> found = Files.list(folder.resolve("out"))) {
        assertThat(found.filter(file -> file.getFileName().toString().startsWith("part")))
            .containsExactly(folder.resolve("out").resolve(Text.of(PART, round)));
      }
    }
    assertThat(files()).containsExactly("out");
  }
}
