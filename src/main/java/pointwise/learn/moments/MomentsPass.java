package pointwise.learn.moments;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.tile.Tile;

/**
 * The moments of the pixels of images, in one pass over the files. Images of other than D channels
 * are failures.
 *
 * @param channels D
 * @param partitions tasks that share the work; 0 for a number that suits its size and the cluster's
 */
public record MomentsPass(
    TaskInputs reading,
    PixelChoice choice,
    int channels,
    Blas.Kind blas,
    FailurePolicy policy,
    int partitions) {
  private static final long PARTITION_BYTES = 128L << 20;
  private static final int PARTITIONS_PER_SLOT = 4;

  /**
   * Runs one Spark job. The result has the same bits for every number of partitions.
   *
   * @param parts the images, or parts of them
   */
  public PixelStatistics run(SparkSession spark, List<InputSplit> parts) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<SumGroup> groups = SumGroup.forMoments(parts, channels);
    long wanted =
        partitions > 0
            ? partitions
            : Math.max(
                (long) context.defaultParallelism() * PARTITIONS_PER_SLOT,
                SumGroup.cost(parts) / PARTITION_BYTES);
    return TreeSum.of(
        context
            .parallelize(groups, (int) Math.min(groups.size(), wanted))
            .mapPartitions(new Sum(reading, choice, channels, groups.size(), blas, policy)),
        groups.size(),
        Covariance.bytes(channels));
  }

  /** A broadcast and scalars. */
  private record Sum(
      TaskInputs reading,
      PixelChoice choice,
      int channels,
      int all,
      Blas.Kind blas,
      FailurePolicy policy)
      implements FlatMapFunction<Iterator<SumGroup>, GroupSums.Subtree<PixelStatistics>> {
    @Override
    public Iterator<GroupSums.Subtree<PixelStatistics>> call(Iterator<SumGroup> groups) {
      Blas loaded = blas.load();
      if (TaskContext.get() != null) {
        reading.metrics().addBlas(loaded.describe());
      }
      CovarianceBlocks blocks = new CovarianceBlocks(loaded, choice, channels);
      GroupSums<PixelStatistics> sums = new GroupSums<>(all);
      while (groups.hasNext()) {
        SumGroup group = groups.next();
        sums.add(group.number(), sum(group, blocks));
      }
      return sums.subtrees().iterator();
    }

    private PixelStatistics sum(SumGroup group, CovarianceBlocks blocks) {
      PixelStatistics sum = new PixelStatistics(channels);
      Iterator<Tile> tiles =
          new SameChannels(channels, policy)
              .of(reading.tiles(group.parts().iterator(), 0), sum.images());
      while (tiles.hasNext()) {
        Tile tile = tiles.next();
        long start = System.nanoTime();
        if (tile.tellsOfImage()) {
          sum.images().addDone();
        }
        blocks.add(tile, sum);
        reading.metrics().addMultiply(System.nanoTime() - start);
      }
      return sum;
    }
  }
}
