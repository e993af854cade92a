package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.learn.labels.NpyLabels;
import pointwise.pixels.Pictures;

/** Local files whose names have a colon, which Hadoop's paths and checksums do not take. */
class ColonNamesTest {
  @TempDir private Path folder;

  private static void assertDone(Cli cli) {
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  @Test
  void kernelsAndNetworksAreRead() throws IOException {
    Path image = Pictures.npy(folder.resolve("i:1.npy"), "|u1", 4, 5, 3, new byte[60]);
    Path kernels = Files.copy(Path.of("conf/kernels/luma.json"), folder.resolve("k:1.json"));
    Path maps = folder.resolve("maps");
    assertDone(Cli.run("extract", "--images", image, "--kernels", kernels, "--out", maps));
    Path network = folder.resolve("n:1.onnx");
    assertDone(Cli.run("inspect", "--kernels", kernels, "--save-onnx", network));
    assertThat(network).exists();
    assertDone(
        Cli.run("extract", "--images", image, "--network", network, "--out", maps, "--overwrite"));
  }

  @Test
  void aResultIsWrittenAndUnlocked() throws IOException {
    Path image = Pictures.npy(folder.resolve("i:1.npy"), "|u1", 4, 5, 3, new byte[60]);
    Path out = folder.resolve("o:1");
    Object[] job = {
      "extract", "--images", image, "--kernels", "conf/kernels/luma.json", "--out", out
    };
    assertDone(Cli.run(job));
    assertThat(out.resolve("_report.json")).exists();
    assertThat(folder.resolve("o:1.lock")).doesNotExist();
  }

  @Test
  void labelsAndModelsAreReadAndWritten() throws IOException {
    byte[] samples = {0, 0, 0, 9, 9, 9, 0, 1, 0, 9, 8, 9};
    Pictures.npy(folder.resolve("i:1.npy"), "|u1", 2, 2, 3, samples);
    NpyLabels.write(folder.resolve("l:1.npy"), "|u1", 2, 2, 0, 1, 0, 1);
    Path csv = Files.writeString(folder.resolve("t:1.csv"), "origin,labels\ni:1.npy,l:1.npy\n");
    Path model = folder.resolve("m:1.onnx");
    Object[] data = {"--images", folder.resolve("i:1.npy"), "--labels", csv};
    assertDone(
        Cli.run(
            "train",
            data[0],
            data[1],
            data[2],
            data[3],
            "--unit",
            "pixel",
            "--epochs",
            1,
            "--validation",
            0,
            "--out",
            model));
    assertThat(model).exists();
    assertDone(Cli.run("evaluate", data[0], data[1], data[2], data[3], "--model", model));
    assertThat(folder.resolve("m:1.evaluation.json")).exists();
    assertDone(
        Cli.run(
            "evaluate",
            data[0],
            data[1],
            data[2],
            folder.resolve("l:1.npy"),
            "--model",
            model,
            "--overwrite"));
    assertDone(
        Cli.run(
            "classify", data[0], data[1], "--model", model, "--out", folder.resolve("classes")));
    assertThat(folder.resolve("classes/_classes/i:1.npy.png")).exists();
  }

  /** In the working folder, where a path looks like one of a scheme. */
  @Test
  void namesWithoutAFolderAreOfFiles() {
    Path image = Pictures.npy(folder.resolve("a.npy"), "|u1", 1, 1, 3, new byte[3]);
    Path out = folder.resolve("out");
    Cli cli = Cli.run("extract", "--images", image, "--kernels", "no:1.json", "--out", out);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .containsExactly(
            "Cannot read kernels ./no:1.json: no file is there, expected a kernel file in JSON");
    for (Object labels : new Object[] {"no:1.csv", "no:1.npy"}) {
      cli =
          Cli.run("train", "--images", image, "--labels", labels, "--unit", "pixel", "--out", out);
      assertThat(cli.code()).isEqualTo(2);
      assertThat(cli.err()).hasSize(1);
      assertThat(cli.err().get(0)).contains("no:1.", "no file is there");
    }
    cli = Cli.run("classify", "--images", image, "--model", "no:1.onnx", "--out", out);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err().get(0)).startsWith("Cannot read network ./no:1.onnx: no file is there");
  }
}
