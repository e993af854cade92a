package pointwise.pixels;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import pointwise.blas.Blas;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelStack;
import pointwise.kernel.Kernels;
import pointwise.kernel.TileMultiply;
import pointwise.report.JobMetrics;
import pointwise.report.Shared;
import pointwise.tile.FlatIterator;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;
import pointwise.tile.TileMultiplier;

/**
 * Applies kernels to pixels: O(n x N) = activation(P(n x D) · V(D x N) + b). Rows and blocks go
 * through the same tile loop.
 */
public final class Multiply {
  private final Kernels kernels;
  private final ChannelRule rule;
  private final Blas.Kind blas;
  private final boolean shapes;

  private Multiply(Kernels kernels, ChannelRule rule, Blas.Kind blas, boolean shapes) {
    this.kernels = kernels;
    this.rule = rule;
    this.blas = blas;
    this.shapes = shapes;
  }

  /** By these kernels, on native BLAS, converting between grey, RGB and alpha. */
  public static Multiply by(Kernels kernels) {
    return new Multiply(kernels, ChannelRule.CONVERT, Blas.Kind.NATIVE, false);
  }

  /** The same with another rule for images whose channels are not what the kernels take. */
  public Multiply withChannels(ChannelRule rule) {
    return new Multiply(kernels, rule, blas, shapes);
  }

  /** The same on another BLAS. */
  public Multiply withBlas(Blas.Kind blas) {
    return new Multiply(kernels, rule, blas, shapes);
  }

  /** The same without its work: results of the same shapes and errors, whose samples are any. */
  public Multiply shapes() {
    return new Multiply(kernels, rule, blas, true);
  }

  /** Channels of the result. */
  public int outputChannels() {
    return kernels.stack().outputChannels();
  }

  /**
   * Every pixel with its channels replaced by the N results, of dtype float32; failed images go on
   * as they are. The pixels of an image whose channels do not fit become a row with the error in
   * each partition.
   *
   * <p>The action on the result fails, with the remedy, where native BLAS cannot be loaded.
   */
  public Dataset<PixelRow> rows(Dataset<PixelRow> pixels) {
    JobMetrics metrics = new JobMetrics(pixels.sparkSession().sparkContext());
    return pixels.mapPartitions(new Rows(task(metrics)), PixelRow.ENCODER);
  }

  /** The rows that {@link #rows(Dataset)} has, in as many partitions and their order. */
  public JavaRDD<PixelRow> rows(JavaRDD<PixelRow> pixels, JobMetrics metrics) {
    return pixels.mapPartitions(new Rows(task(metrics)));
  }

  /** {@link #rows(Dataset)} for blocks; they may be cut, where strips of the feature map begin. */
  public Dataset<Tile> blocks(Dataset<Tile> blocks) {
    JobMetrics metrics = new JobMetrics(blocks.sparkSession().sparkContext());
    return blocks.mapPartitions(new Blocks(task(metrics), outputChannels()), Tile.ENCODER);
  }

  /** What executors need to multiply. */
  Task task(JobMetrics metrics) {
    return new Task(metrics.share(kernels), rule, blas, shapes, metrics);
  }

  /** Kernels and scalars. */
  record Task(
      Shared<Kernels> kernels, ChannelRule rule, Blas.Kind blas, boolean shapes, JobMetrics metrics)
      implements Serializable {

    /**
     * @param arrays see {@link TileMultiplier}
     */
    Iterator<Tile> blocks(Iterator<Tile> blocks, IntFunction<byte[]> arrays) {
      TileMultiplier multiplier = new TileMultiplier(tiles(), rule, names(), metrics, arrays);
      return new FlatIterator<>(blocks, multiplier::multiply);
    }

    Iterator<PixelRow> rows(Iterator<PixelRow> rows) {
      return new RowMultiplier(rows, tiles(), rule);
    }

    /** Those that somebody gave; null where they are but numbered. */
    private String[] names() {
      List<String> outputs = kernels.value().stack().outputs();
      return outputs.equals(KernelStack.numbered("k", outputs.size()))
          ? null
          : outputs.toArray(String[]::new);
    }

    private TileMultiply tiles() {
      Blas loaded = blas.load();
      if (TaskContext.get() != null) {
        metrics.addEngine(loaded.describe());
      }
      TileMultiply tiles = new TileMultiply(kernels.value().stack(), loaded);
      return shapes ? tiles.idle() : tiles;
    }
  }

  private record Blocks(Task task, int outputChannels)
      implements MapPartitionsFunction<Tile, Tile> {
    @Override
    public Iterator<Tile> call(Iterator<Tile> blocks) {
      return task.blocks(
          new MappedIterator<>(blocks, block -> block.plannedFor(outputChannels)), byte[]::new);
    }
  }

  private record Rows(Task task)
      implements MapPartitionsFunction<PixelRow, PixelRow>,
          FlatMapFunction<Iterator<PixelRow>, PixelRow> {
    @Override
    public Iterator<PixelRow> call(Iterator<PixelRow> rows) {
      return task.rows(rows);
    }
  }
}
