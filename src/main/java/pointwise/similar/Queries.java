package pointwise.similar;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import pointwise.blas.Blas;
import pointwise.input.Listing;
import pointwise.report.JobMetrics;
import pointwise.store.OutputDirectory;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * What is searched for: an image of the table, or all of another table.
 *
 * @param blocks their vectors
 * @param count how many
 * @param without rows of another table that are without a vector, by why
 */
public record Queries(List<Block> blocks, long count, Map<String, Long> without) {
  /** Bytes of queries and of their matches, which every task holds. */
  private static final long MOST_BYTES = 128L << 20;

  /** About what a match takes, with its path. */
  private static final int MATCH_BYTES = 300;

  private static final int SHOWN = 3;

  /** Whether a name is that of a folder, so that what is in it is searched for. */
  public static boolean isFolder(Configuration configuration, String query) throws IOException {
    Path path = Listing.path(query);
    FileSystem fs = path.getFileSystem(configuration);
    if (!fs.exists(path) || !fs.getFileStatus(path).isDirectory()) {
      return false;
    }
    if (!fs.exists(new Path(path, OutputDirectory.REPORT))) {
      throw new UsageException(
          Text.of(
              "Cannot search for %s: it is a folder, found no %s in it, expected a result of extract, or an image of the table",
              query, OutputDirectory.REPORT));
    }
    return true;
  }

  /**
   * Those of another table.
   *
   * @param maps that are searched
   * @param top how many are wanted of each
   * @throws UsageException if they do not fit, or are too many
   */
  public static Queries ofTable(
      Dataset<Row> table, String folder, String layer, Vectors maps, int top) {
    Vectors vectors = Vectors.of(folder, table, layer);
    if (vectors.length() != maps.length()) {
      throw new UsageException(
          Text.of(
              "Cannot search for %s: found vectors of %,d numbers, expected %,d as in the table: run extract with the same network",
              folder, vectors.length(), maps.length()));
    }
    return of(folder, vectors, top);
  }

  /**
   * One image of the table that is searched.
   *
   * @param name of the table
   * @param query the path of the image, or its end
   * @throws UsageException if the table has none of that name, or several
   */
  public static Queries ofImage(
      Configuration configuration,
      Dataset<Row> table,
      String name,
      String query,
      String layer,
      int top)
      throws IOException {
    Path path = Listing.path(query);
    String whole = path.getFileSystem(configuration).makeQualified(path).toString();
    String end = query.startsWith("/") ? query : "/" + query;
    List<String> found =
        table
            .where(col("origin").isin(query, whole).or(col("origin").endsWith(end)))
            .select("origin")
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .distinct()
            .toList();
    String origin =
        found.contains(query) ? query : found.contains(whole) ? whole : only(found, name, query);
    return of(query, Vectors.of(origin, table.where(col("origin").equalTo(origin)), layer), top);
  }

  private static String only(List<String> found, String name, String query) {
    if (found.isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot search for %s: found no image of that path in %s, expected one: run extract on it with the same network, and give its result as --query",
              query, name));
    }
    if (found.size() > 1) {
      throw new UsageException(
          Text.of(
              "Cannot search for %s: found %,d images whose paths end so in %s, such as %s, expected one: give more of its path",
              query,
              found.size(),
              name,
              String.join(" and ", found.stream().sorted().limit(SHOWN).toList())));
    }
    return found.get(0);
  }

  private static Queries of(String query, Vectors vectors, int top) {
    long each = (long) Float.BYTES * vectors.length() + (long) MATCH_BYTES * top;
    if (vectors.count() > MOST_BYTES / each) {
      throw new UsageException(
          Text.of(
              "Cannot search for %s: found %,d queries of %,d numbers and --top %d, expected at most %,d: search for them in parts",
              query, vectors.count(), vectors.length(), top, MOST_BYTES / each));
    }
    return new Queries(vectors.blocks().collect(), vectors.count(), vectors.without());
  }

  /**
   * The nearest of each, by query and rank.
   *
   * @param maps among which they are
   * @param top how many of each at most
   */
  public List<Match> nearest(Vectors maps, int top, Blas.Kind blas, JobMetrics metrics) {
    return maps
        .blocks()
        .mapPartitionsToPair(new Search(metrics.broadcast(blocks), top, blas, metrics))
        .reduceByKey(Nearest::merge)
        .values()
        .flatMap(nearest -> nearest.ranked().iterator())
        .collect()
        .stream()
        .sorted(Comparator.comparing(Match::getQuery).thenComparing(Match::getRank))
        .toList();
  }
}
