package pointwise.network.apply;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Window;

/** What makes results of an image. One per task. */
interface Runner {
  /**
   * The result of a wanted layer.
   *
   * @param placement where it lies in the image; none where it has lost the places
   * @param pieces full lines from the first to the last, or windows of it, each made when it is
   *     wanted
   */
  record Result(Shape shape, Optional<Placement> placement, Supplier<Iterator<Piece>> pieces) {}

  /**
   * A window of a result.
   *
   * @param hwc its samples; the receiver's own
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Piece(Window window, float[] hwc) {
    /** A whole result. */
    static Iterator<Piece> whole(Shape shape, float[] hwc) {
      return List.of(new Piece(Window.lines(0, shape.height(), shape.width()), hwc)).iterator();
    }
  }

  /** Where the samples of an image come from. */
  @FunctionalInterface
  interface Source {
    /** Those of a window, HWC. */
    float[] read(Window window);
  }

  /**
   * The results of the wanted layers, in their order.
   *
   * @param image the shape of what the network gets
   * @param samples where they come from, normalised or not as the runner wants them
   * @throws ImageException if the network does not run on such an image
   */
  List<Result> results(String origin, Shape image, Source samples);

  /**
   * The same of a part of an image: what begins in lines {@code begin} to {@code end}, the last
   * excluded. Only what runs images by windows is given parts; to others it is all of them.
   */
  default List<Result> results(String origin, Shape image, Source samples, int begin, int end) {
    return results(origin, image, samples);
  }

  /** An image that a network does not run on. */
  static ImageException mismatch(String origin, String reason, Throwable cause) {
    return new ImageException(origin, ErrorKind.MISMATCH, reason, cause);
  }
}
