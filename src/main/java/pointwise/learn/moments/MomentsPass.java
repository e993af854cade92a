package pointwise.learn.moments;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.SplitReader;
import pointwise.input.TaskInputs;
import pointwise.input.TileReader;
import pointwise.raster.Raster;
import pointwise.report.JobMetrics;
import pointwise.tile.Tile;

/**
 * Images to the sums of their pixels, which {@link TableSum} adds up. Images of other than D
 * channels are failures.
 *
 * @param channels D
 */
public record MomentsPass(
    TaskInputs reading, PixelChoice choice, int channels, Blas.Kind blas, FailurePolicy policy)
    implements RowPass<PixelSums> {
  @Override
  public Iterator<PixelSums> call(Iterator<InputSplit> splits) {
    Blas loaded = blas.load();
    JobMetrics metrics = reading.metrics();
    if (TaskContext.get() != null) {
      metrics.addEngine(loaded.describe());
    }
    SumReader sums =
        new SumReader(channels, new CovarianceBlocks(loaded, choice, channels), metrics);
    return policy.apply(reading.rows(splits, sums, PixelSums::failed, nanos -> {}), metrics);
  }

  /** The whole split as one row. */
  private record SumReader(int channels, CovarianceBlocks blocks, JobMetrics metrics)
      implements SplitReader<PixelSums> {
    @Override
    public Iterator<PixelSums> read(InputSplit split, Raster image) throws IOException {
      SameChannels.require(split.getOrigin(), image.channels(), channels);
      int rows = split.getRows() == 0 ? image.height() : split.getRows();
      PartSums sum = new PartSums(channels, (long) rows * image.width());
      Iterator<Tile> tiles = new TileReader(channels).read(split, image);
      while (tiles.hasNext()) {
        long start = System.nanoTime();
        Tile tile = tiles.next();
        long read = System.nanoTime();
        blocks.add(tile, sum);
        metrics.addRead(read - start);
        metrics.addMultiply(System.nanoTime() - read);
      }
      return List.of(PixelSums.of(split.getOrigin(), split.getY(), sum)).iterator();
    }
  }
}
