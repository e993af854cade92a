package pointwise.learn;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.image.ErrorKind;
import pointwise.image.ImageException;
import pointwise.image.ImagePart;
import pointwise.pixels.FailureMode;
import pointwise.pixels.PixelBlock;
import pointwise.pixels.Reading;
import pointwise.text.Text;

/**
 * The moments of the pixels of images, in one pass over the files. Images of other than D channels
 * are failures.
 *
 * @param channels D
 * @param partitions tasks that share the work; 0 for a number that suits its size and the cluster's
 */
public record MomentsPass(
    Reading reading,
    PixelChoice choice,
    int channels,
    Blas.Kind blas,
    FailureMode mode,
    int partitions) {
  private static final long PARTITION_BYTES = 128L << 20;
  private static final int PARTITIONS_PER_SLOT = 4;

  /**
   * Runs one Spark job. The result has the same bits for every number of partitions.
   *
   * @param parts the images, or parts of them
   */
  public ImageMoments run(SparkSession spark, List<ImagePart> parts) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<ImageUnit> units = ImageUnit.forMoments(parts, channels);
    long wanted =
        partitions > 0
            ? partitions
            : Math.max(
                (long) context.defaultParallelism() * PARTITIONS_PER_SLOT,
                ImageUnit.cost(parts) / PARTITION_BYTES);
    return TreeSum.of(
        context
            .parallelize(units, (int) Math.min(units.size(), wanted))
            .mapPartitions(new Sum(reading, choice, channels, units.size(), blas, mode)),
        units.size(),
        Moments.bytes(channels));
  }

  /** A broadcast and scalars. */
  private record Sum(
      Reading reading, PixelChoice choice, int channels, int all, Blas.Kind blas, FailureMode mode)
      implements FlatMapFunction<Iterator<ImageUnit>, UnitSums.Subtree<ImageMoments>> {
    @Override
    public Iterator<UnitSums.Subtree<ImageMoments>> call(Iterator<ImageUnit> units) {
      Blas loaded = blas.load();
      if (TaskContext.get() != null) {
        reading.metrics().addBlas(loaded.describe());
      }
      BlockMoments blocks = new BlockMoments(loaded, choice, channels);
      UnitSums<ImageMoments> sums = new UnitSums<>(all);
      while (units.hasNext()) {
        ImageUnit unit = units.next();
        sums.add(unit.number(), sum(unit, blocks));
      }
      return sums.subtrees().iterator();
    }

    private ImageMoments sum(ImageUnit unit, BlockMoments blocks) {
      ImageMoments sum = new ImageMoments(channels);
      Iterator<PixelBlock> read = reading.blocks(unit.parts().iterator(), 0);
      while (read.hasNext()) {
        PixelBlock block = read.next();
        long start = System.nanoTime();
        if (block.getError() != null) {
          fail(block, block.failure(), sum);
        } else if (block.getChannels() != channels) {
          fail(block, mismatch(block), sum);
          if (block.getY() == 0) {
            sum.tellChannels(block.getChannels());
          }
        } else {
          if (block.getY() == 0) {
            sum.addImage();
          }
          blocks.add(block, sum);
        }
        reading.metrics().addMultiply(System.nanoTime() - start);
      }
      return sum;
    }

    /** Counts an image once, by its first lines. */
    private void fail(PixelBlock block, ImageException failure, ImageMoments sum) {
      if (mode == FailureMode.FAILFAST) {
        throw failure;
      }
      if (block.getY() == 0) {
        sum.addFailed(failure);
      }
    }

    private ImageException mismatch(PixelBlock block) {
      return new ImageException(
          block.getOrigin(),
          ErrorKind.MISMATCH,
          Text.of(
              "the channels are not those of the first image, found %d, expected %d",
              block.getChannels(), channels));
    }
  }
}
