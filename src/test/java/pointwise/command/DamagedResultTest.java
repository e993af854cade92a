package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Results and unfinished jobs that somebody, or a disk, has changed: nothing is taken in silence.
 */
class DamagedResultTest extends UnfinishedJob {
  private static Path one(Path in, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().findFirst().get();
    }
  }

  private void assertRefused(int code, String message, Object... options) {
    Cli refused = extract(out, options);
    assertThat(refused.code()).as("%s", refused.err()).isEqualTo(code);
    assertThat(refused.err()).singleElement().asString().contains(message);
  }

  @Test
  void aCompleteResultOfOtherOptionsIsNotTakenForThis() throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    assertRefused(
        2,
        "--dtype is another than before, found float16, expected float32; --overwrite alone begins anew",
        "--resume",
        "--dtype",
        "float16");
    assertThat(rows(out)).isEqualTo(whole);
    assertThat(names()).containsExactly("images", "out");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCompleteResultThatLostAPartIsMended(boolean gone) throws IOException {
    assertDone(extract(out, "--partitions", 3));
    List<String> whole = rows(out);
    Path part = one(out, ".parquet");
    Files.write(part, new byte[9]);
    if (gone) {
      Files.delete(part);
    }
    Cli mended = extract(out, "--resume");
    assertDone(mended);
    assertThat(mended.err())
        .contains("Going on with file:" + out + ": parts of 1 of 3 bundles are gone or cut short");
    assertThat(rows(out)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"schema_version\"", "null", "\0\0\0\0"})
  void aPlanThatIsDamagedIsNamed(String content) throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    unfinish(3);
    Files.writeString(folder.resolve("out.unfinished/_plan/plan.json"), content);
    String message =
        "Cannot read the plan in file:"
            + out
            + ".unfinished/_plan: plan.json is cut short or damaged; --overwrite alone begins anew";
    assertRefused(1, message, "--resume");
    assertRefused(1, message);
    assertDone(extract(out, "--overwrite"));
    assertThat(rows(out)).isEqualTo(whole);
    assertThat(names()).containsExactly("images", "out");
  }

  @Test
  void aPlanWithoutItsInputsIsNamed() throws IOException {
    assertDone(extract(out));
    Path inputs = one(out.resolve("_plan"), ".jsonl");
    Files.delete(inputs);
    assertRefused(
        1, inputs.getFileName() + " is gone; --overwrite alone begins anew", "--incremental");
  }

  /** What was done cannot be known any more, and that is said. */
  @Test
  void withoutItsPlanAJobIsDoneAnew() throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    unfinish(3);
    Files.delete(folder.resolve("out.unfinished/_plan/plan.json"));
    Cli anew = extract(out, "--resume");
    assertDone(anew);
    assertThat(anew.err())
        .contains(
            "Cannot go on with what a job did of file:"
                + out
                + ": the plan of it is gone, so all is done anew");
    assertThat(rows(out)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"bundle\": 1", "null", "{}", "[]", "\0\0"})
  void aRecordThatIsDamagedIsNone(String content) throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    unfinish(5);
    Path record = folder.resolve("out.unfinished/_plan/bundle-1.json");
    String before = Files.readString(record);
    Files.writeString(
        record,
        content.equals("{}") ? before.replaceFirst("\"counts\":.*", "\"counts\":null}") : content);
    Files.writeString(record.resolveSibling("bundle-12345678901.json"), before);
    assertDone(extract(out, "--resume"));
    assertThat(rows(out)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"parts\""})
  void aReportThatIsDamagedIsNamed(String content) throws IOException {
    assertDone(extract(out));
    Files.writeString(out.resolve("_report.json"), content);
    String message =
        "Cannot read file:" + out + "/_report.json: it is cut short or damaged; --overwrite alone";
    assertRefused(1, message, "--resume");
    assertRefused(1, message, "--incremental");
    assertDone(extract(out, "--overwrite"));
    unfinish(3);
    Files.writeString(folder.resolve("out.unfinished/_report.json"), content);
    assertThat(extract(out, "--resume").code()).isEqualTo(1);
    assertDone(extract(out, "--overwrite"));
    assertThat(names()).containsExactly("images", "out");
  }

  @Test
  void aFileOfSomebodyElseIsNotLost() throws IOException {
    assertDone(extract(out));
    Path notes = Files.writeString(out.resolve("notes.txt"), "mine");
    picture("new", 7);
    String message =
        "Cannot write to file:"
            + out
            + ": notes.txt is in it, which no job wrote and which would be lost, expected it to be somewhere else";
    assertRefused(2, message, "--incremental");
    assertRefused(2, message, "--overwrite");
    assertDone(extract(out, "--resume"));
    assertThat(notes).hasContent("mine");
    assertThat(names()).containsExactly("images", "out");
    Files.delete(one(out, ".parquet"));
    assertRefused(2, message, "--resume");
    Files.delete(notes);
    assertDone(extract(out, "--incremental"));
    assertThat(rows(out)).hasSize(7);
  }

  /** Else it fails at its end. */
  @Test
  void aFolderThatIsEmptyIsFilled() throws IOException {
    Files.createDirectory(out);
    assertDone(extract(out, "--resume"));
    assertThat(rows(out)).hasSize(6);
  }

  /** A result on another disk stays there. */
  @Test
  void aLinkStaysAndTheResultIsWhereItLeads() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Path other = Files.createSymbolicLink(folder.resolve("other"), disk.resolve("maps"));
    Files.createSymbolicLink(out, Path.of("other"));
    assertDone(extract(out));
    picture("new", 7);
    assertDone(extract(out, "--incremental"));
    assertDone(extract(out, "--overwrite"));
    assertThat(rows(disk.resolve("maps"))).hasSize(7);
    assertThat(out).isSymbolicLink();
    assertThat(other).isSymbolicLink();
    assertThat(names()).containsExactly("disk", "images", "other", "out");
    assertThat(disk.toFile().list()).containsExactly("maps");
  }
}
