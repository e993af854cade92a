package pointwise.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.function.FilterFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import pointwise.Spark;
import pointwise.command.Cli;
import pointwise.network.layer.Shape;
import pointwise.pixels.Pictures;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.store.ParquetTable;
import pointwise.text.UsageException;

class ExitCodesTest {
  @TempDir private Path folder;

  @CommandLine.Command(name = "job")
  private static final class Command {}

  private final StringWriter err = new StringWriter();

  private int code(Exception e) {
    CommandLine command = new CommandLine(new Command()).setErr(new PrintWriter(err, true));
    return ExitCodes.failure(e, command, null);
  }

  private static Exception thrownBy(Callable<?> work) {
    try {
      work.call();
    } catch (Exception e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  /** A local file system that opens nothing. */
  public static final class RefusingFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("refusing:///");
    }

    @Override
    public String getScheme() {
      return "refusing";
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
      throw new AccessControlException("Permission denied");
    }
  }

  private static final class Refuses implements FilterFunction<Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean call(Long number) {
      throw new UsageException("Cannot use the table: a pixel is missing");
    }
  }

  static Stream<Arguments> faultsOfTheUser() {
    return Stream.of(
        arguments(2, new UsageException("Cannot read a: found b")),
        arguments(2, thrownBy(() -> new org.apache.hadoop.fs.Path("a:b"))),
        arguments(2, thrownBy(() -> fileSystem("nothing:///a"))),
        arguments(2, thrownBy(() -> fileSystem("hdfs://no.such.host.invalid/a"))),
        arguments(1, new ImageException("a.jpg", ErrorKind.CONTENT, "it is cut short")),
        arguments(1, new IOException("No space left on device")),
        arguments(1, thrownBy(() -> Spark.session().range(3).filter(new Refuses()).count())));
  }

  private static FileSystem fileSystem(String path) throws IOException {
    return new org.apache.hadoop.fs.Path(path).getFileSystem(new Configuration());
  }

  @ParameterizedTest
  @MethodSource("faultsOfTheUser")
  void whatWasForeseenIsOneLine(int code, Exception e) {
    assertThat(code(e)).isEqualTo(code);
    assertThat(err.toString().strip().lines()).singleElement().asString().startsWith("Cannot ");
  }

  /** Java does not tell which disk it is. */
  @Test
  void ofAFullDiskIsSaidWhereSparkWrites() {
    assertThat(code(new SparkException("Job aborted", new IOException("No space left on device"))))
        .isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo(
            "Cannot run job: No space left on device; what Spark keeps meanwhile is in "
                + System.getProperty("java.io.tmpdir")
                + ", and elsewhere with --conf spark.local.dir=FOLDER");
  }

  /** Spark would copy the jar until the disk is full; a file with a hole is larger than any. */
  @Test
  void aDiskThatTheProgramDoesNotFitOnIsToldBeforeSparkStarts() throws IOException {
    Path jar = folder.resolve("large.jar");
    try (RandomAccessFile hole = new RandomAccessFile(jar.toFile(), "rw")) {
      hole.setLength(8L << 40);
    }
    SparkConf conf = new SparkConf(false).set("spark.local.dir", folder.toString());
    Sessions.requireRoom(conf);
    assertThatThrownBy(() -> Sessions.requireRoom(conf.set("spark.jars", "file:" + jar)))
        .isInstanceOf(UsageException.class)
        .hasMessageMatching(
            "Cannot start Spark: its disk is full, found [0-9,]+ MB free in "
                + folder
                + ", expected 8,388,608 MB for the program alone: choose another with --conf spark.local.dir=FOLDER");
  }

  static Stream<Arguments> faultsOfTheProgram() {
    return Stream.of(
        arguments(new IllegalArgumentException("Cannot merge moments: the channels do not fit")),
        arguments(thrownBy(() -> new Shape(0, 1, 1))),
        arguments(thrownBy(() -> Integer.parseInt("a"))),
        arguments(
            thrownBy(
                () -> {
                  Spark.session().sparkContext().setLogLevel("LOUD");
                  return null;
                })),
        arguments(new SparkException("Job aborted", new IllegalArgumentException("Illegal group"))),
        arguments(new NullPointerException()));
  }

  @ParameterizedTest
  @MethodSource("faultsOfTheProgram")
  void anythingElseIsOneAndATrace(Exception e) {
    assertThat(code(e)).isEqualTo(1);
    assertThat(err.toString()).startsWith(e.getClass().getName()).contains("\tat ");
  }

  private Cli extract(Object... more) throws IOException {
    Path image = Pictures.uint8(folder.resolve("a.npy"), 5, 6, 3, 1);
    return Cli.run(
        Stream.concat(
                Stream.of("extract", "--images", image, "--kernels", "conf/kernels/ycbcr.json"),
                Stream.of(more))
            .toArray());
  }

  /** No connector is among the dependencies. */
  @Test
  void aFileSystemWithoutItsJarIsNamed() throws IOException {
    Path out = folder.resolve("out");
    for (Object[] paths :
        new Object[][] {
          {"--images", "s3a://bucket/a.png", "--out", out},
          {"--images", "sample-data", "--out", "s3a://bucket/out"}
        }) {
      Object[] kernels = {"extract", "--kernels", "conf/kernels/ycbcr.json"};
      Cli cli = Cli.run(Stream.concat(Stream.of(kernels), Stream.of(paths)).toArray());
      assertThat(cli.code()).isEqualTo(2);
      assertThat(cli.err())
          .singleElement()
          .asString()
          .startsWith("Cannot use s3a: the jar of its file system is missing on the class path")
          .contains("org.apache.hadoop.fs.s3a.S3AFileSystem")
          .contains("hadoop-aws");
    }
  }

  @Test
  void anEmptyWordIsNoPath() throws IOException {
    Cli cli = extract("--out", "");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .containsExactly("Cannot use --out: found an empty word (see pointwise extract --help)");
  }

  @Test
  void aShapeThatNoArrayHoldsIsWrongUse() {
    Cli cli =
        Cli.run(
            "inspect",
            "--network",
            "sample-data/networks/fire.onnx",
            "--image",
            "9x900000000x900000000");
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err()).singleElement().asString().startsWith("Cannot use --image 9x9");
  }

  /** A table that is not there is wrong use; one whose reading fails is not. */
  @Test
  void aTableThatCannotBeReadIsNotTakenForNone() throws IOException {
    Path text = Files.writeString(folder.resolve("text.parquet"), "no table at all, but long");
    Exception none = thrownBy(() -> ParquetTable.read(Spark.session(), text.toString()));
    assertThat(none).isInstanceOf(UsageException.class).hasMessageContaining("not a Parquet file");
    assertThat(thrownBy(() -> ParquetTable.read(Spark.session(), folder + "/no")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("found no such file");
    Spark.session().conf().set("fs.refusing.impl", RefusingFileSystem.class.getName());
    try {
      Exception refused = thrownBy(() -> ParquetTable.read(Spark.session(), "refusing:" + text));
      assertThat(refused)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot read the table refusing:%s: Permission denied", text);
      assertThat(code(refused)).isEqualTo(1);
      assertThat(err.toString().lines()).containsExactly(refused.getMessage());
    } finally {
      Spark.session().conf().unset("fs.refusing.impl");
    }
  }

  @Test
  void theReportSaysHowTheJobEnded() throws IOException {
    assertThat(extract("--out", folder.resolve("maps")).code()).isZero();
    assertThat(folder.resolve("maps/_report.json"))
        .content()
        .containsSubsequence("\"outcome\"", "\"done\"", "\"exit_code\"", "0");
    // Not alike, or the job would not start.
    Path cut = Path.of("sample-data/odd/truncated.jpg");
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Cli cli = Cli.run("explode", "--images", cut, text, "--out", folder.resolve("pixels"));
    assertThat(cli.code()).isEqualTo(3);
    assertThat(folder.resolve("pixels/_report.json"))
        .content()
        .containsSubsequence("\"outcome\"", "\"every input failed\"", "\"exit_code\"", "3");
  }

  /** What a command refuses is the fault of its user. */
  @Test
  void commandsThrowUsageExceptions() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/pointwise/command"))) {
      for (Path source : sources.filter(Files::isRegularFile).toList()) {
        assertThat(source).content().doesNotContain("new IllegalArgumentException");
      }
    }
  }
}
