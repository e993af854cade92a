package pointwise.store;

import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.raster.ErrorKind;
import pointwise.report.Failures;

/** Why images of a written table failed, added up on the executors from its rows. */
final class TableFailures {
  private TableFailures() {}

  /** Of the rows with an error; of several of one image one. */
  static Failures of(SparkSession spark, List<String> parts) {
    return ParquetTable.read(spark, parts.toArray(String[]::new))
        .where("error is not null")
        .select("origin", "errorKind", "error")
        .dropDuplicates("origin")
        .javaRDD()
        .treeAggregate(new Failures(), new Add(), new Merge());
  }

  private static final class Add implements Function2<Failures, Row, Failures> {
    private static final long serialVersionUID = 1L;

    @Override
    public Failures call(Failures sum, Row row) {
      sum.add(row.getString(0), ErrorKind.of(row.getString(1)), row.getString(2));
      return sum;
    }
  }

  private static final class Merge implements Function2<Failures, Failures, Failures> {
    private static final long serialVersionUID = 1L;

    @Override
    public Failures call(Failures sum, Failures other) {
      return sum.merge(other);
    }
  }
}
