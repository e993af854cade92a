package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.learn.labels.Cubes;

/**
 * Fits that go on where another stopped, and that take more images in: the same bits as one run.
 */
class FitPcaResumeTest {
  @TempDir private Path folder;
  private Path images;
  private Path model;

  @BeforeEach
  void images() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    model = folder.resolve("pca.onnx");
    for (int i = 0; i < 6; i++) {
      cube("c" + i, i);
    }
  }

  private void cube(String name, int seed) throws IOException {
    float[] samples = Cubes.spectra((10 + seed) * 20, 5, 3, 0.1, seed);
    Cubes.write(images.resolve(name + ".npy"), 10 + seed, 20, 5, samples);
  }

  private Cli fit(Path to, Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("fit-pca", "--images", images, "--components", 3, "--out", to));
    args.addAll(List.of(more));
    return Cli.run(args.toArray());
  }

  private static Cli done(Cli cli) {
    assertThat(cli.code()).as("%s", cli.err()).isZero();
    return cli;
  }

  /** The model is that of a job that reads all there is. */
  private void assertAsOneRun() throws IOException {
    done(fit(folder.resolve("whole.onnx"), "--overwrite"));
    assertThat(model).hasSameBinaryContentAs(folder.resolve("whole.onnx"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("pca.report.json").toFile());
  }

  /** The sums are those of any number of components. */
  @Test
  void otherComponentsAreMadeOfTheSumsThatAreThere() throws IOException {
    done(Cli.run("fit-pca", "--images", images, "--components", 2, "--out", model));
    done(fit(model, "--resume"));
    assertAsOneRun();
    done(Cli.run("fit-pca", "--images", images, "--variance", 0.5, "--out", model, "--resume"));
    assertThat(report().path("settings").path("variance").asDouble()).isEqualTo(0.5);
    assertThat(report().path("settings").path("components").isNull()).isTrue();
  }

  @Test
  void bundlesThatAreDoneAreNotReadAgain() throws IOException {
    done(fit(model));
    Path unfinished = folder.resolve("pca.sums.unfinished");
    Files.move(folder.resolve("pca.sums"), unfinished);
    Files.delete(unfinished.resolve("_report.json"));
    Files.delete(unfinished.resolve("_plan/bundle-2.json"));
    Files.delete(model);
    Files.delete(folder.resolve("pca.report.json"));
    Cli refused = fit(model);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).hasSize(1);
    assertThat(refused.err().get(0)).contains("5 of 6 bundles are done, expected --resume");
    assertThat(done(fit(model, "--resume")).err()).anyMatch(line -> line.contains("5 of 6"));
    assertThat(names()).containsExactly("images", "pca.onnx", "pca.report.json", "pca.sums");
    assertThat(report().get("done").intValue()).isEqualTo(6);
    assertThat(report().get("pixels").get("used").intValue()).isEqualTo(20 * (6 * 10 + 15));
    assertAsOneRun();
  }

  @Test
  void whatIsNewOrChangedIsReadAlone() throws IOException {
    done(fit(model));
    cube("c1", 9);
    cube("new", 7);
    Cli more = done(fit(model, "--incremental"));
    assertThat(more.out()).containsPattern("images +7 in = 7 done \\+ 0 failed");
    assertAsOneRun();
    Files.delete(images.resolve("c2.npy"));
    byte[] before = Files.readAllBytes(model);
    done(fit(model, "--incremental"));
    assertThat(model).hasBinaryContent(before);
    // Of the same sums another number of components.
    List<Object> fewer = List.of("fit-pca", "--images", images, "--components", 1, "--out", model);
    List<Object> args = new ArrayList<>(fewer);
    args.add("--incremental");
    done(Cli.run(args.toArray()));
    assertThat(report().get("K").intValue()).isEqualTo(1);
  }

  @Test
  void aModelThatIsGoneIsMadeOfTheSums() throws IOException {
    done(fit(model));
    byte[] before = Files.readAllBytes(model);
    Cli complete = done(fit(model, "--resume"));
    assertThat(complete.out()).startsWith("The result is complete: file:" + folder + "/pca.sums");
    Files.delete(model);
    done(fit(model, "--resume"));
    assertThat(model).hasBinaryContent(before);
  }

  @Test
  void sumsOfOtherPixelsAreNotAddedTo() throws IOException {
    done(fit(model));
    Cli other = fit(model, "--incremental", "--nodata", 3);
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err())
        .anyMatch(line -> line.contains("--nodata is another than before, found 3, expected auto"));
  }

  /** What is there of a model without sums is not replaced unless that is asked for. */
  @Test
  void aModelWithoutSumsStays() throws IOException {
    Files.writeString(model, "another");
    for (String option : List.of("--resume", "--incremental")) {
      Cli refused = fit(model, option);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err().get(0)).contains("it exists already, expected a new file");
    }
    assertThat(model).hasContent("another");
  }

  @Test
  void anImageThatStoppedTheFitIsMendedAndTheRestStays() throws IOException {
    Path bad = Files.writeString(images.resolve("d.npy"), "no array");
    assertThat(fit(model, "--mode", "failfast").code()).isEqualTo(1);
    assertThat(names()).containsExactly("images");
    assertThat(fit(model, "--mode", "failfast", "--resume", "--partitions", 7).code()).isEqualTo(1);
    Files.delete(bad);
    done(fit(model, "--mode", "failfast", "--resume"));
    assertAsOneRun();
  }

  /** The folder of the sums is no place for a network. */
  @Test
  void noNetworkTakesThePlaceOfTheSums() throws IOException {
    Cli itself = fit(folder.resolve("pca.sums"), "--overwrite");
    assertThat(itself.code()).isEqualTo(2);
    assertThat(itself.err().get(0))
        .contains("a file beside it would have its name, found .sums, expected another suffix");
    Cli inverse = fit(model, "--save-inverse", folder.resolve("pca.sums"));
    assertThat(inverse.code()).isEqualTo(2);
    assertThat(inverse.err().get(0))
        .contains("Cannot use --save-inverse: found a file of --out, expected another");
    assertThat(names()).containsExactly("images");
  }

  @Test
  void anInverseThatIsWantedLaterIsMadeOfTheSums() throws IOException {
    done(fit(model));
    Path inverse = folder.resolve("inverse.onnx");
    Cli later = done(fit(model, "--resume", "--save-inverse", inverse));
    assertThat(inverse).exists();
    assertThat(later.out()).contains("inverse    file:" + inverse);
    Cli complete = done(fit(model, "--resume", "--save-inverse", inverse));
    assertThat(complete.out().lines()).hasSize(1);
  }

  /** An image with alpha that comes first by name has failed, as it had in a run over all. */
  @Test
  void theChannelsAreThoseOfTheEarlierFit() throws IOException {
    done(fit(model));
    Cubes.write(images.resolve("a.npy"), 10, 20, 6, Cubes.spectra(200, 6, 3, 0.1, 1));
    Cli more = done(fit(model, "--incremental"));
    assertThat(more.out()).containsPattern("images +7 in = 6 done \\+ 1 failed");
  }
}
