package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import pointwise.pixels.Pictures;

/** Jobs that go on where another stopped: the table is that of a job that nobody stopped. */
class ResumeTest extends UnfinishedJob {
  @Test
  void anImageThatStoppedTheJobIsMendedAndTheRestStays() throws IOException {
    Path bad = Files.writeString(images.resolve("b.npy"), "no array");
    assertThat(extract(out, "--mode", "failfast", "--partitions", 7).code()).isEqualTo(1);
    assertThat(names()).containsExactly("images");
    Cli stopped = extract(out, "--mode", "failfast", "--partitions", 7, "--resume");
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err())
        .anyMatch(line -> line.startsWith("Cannot ") && line.contains("b.npy"));
    Files.delete(bad);
    assertDone(extract(out, "--mode", "failfast", "--resume"));
    assertDone(extract(folder.resolve("whole"), "--mode", "failfast"));
    assertThat(rows(out)).isEqualTo(rows(folder.resolve("whole")));
    assertThat(names()).containsExactly("images", "out", "whole");
  }

  @Test
  void bundlesThatAreDoneAreNotRunAgain() throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    unfinish(0, 3);
    // An image of a bundle that is done would be another.
    Cli refused = extract(out);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .containsExactly(
            "Cannot write to file:"
                + out
                + ": a job to it is not finished: 4 of 6 bundles are done, expected --resume to go on or --overwrite to begin anew");
    Cli resumed = extract(out, "--resume");
    assertDone(resumed);
    assertThat(resumed.err()).contains("Going on with file:" + out + ": 4 of 6 bundles are done");
    assertThat(resumed.out())
        .contains("images     6 in = 6 done + 0 failed + 0 dropped")
        .doesNotContain("Mpixel/s");
    assertThat(rows(out)).isEqualTo(whole);
    Cli complete = extract(out, "--resume");
    assertDone(complete);
    assertThat(complete.out().strip()).isEqualTo("The result is complete: file:" + out);
  }

  @Test
  void aBundleWhosePartIsGoneOrShorterIsRunAgain() throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    unfinish(5);
    try (Stream<Path> parts = Files.list(folder.resolve("out.unfinished"))) {
      List<Path> some =
          parts.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
      Files.delete(some.get(1));
      Files.write(some.get(2), new byte[10]);
    }
    assertDone(extract(out, "--resume"));
    assertThat(rows(out)).isEqualTo(whole);
  }

  /** A report is only there when it is whole: what a kill left of one is not taken for it. */
  @Test
  void halfAReportIsNone() throws IOException {
    assertDone(extract(out));
    List<String> whole = rows(out);
    unfinish(1);
    Files.writeString(folder.resolve("out.unfinished/_plan/.report.json.new"), "{\"par");
    assertDone(extract(out, "--resume"));
    assertThat(rows(out)).isEqualTo(whole);
    assertThat(out.resolve("_plan/.report.json.new")).doesNotExist();
  }

  @Test
  void aJobThatWasAnotherIsNotGoneOnWith() throws IOException {
    assertDone(extract(out));
    unfinish(1);
    Cli other = byOtherKernels("--resume");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .anyMatch(
            line ->
                line.startsWith(
                    "Cannot go on with file:"
                        + out
                        + ": --kernels is another than before, found "));
    assertThat(extract(out, "--resume", "--dtype", "float16").err())
        .anyMatch(line -> line.contains("--dtype is another than before, found float16, expected"));
    assertDone(extract(out, "--overwrite"));
    assertThat(names()).containsExactly("images", "out");
  }

  /** What an input is by now decides, and bundles that have none of those stay as they are. */
  @Test
  void inputsThatChangedMeanwhileAreReadAsTheyAreNow() throws IOException {
    assertDone(extract(out));
    unfinish(4);
    picture("a1", 9);
    picture("new", 7);
    List<String> done =
        rows(folder.resolve("out.unfinished")).stream()
            .filter(row -> row.contains("/a4.npy|"))
            .toList();
    Files.delete(images.resolve("a4.npy"));
    assertDone(extract(out, "--resume"));
    assertDone(extract(folder.resolve("whole")));
    List<String> expected = new ArrayList<>(rows(folder.resolve("whole")));
    expected.addAll(done);
    expected.sort(null);
    assertThat(done).hasSize(1);
    assertThat(rows(out)).isEqualTo(expected);
  }

  /** An image that was left out and one that changed share a bundle, whose rows are taken over. */
  @Test
  void imagesThatWereDroppedAreStillCountedWhenOthersChange() throws IOException {
    Path bad = Files.writeString(images.resolve("bad.npy"), "no array");
    Object[] drop = {"--mode", "dropmalformed", "--partitions", 1};
    assertDone(extract(out, drop));
    picture("a3", 9);
    Cli added = extract(out, "--mode", "dropmalformed", "--incremental");
    assertDone(added);
    assertThat(added.out()).contains("images     7 in = 6 done + 0 failed + 1 dropped");
    Pictures.uint8(bad, 3, 5, 3, 2);
    Cli mended = extract(out, "--mode", "dropmalformed", "--incremental");
    assertDone(mended);
    assertThat(mended.out()).contains("images     7 in = 7 done + 0 failed + 0 dropped");
    assertDone(extract(folder.resolve("whole")));
    assertThat(rows(out)).isEqualTo(rows(folder.resolve("whole")));
  }

  /** A network with two layers, and a path that has what globs and shells are made of. */
  @Test
  void layersOfNetworksAreAddedToo() throws IOException {
    Path odd = folder.resolve("maps größe [1] *");
    Object[] args = {
      "extract",
      "--images",
      images,
      "--network",
      Pictures.SAMPLES.resolve("networks/inception-3a.onnx"),
      "--layer",
      "stem",
      "inception",
      "--channels",
      "convert",
      "--out",
      odd
    };
    assertDone(Cli.run(args));
    picture("a2", 8);
    Object[] more = Arrays.copyOf(args, args.length + 1);
    more[args.length] = "--incremental";
    assertDone(Cli.run(more));
    args[args.length - 1] = folder.resolve("whole");
    assertDone(Cli.run(args));
    assertThat(tables(odd)).isEqualTo(rows(folder.resolve("whole")));
  }

  private static List<String> tables(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .flatMap(
              file -> rows(Path.of(file.toString().replaceAll("([\\[\\]*])", "\\\\$1"))).stream())
          .sorted()
          .toList();
    }
  }

  /** It lost a part to somebody: its images are read again. */
  @Test
  void aResultWithoutOneOfItsPartsIsCompleteAgain() throws IOException {
    assertDone(extract(out, "--partitions", 3));
    List<String> whole = rows(out);
    try (Stream<Path> parts = Files.list(out)) {
      Files.delete(parts.filter(file -> file.toString().endsWith(".parquet")).findFirst().get());
    }
    assertThat(rows(out)).hasSizeLessThan(6);
    assertDone(extract(out, "--incremental"));
    assertThat(rows(out)).isEqualTo(whole);
    assertThat(extract(out, "--incremental").out()).startsWith("Nothing is new");
  }

  @Test
  void newAndChangedImagesAreAddedAndThoseThatAreGoneStay() throws IOException {
    assertDone(extract(out, "--partitions", 2));
    List<String> gone = rows(out).stream().filter(row -> row.contains("/a2.npy|")).toList();
    Files.delete(images.resolve("a2.npy"));
    picture("a3", 9);
    picture("new", 7);
    Cli added = extract(out, "--incremental");
    assertDone(added);
    assertThat(added.out()).contains("images     7 in = 7 done + 0 failed + 0 dropped");
    assertDone(extract(folder.resolve("whole")));
    List<String> expected = new ArrayList<>(rows(folder.resolve("whole")));
    expected.addAll(gone);
    expected.sort(null);
    assertThat(gone).hasSize(1);
    assertThat(rows(out)).isEqualTo(expected);
    assertThat(names()).containsExactly("images", "out", "whole");
    Cli nothing = extract(out, "--incremental");
    assertDone(nothing);
    assertThat(nothing.out().strip()).isEqualTo("Nothing is new, the result stays: file:" + out);
    assertThat(rows(out)).isEqualTo(expected);
    assertThat(byOtherKernels("--incremental").code()).isEqualTo(2);
    assertThat(rows(out)).isEqualTo(expected);
  }

  /** The window of a kill: the older result lacks parts, and the new one is not in its place. */
  @Test
  void anIncrementalJobThatIsKilledAtItsEndIsEndedByTheNext() throws IOException {
    assertDone(extract(out, "--partitions", 2));
    picture("new", 7);
    Path before = copied();
    assertDone(extract(out, "--incremental"));
    List<String> whole = rows(out);
    Files.move(out, folder.resolve("out.unfinished"));
    Files.move(before, out);
    try (Stream<Path> parts = Files.list(out)) {
      for (Path part : parts.filter(file -> file.toString().endsWith(".parquet")).toList()) {
        Files.delete(folder.resolve("out.unfinished").resolve(part.getFileName()));
      }
    }
    assertDone(extract(out, "--resume"));
    assertThat(rows(out)).isEqualTo(whole);
    assertThat(names()).containsExactly("images", "out");
  }

  private Path copied() throws IOException {
    Path to = folder.resolve("before");
    try (Stream<Path> files = Files.walk(out)) {
      files.forEach(
          file -> {
            try {
              Files.copy(
                  file, to.resolve(out.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return to;
  }

  @Test
  void tablesOfPixelsGoOnToo() throws IOException {
    for (String command : List.of("explode", "multiply", "assemble")) {
      List<Object> args = new ArrayList<>(List.of(command, "--out", out));
      if (command.equals("explode")) {
        args.addAll(List.of("--images", images));
      } else {
        args.addAll(List.of("--pixels", folder.resolve("pixels")));
      }
      if (command.equals("multiply")) {
        args.addAll(List.of("--kernels", KERNELS));
      }
      assertDone(Cli.run(args.toArray()));
      List<String> whole = rows(out);
      unfinish(0, 2);
      args.add("--resume");
      Cli resumed = Cli.run(args.toArray());
      assertDone(resumed);
      assertThat(resumed.out()).contains("6 in = 6 done + 0 failed + 0 dropped");
      assertThat(rows(out)).as(command).isEqualTo(whole);
      Files.move(out, folder.resolve(command.equals("explode") ? "pixels" : command));
    }
  }

  @Test
  void predictionsGoOnToo() throws IOException {
    Path colours = folder.resolve("colours");
    assertDone(Cli.run("make-colours", "--count", 12, "--seed", 1, "--out", colours));
    Path model = folder.resolve("model.onnx");
    assertDone(
        Cli.run(
            "train",
            "--images",
            colours,
            "--recursive",
            "--labels",
            "folders",
            "--unit",
            "image",
            "--epochs",
            1,
            "--out",
            model));
    List<Object> args =
        new ArrayList<>(
            List.of(
                "classify", "--images", colours, "--recursive", "--model", model, "--out", out));
    assertDone(Cli.run(args.toArray()));
    List<String> whole = rows(out);
    assertThat(whole).hasSize(12);
    unfinish(1, 5);
    args.add("--resume");
    assertDone(Cli.run(args.toArray()));
    assertThat(rows(out)).isEqualTo(whole);
  }
}
