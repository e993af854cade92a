package pointwise.store;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.report.JobMetrics;
import pointwise.report.TaskCounts;
import pointwise.text.Text;
import pointwise.tile.ImageRow;
import scala.runtime.AbstractFunction1;

/**
 * Writes the bundles of a table that are not done.
 *
 * @param codec of its files
 * @param metrics in which its tasks count
 */
public record TableWriter<T extends ImageRow>(
    SparkSession spark,
    Bundles bundles,
    Table<T> table,
    ParquetTable.Codec codec,
    JobMetrics metrics) {

  /** Writes what becomes of images. One that failed after rows of it were written is one row. */
  public void images(RowPass<T> pass) throws IOException {
    metrics.takeBack();
    addEarlier();
    if (bundles.isCurrent()) {
      return;
    }
    List<Plan.Bundle> todo = new ArrayList<>();
    List<Rewrite> rewrites = new ArrayList<>();
    for (Plan.Bundle bundle : missing()) {
      if (bundle.earlier() == null) {
        todo.add(bundle);
      } else {
        Plan.Earlier earlier = bundle.earlier();
        Set<String> without = earlier.without();
        TaskCounts counts = earlier.record().counts().without(without);
        metrics.add(counts);
        Path part =
            earlier.record().part() == null
                ? null
                : new Path(earlier.folder(), earlier.record().part());
        rewrites.add(new Rewrite(task(bundle, counts), part, without, List.of()));
      }
    }
    if (!todo.isEmpty()) {
      long images = images(todo);
      metrics.expect(bundles.inputs(), bundles.inputs() - images);
      describe(Text.of("%,d images, %,d tasks", images, todo.size()));
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      List<List<InputSplit>> inputs = todo.stream().map(Plan.Bundle::inputs).toList();
      write(
          context.parallelize(inputs, inputs.size()).flatMap(List::iterator).mapPartitions(pass),
          todo.stream().map(bundle -> task(bundle, null)).toList());
    }
    write(rewrites);
    bundles.update();
    mend();
    bundles.end();
    describe("counting the result");
  }

  private static long images(List<Plan.Bundle> some) {
    return some.stream()
        .flatMap(bundle -> bundle.inputs().stream())
        .filter(InputSplit::isFirst)
        .count();
  }

  /** What the next of Spark's jobs does, for its user interface. */
  private void describe(String step) {
    spark.sparkContext().setJobDescription(bundles.plan().header().command() + ": " + step);
  }

  /** Writes rows of which each partition is a bundle. */
  public void rows(JavaRDD<T> rows) throws IOException {
    addEarlier();
    List<Plan.Bundle> todo = missing();
    if (!todo.isEmpty()) {
      describe(Text.of("%,d tasks", todo.size()));
      Set<Integer> numbers = new HashSet<>();
      todo.forEach(bundle -> numbers.add(bundle.number()));
      JavaRDD<T> some =
          new JavaRDD<>(
              PartitionPruningRDD.create(rows.rdd(), new Among(Set.copyOf(numbers))),
              rows.classTag());
      write(some, todo.stream().map(bundle -> task(bundle, null)).toList());
    }
    bundles.update();
    bundles.end();
    describe("counting the result");
  }

  private static final class Among extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Set<Integer> numbers;

    Among(Set<Integer> numbers) {
      this.numbers = numbers;
    }

    @Override
    public Object apply(Object partition) {
      return numbers.contains(partition);
    }
  }

  private Parts.Task task(Plan.Bundle bundle, TaskCounts counts) {
    int first = bundles.plan().bundles().get(0).number();
    return new Parts.Task(bundle.number(), bundle.hash(), bundle.number() == first, counts);
  }

  private void addEarlier() {
    bundles.records().values().forEach(record -> metrics.add(record.counts()));
  }

  private List<Plan.Bundle> missing() {
    return bundles.plan().bundles().stream()
        .filter(bundle -> !bundles.records().containsKey(bundle.number()))
        .toList();
  }

  /** Writes bundles of which each partition is one. */
  void write(JavaRDD<T> rows, List<Parts.Task> tasks) {
    Parts.write(
        rows,
        tasks,
        table.format(),
        bundles.out(),
        CompressionCodecName.valueOf(codec.name()),
        metrics);
  }

  /**
   * A bundle of rows that are written already.
   *
   * @param part with them; null for none
   * @param without images whose rows are left out
   * @param more rows that are added
   */
  private record Rewrite(Parts.Task task, Path part, Set<String> without, List<Row> more) {}

  private void write(List<Rewrite> rewrites) {
    if (rewrites.isEmpty()) {
      return;
    }
    describe(Text.of("%,d files anew, with other rows", rewrites.size()));
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<JavaRDD<T>> rows = new ArrayList<>();
    for (Rewrite rewrite : rewrites) {
      if (rewrite.part == null) {
        rows.add(context.<T>emptyRDD().repartition(1));
        continue;
      }
      Dataset<Row> part = ParquetTable.read(spark, rewrite.part.toString());
      Dataset<Row> some = part.where(not(col("origin").isin(rewrite.without.toArray())));
      if (!rewrite.more.isEmpty()) {
        some = some.union(spark.createDataFrame(rewrite.more, part.schema()));
      }
      rows.add(table.rows(some.coalesce(1)));
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // of generic types there are no arrays
    JavaRDD<T>[] all = rows.toArray(new JavaRDD[0]);
    write(context.union(all), rewrites.stream().map(Rewrite::task).toList());
  }

  /**
   * Takes the rows of images back that failed after some of them were written, by the same task or
   * another; the first of their errors stays.
   */
  private void mend() throws IOException {
    Set<String> broken = metrics.broken();
    if (broken.isEmpty()) {
      return;
    }
    List<Plan.Bundle> concerned =
        bundles.plan().bundles().stream()
            .filter(bundle -> bundles.records().get(bundle.number()).part() != null)
            .filter(
                bundle ->
                    bundle.inputs().stream().anyMatch(input -> broken.contains(input.getOrigin())))
            .toList();
    Map<String, Row> errors = new TreeMap<>();
    Column isBroken = col("origin").isin(broken.toArray());
    List<Rewrite> rewrites = new ArrayList<>();
    for (Plan.Bundle bundle : concerned) {
      BundleRecord record = bundles.records().get(bundle.number());
      Path part = bundles.part(bundle);
      List<Row> more = new ArrayList<>();
      for (Row error :
          ParquetTable.read(spark, part.toString())
              .where(isBroken.and(col("error").isNotNull()))
              .collectAsList()) {
        if (errors.putIfAbsent(error.getAs("origin"), error) == null) {
          more.add(error);
        }
      }
      rewrites.add(new Rewrite(task(bundle, record.counts().mended()), part, broken, more));
    }
    for (Rewrite rewrite : rewrites) {
      bundles.out().folder().plan().deleteRecord(rewrite.task.bundle());
    }
    write(rewrites);
    bundles.update();
  }
}
