package pointwise.pixels;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import pointwise.image.ImagePart;
import pointwise.image.SampleType;
import pointwise.report.JobMetrics;

/** Images to pixels: an H x W x D image is H*W samples of D channels. */
public final class Explode {
  private Explode() {}

  /** One row per pixel, with the raw samples as floats; one with its error for a failed image. */
  public static Dataset<PixelRow> rows(Dataset<ImagePart> images) {
    return rows(images, defaults(images.sparkSession()), FailureMode.PERMISSIVE);
  }

  /** {@link #rows(Dataset)} with limits and counters of one's own. */
  public static Dataset<PixelRow> rows(
      Dataset<ImagePart> images, Reading reading, FailureMode mode) {
    return images.mapPartitions(new ToRows(reading, mode), PixelRow.ENCODER);
  }

  /** Runs of full lines, packed as decoded; one with its error for a failed image. */
  public static Dataset<PixelBlock> blocks(Dataset<ImagePart> images) {
    return blocks(images, defaults(images.sparkSession()), FailureMode.PERMISSIVE);
  }

  /** {@link #blocks(Dataset)} with limits and counters of one's own. */
  public static Dataset<PixelBlock> blocks(
      Dataset<ImagePart> images, Reading reading, FailureMode mode) {
    return images.mapPartitions(new ToBlocks(reading, mode), PixelBlock.ENCODER);
  }

  private static Reading defaults(SparkSession spark) {
    return new Reading(spark, Reading.MAX_PIXELS, new JobMetrics(spark.sparkContext()));
  }

  /** The pixels of a block, line by line; an error stays one row. */
  static Iterator<PixelRow> rows(PixelBlock block) {
    return block.getError() == null
        ? new RowIterator(block)
        : Collections.singletonList(PixelRow.failed(block.failure())).iterator();
  }

  private static Iterator<PixelBlock> blocks(
      Iterator<ImagePart> parts, Reading reading, FailureMode mode) {
    return mode.apply(reading.blocks(parts, 0), reading.metrics());
  }

  private record ToBlocks(Reading reading, FailureMode mode)
      implements MapPartitionsFunction<ImagePart, PixelBlock> {
    @Override
    public Iterator<PixelBlock> call(Iterator<ImagePart> parts) {
      return blocks(parts, reading, mode);
    }
  }

  private record ToRows(Reading reading, FailureMode mode)
      implements MapPartitionsFunction<ImagePart, PixelRow> {
    @Override
    public Iterator<PixelRow> call(Iterator<ImagePart> parts) {
      return new FlatIterator<>(blocks(parts, reading, mode), Explode::rows);
    }
  }

  /** Reads one pixel after the other from a block. */
  private static final class RowIterator implements Iterator<PixelRow> {
    private final PixelBlock block;
    private final SampleType type;
    private final ByteBuffer samples;
    private int pixel;

    RowIterator(PixelBlock block) {
      this.block = block;
      this.type = SampleType.of(block.getDtype());
      this.samples = ByteBuffer.wrap(block.getSamples()).order(ByteOrder.LITTLE_ENDIAN);
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
              block.getY() + pixel / block.getWidth(),
              pixel % block.getWidth(),
              channels,
              block.getDtype());
      pixel++;
      return row;
    }
  }
}
