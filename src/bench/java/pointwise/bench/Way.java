package pointwise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import pointwise.file.LocalDisk;
import pointwise.kernel.KernelSource;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkSource;
import pointwise.text.Text;

/** The ways that are compared. */
enum Way {
  PLAIN("(a) plain Java, ParquetWriter"),
  PAGES("(a*) plain Java, ParquetFileWriter"),
  EXTRACT("(b) extract"),
  SQL("(c) SQL explode, UDF, collect_list"),
  MLLIB("(d) MLlib IndexedRowMatrix"),
  NETWORK("(e) extract --network"),
  RUNTIME("(f) ONNX Runtime in mapPartitions");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the title begins with. */
  String letter() {
    return title.substring(0, title.indexOf(' '));
  }

  /** Whether it makes the same bits as the others that do. */
  boolean exact() {
    return switch (this) {
      case PLAIN, PAGES, EXTRACT, NETWORK -> true;
      case SQL, MLLIB, RUNTIME -> false;
    };
  }

  /** Whether it needs more heap than Pointwise. */
  boolean heavy() {
    return this == SQL || this == MLLIB;
  }

  /** The settings of the file system that every way writes through. */
  static Configuration configuration() throws IOException {
    return LocalDisk.configuration(new Configuration(), new org.apache.hadoop.fs.Path("file:///"));
  }

  /**
   * @param model a file of kernels, or an ONNX file for the ways that take networks
   */
  Pipeline open(Path model, int threads) throws Exception {
    return switch (this) {
      case PLAIN ->
          new PlainPipeline(kernels(model).stack(), configuration(), RowSink::new, threads);
      case PAGES ->
          new PlainPipeline(kernels(model).stack(), configuration(), PageSink::new, threads);
      case EXTRACT -> new ExtractPipeline(spark(threads), kernels(model));
      case SQL -> new SqlPipeline(spark(threads), kernels(model));
      case MLLIB -> new MllibPipeline(spark(threads), kernels(model), threads);
      case NETWORK -> new NetworkPipeline(spark(threads), network(model));
      case RUNTIME ->
          new RuntimePipeline(spark(threads), network(model), Files.readAllBytes(model));
    };
  }

  private static KernelSource kernels(Path file) throws IOException {
    return new KernelSource(file.toString(), Files.readAllBytes(file));
  }

  private static NetworkSource network(Path file) throws IOException {
    return new NetworkSource(
        file.toString(),
        Files.readAllBytes(file),
        beside -> Files.newInputStream(file.resolveSibling(beside)),
        List.of(),
        SampleRange.UNIT,
        NetworkSource.Normalisation.NONE,
        Engine.AUTO);
  }

  static SparkSession spark(int threads) {
    return SparkSession.builder()
        .appName("pointwise bench")
        .master(Text.of("local[%d]", threads))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", false)
        .config("spark.ui.showConsoleProgress", false)
        .config("spark.sql.shuffle.partitions", 2L * threads)
        .getOrCreate();
  }
}
