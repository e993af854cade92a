package pointwise.learn.samples;

import java.io.IOException;
import java.util.Queue;
import org.apache.hadoop.conf.Configuration;
import pointwise.learn.labels.Labels;
import pointwise.raster.ImageException;
import pointwise.tile.Tile;

/** Lines of images to samples of one unit. Counts what it makes. One per task. */
sealed interface SampleMaker permits PixelSamples, ImageSamples {
  /** That of the choice. */
  static SampleMaker of(
      SampleChoice choice, Labels labels, Configuration configuration, SampleCounts counts) {
    return switch (choice.unit()) {
      case PIXEL -> new PixelSamples(choice, labels, configuration, counts);
      case IMAGE -> new ImageSamples(choice, labels, counts);
    };
  }

  /**
   * Begins with a block, the first of an image or one that follows the last.
   *
   * @throws ImageException if the image cannot be sampled
   */
  void begin(Tile block) throws IOException;

  /**
   * Takes the next lines of the block.
   *
   * @param y the first line, counted in the image
   * @param rows how many
   * @param tile their numbers, rows · width x D; reused by the caller
   * @param into gets the samples that are complete
   * @throws ImageException if the image cannot be sampled
   */
  void add(Tile block, int y, int rows, float[] tile, Queue<Samples> into) throws IOException;

  /** Lets go of the image. */
  void close() throws IOException;
}
