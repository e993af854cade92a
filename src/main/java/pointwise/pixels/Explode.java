package pointwise.pixels;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.raster.SampleType;
import pointwise.report.JobMetrics;
import pointwise.tile.FlatIterator;
import pointwise.tile.Tile;

/** Images to pixels: an H x W x D image is H*W samples of D channels. */
public final class Explode {
  private Explode() {}

  /** One row per pixel, with the raw samples as floats; one with its error for a failed image. */
  public static Dataset<PixelRow> rows(Dataset<InputSplit> images) {
    return rows(images, defaults(images.sparkSession()), FailurePolicy.PERMISSIVE);
  }

  /** {@link #rows(Dataset)} with limits and counters of one's own. */
  public static Dataset<PixelRow> rows(
      Dataset<InputSplit> images, TaskInputs reading, FailurePolicy policy) {
    return images.mapPartitions(rowPass(reading, policy), PixelRow.ENCODER);
  }

  /** What makes such rows of images, in a task. */
  public static RowPass<PixelRow> rowPass(TaskInputs reading, FailurePolicy policy) {
    return new ToRows(reading, policy);
  }

  /** Tiles, packed as decoded; one with its error for a failed image. */
  public static Dataset<Tile> blocks(Dataset<InputSplit> images) {
    return blocks(images, defaults(images.sparkSession()), FailurePolicy.PERMISSIVE);
  }

  /** {@link #blocks(Dataset)} with limits and counters of one's own. */
  public static Dataset<Tile> blocks(
      Dataset<InputSplit> images, TaskInputs reading, FailurePolicy policy) {
    return images.mapPartitions(blockPass(reading, policy), Tile.ENCODER);
  }

  /** What makes such tiles of images, in a task. */
  public static RowPass<Tile> blockPass(TaskInputs reading, FailurePolicy policy) {
    return new ToBlocks(reading, policy);
  }

  private static TaskInputs defaults(SparkSession spark) {
    return new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext()));
  }

  /** The pixels of a block, line by line; an error stays one row. */
  public static Iterator<PixelRow> rows(Tile block) {
    return block.getError() == null
        ? new RowIterator(block)
        : Collections.singletonList(PixelRow.failed(block.failure())).iterator();
  }

  private static Iterator<Tile> blocks(
      Iterator<InputSplit> parts, TaskInputs reading, FailurePolicy policy) {
    return policy.apply(reading.tiles(parts, 0), reading.metrics());
  }

  private record ToBlocks(TaskInputs reading, FailurePolicy policy) implements RowPass<Tile> {
    @Override
    public Iterator<Tile> call(Iterator<InputSplit> parts) {
      return blocks(parts, reading, policy);
    }
  }

  private record ToRows(TaskInputs reading, FailurePolicy policy) implements RowPass<PixelRow> {
    @Override
    public Iterator<PixelRow> call(Iterator<InputSplit> parts) {
      return new FlatIterator<>(blocks(parts, reading, policy), Explode::rows);
    }
  }

  /** Reads one pixel after the other from a block. */
  private static final class RowIterator implements Iterator<PixelRow> {
    private final Tile block;
    private final SampleType type;
    private final ByteBuffer samples;
    private int pixel;

    RowIterator(Tile block) {
      this.block = block;
      this.type = block.type();
      this.samples = block.buffer();
    }

    @Override
    public boolean hasNext() {
      return pixel < block.pixels();
    }

    @Override
    public PixelRow next() {
      float[] channels = new float[block.getChannels()];
      for (int c = 0; c < channels.length; c++) {
        channels[c] = type.sample(samples, pixel * channels.length + c);
      }
      PixelRow row =
          new PixelRow(
              block.getOrigin(),
              block.getHeight(),
              block.getWidth(),
              block.getY() + pixel / block.getColumns(),
              block.getX() + pixel % block.getColumns(),
              channels,
              block.getDtype(),
              block.isValid(pixel));
      pixel++;
      return row;
    }
  }
}
