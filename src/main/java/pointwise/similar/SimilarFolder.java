package pointwise.similar;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import pointwise.preview.SourceReader;
import pointwise.report.JobMetrics;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.Table;
import pointwise.store.TableWriter;
import pointwise.text.Text;

/**
 * Where what is found is written: a table, and a sheet of pictures beside it.
 *
 * @param maps that were searched, for people
 */
public record SimilarFolder(
    SparkSession spark,
    Configuration configuration,
    JobMetrics metrics,
    OutputDirectory out,
    String maps) {
  /** The name of the sheet; readers of Parquet pass over it. */
  public static final String SHEET = "_similar.png";

  private static final int ROWS_OF_A_TASK = 8192;

  /** Writes pairs. */
  public Bundles write(Duplicates pairs) throws IOException {
    draw(
        Text.of("The most similar of %,d pairs in %s", pairs.count(), maps),
        pairs.first(SimilarSheet.ROWS).stream().map(List::of).toList());
    return write(pairs.sorted(), Match.PAIRS);
  }

  /** Writes the nearest of queries, by query and rank. */
  public Bundles write(List<Match> nearest) throws IOException {
    draw(Text.of("The nearest in %s", maps), SimilarSheet.ofQueries(nearest));
    return write(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(nearest, 1 + nearest.size() / ROWS_OF_A_TASK),
        Match.NEAREST);
  }

  private Bundles write(JavaRDD<Match> rows, Table<Match> table) throws IOException {
    Bundles bundles = Bundles.ofTable(out, "similar", Map.of(), List.of(), rows.getNumPartitions());
    new TableWriter<>(spark, bundles, table, ParquetTable.Codec.SNAPPY, metrics).rows(rows);
    return bundles;
  }

  private void draw(String title, List<List<Match>> rows) throws IOException {
    try (OutputStream png = out.side(SHEET)) {
      png.write(SimilarSheet.png(title, rows, SourceReader.onDriver(configuration)));
    }
  }
}
