package pointwise.learn.moments;

import static org.apache.spark.sql.functions.col;

import java.util.Comparator;
import java.util.Iterator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import pointwise.blas.Blas;
import pointwise.text.Sha256;
import scala.Tuple2;

/** A table of {@link PixelSums} to the sum of all its rows. */
public final class TableSum {
  private static final int MOST_UNITS = 1024;

  /** What all units may take. */
  private static final long UNIT_BYTES = 256L << 20;

  /** What a task reads of the table, about. */
  private static final long PARTITION_BYTES = 64L << 20;

  /** Digits of a hash that choose the unit: more than there are units. */
  private static final int DIGITS = 4;

  private TableSum() {}

  /**
   * Adds up a table of {@link PixelSums}, in one Spark job. Rows are added in an order that their
   * sums alone fix, by units of a binary tree: neither partitions nor files nor the order of the
   * rows change a bit.
   *
   * @param channels D
   * @param bytes of the table
   */
  public static PixelStatistics of(Dataset<Row> table, int channels, Blas.Kind blas, long bytes) {
    int units = (int) Math.max(1, Math.min(MOST_UNITS, UNIT_BYTES / Covariance.bytes(channels)));
    int partitions = (int) Math.max(1, Math.min(units, bytes / PARTITION_BYTES));
    return TreeSum.of(
        table
            .where(col("sums").isNotNull())
            .select("sums")
            .javaRDD()
            .mapToPair(new Hashed())
            .repartitionAndSortWithinPartitions(
                new ByUnit(units, partitions), Comparator.naturalOrder())
            .mapPartitionsWithIndex(new AddUp(channels, units, partitions, blas), true),
        units,
        Covariance.bytes(channels));
  }

  /** The unit of a row, by its hash. */
  private static int unit(String hash, int units) {
    return (Integer.parseInt(hash.substring(0, DIGITS), 16) * units) >>> (4 * DIGITS);
  }

  private record Hashed() implements PairFunction<Row, String, byte[]> {
    @Override
    public Tuple2<String, byte[]> call(Row row) {
      byte[] sums = row.getAs(0);
      return new Tuple2<>(Sha256.hex(sums), sums);
    }
  }

  /** Units in runs, as {@code parallelize} cuts them. */
  private static final class ByUnit extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int units;
    private final int partitions;

    ByUnit(int units, int partitions) {
      this.units = units;
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object hash) {
      return (int) (((unit((String) hash, units) + 1L) * partitions - 1) / units);
    }
  }

  private record AddUp(int channels, int units, int partitions, Blas.Kind blas)
      implements Function2<
          Integer, Iterator<Tuple2<String, byte[]>>, Iterator<GroupSums.Subtree<PixelStatistics>>> {
    @Override
    public Iterator<GroupSums.Subtree<PixelStatistics>> call(
        Integer partition, Iterator<Tuple2<String, byte[]>> rows) {
      GroupSums<PixelStatistics> sums = new GroupSums<>(units);
      PartSums.Adder adder =
          new PartSums.Adder(new CovarianceKernel(blas.load(), channels), channels);
      int unit = (int) ((long) partition * units / partitions);
      while (rows.hasNext()) {
        Tuple2<String, byte[]> row = rows.next();
        for (int at = unit(row._1, units); unit < at; unit++) {
          sums.add(unit, adder.take());
        }
        adder.add(row._2);
      }
      for (int end = (int) ((partition + 1L) * units / partitions); unit < end; unit++) {
        sums.add(unit, adder.take());
      }
      return sums.subtrees().iterator();
    }
  }
}
