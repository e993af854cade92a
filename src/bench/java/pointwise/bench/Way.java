package pointwise.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import pointwise.kernel.KernelSource;

/** The ways that are compared. */
enum Way {
  PLAIN("(a) plain Java, ParquetWriter"),
  PAGES("(a*) plain Java, ParquetFileWriter"),
  EXTRACT("(b) extract"),
  SQL("(c) SQL explode, UDF, collect_list"),
  MLLIB("(d) MLlib IndexedRowMatrix");

  private static final String CHECKSUM_BYTES = "65536";

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

  /** The settings of the file system that every way writes through. */
  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("file.bytes-per-checksum", CHECKSUM_BYTES);
    return configuration;
  }

  Pipeline open(Path kernels, int threads) throws Exception {
    KernelSource source = new KernelSource(kernels.toString(), Files.readAllBytes(kernels));
    return switch (this) {
      case PLAIN -> new PlainPipeline(source.stack(), configuration(), RowSink::new, threads);
      case PAGES -> new PlainPipeline(source.stack(), configuration(), PageSink::new, threads);
      case EXTRACT -> new ExtractPipeline(spark(threads), source);
      case SQL -> new SqlPipeline(spark(threads), source);
      case MLLIB -> new MllibPipeline(spark(threads), source, threads);
    };
  }

  private static SparkSession spark(int threads) {
    return SparkSession.builder()
        .appName("pointwise bench")
        .master("local[%d]".formatted(threads))
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", false)
        .config("spark.ui.showConsoleProgress", false)
        .config("spark.sql.shuffle.partitions", 2 * threads)
        .config("spark.hadoop.file.bytes-per-checksum", CHECKSUM_BYTES)
        .getOrCreate();
  }
}
