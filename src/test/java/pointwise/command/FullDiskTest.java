package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.file.HdfsLikeFileSystem;
import pointwise.pixels.Pictures;

/** A disk that is full half way through a file leaves what was there, and nothing else. */
class FullDiskTest {
  private static final String KERNELS = "conf/kernels/luma.json";

  @TempDir private Path folder;
  private Path disk;

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
    Configuration configuration = Spark.session().sparkContext().hadoopConfiguration();
    configuration.set("fs.hdfslike.impl", HdfsLikeFileSystem.class.getName());
    configuration.set(
        "fs.AbstractFileSystem.hdfslike.impl", HdfsLikeFileSystem.Context.class.getName());
  }

  @AfterEach
  void unmount() {
    HdfsLikeFileSystem.files = Integer.MAX_VALUE;
    Configuration configuration = Spark.session().sparkContext().hadoopConfiguration();
    configuration.unset("fs.hdfslike.impl");
    configuration.unset("fs.AbstractFileSystem.hdfslike.impl");
  }

  private String on(String name) {
    return "hdfslike://" + disk.resolve(name);
  }

  /** What every file of the disk holds, by its path. */
  private Map<String, String> files() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(disk)) {
      for (Path file : all.filter(path -> !path.equals(disk)).toList()) {
        contents.put(
            disk.relativize(file).toString(),
            Files.isDirectory(file) ? "folder" : Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  /** Of the files that are begun, {@code whole} can be finished. */
  private void assertFailsAndLeaves(Map<String, String> expected, int whole, Object... command)
      throws IOException {
    HdfsLikeFileSystem.files = whole;
    Cli cli = Cli.run(command);
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err()).anySatisfy(line -> assertThat(line).contains("No space left on device"));
    assertThat(files()).isEqualTo(expected);
    HdfsLikeFileSystem.files = Integer.MAX_VALUE;
  }

  @Test
  void aModelIsWholeOrNotThere() throws IOException {
    Object[] inspect = {"inspect", "--kernels", KERNELS, "--save-onnx", on("m.onnx")};
    assertFailsAndLeaves(Map.of(), 1, inspect);
    assertThat(Cli.run(inspect).code()).isZero();
    assertThat(files()).containsOnlyKeys("m.onnx");
  }

  @Test
  void aPreviewIsTheOldOneUntilTheNewOneIsComplete() throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 50, 60, 3, 1);
    Path maps = folder.resolve("maps");
    Cli extract = Cli.run("extract", "--kernels", KERNELS, "--images", image, "--out", maps);
    assertThat(extract.code()).as(String.join("\n", extract.err())).isZero();
    Object[] preview = {"preview", "--maps", maps, "--out", on("maps.png")};
    assertFailsAndLeaves(Map.of(), 1, preview);
    Files.writeString(disk.resolve("maps.png"), "old");
    assertFailsAndLeaves(files(), 1, preview);
    assertThat(Cli.run(preview).code()).isZero();
    assertThat(files()).containsOnlyKeys("maps.png");
    assertThat(disk.resolve("maps.png")).binaryContent().startsWith(0x89, 'P', 'N', 'G');
  }

  /** The lock, the plan's two files and the first part. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aTableIsNamedThatCouldNotBeWritten(int files) throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 50, 60, 3, 1);
    HdfsLikeFileSystem.files = files;
    Cli cli = Cli.run("extract", "--kernels", KERNELS, "--images", image, "--out", on("maps"));
    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err())
        .containsExactly(
            "Cannot write to hdfslike:" + disk.resolve("maps") + ": No space left on device");
    assertThat(files()).isEmpty();
  }

  @Test
  void aPreviewReplacesNoInput() throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 50, 60, 3, 1);
    byte[] before = Files.readAllBytes(image);
    Path maps = folder.resolve("maps");
    assertThat(Cli.run("extract", "--kernels", KERNELS, "--images", image, "--out", maps).code())
        .isZero();
    Path part;
    try (Stream<Path> parts = Files.list(maps)) {
      part = parts.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    for (Path input : new Path[] {image, part}) {
      Cli cli = Cli.run("preview", "--maps", maps, "--out", input);
      assertThat(cli.code()).isEqualTo(2);
      assertThat(cli.err())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .startsWith("Cannot write to file:" + input)
                      .contains("the job would replace its input"));
    }
    assertThat(Files.readAllBytes(image)).isEqualTo(before);
  }

  @Test
  void picturesAreAllThereOrNone() throws IOException {
    Object[] make = {"make-colours", "--count", 20, "--out", on("train")};
    assertFailsAndLeaves(Map.of(), 7, make);
    assertThat(Cli.run(make).code()).isZero();
    assertThat(files()).hasSize(1 + 6 + 20);
  }
}
