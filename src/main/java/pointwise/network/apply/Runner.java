package pointwise.network.apply;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;
import pointwise.network.run.Placement;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;

/** What makes results of an image. One per task. */
interface Runner {
  /**
   * The result of a wanted layer.
   *
   * @param placement where it lies in the image; none where it has lost the places
   * @param strips its lines, from the first to the last
   */
  record Result(
      Shape shape, Optional<Placement> placement, Supplier<Iterator<Inference.Strip>> strips) {}

  /**
   * The results of the wanted layers, in their order.
   *
   * @param image the shape of what the network gets
   * @param lines where its samples come from, normalised or not as the runner wants them
   * @throws ImageException if the network does not run on such an image
   */
  List<Result> results(String origin, Shape image, Inference.Source lines);

  /** An image that a network does not run on. */
  static ImageException mismatch(String origin, String reason, Throwable cause) {
    return new ImageException(origin, ErrorKind.MISMATCH, reason, cause);
  }
}
