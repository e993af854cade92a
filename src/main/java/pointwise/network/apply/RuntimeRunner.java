package pointwise.network.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.network.runtime.RuntimeImage;
import pointwise.network.runtime.RuntimeMemory;
import pointwise.network.runtime.RuntimeResult;
import pointwise.network.runtime.RuntimeSession;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.TilePlan;

/** ONNX Runtime, one whole image after the other. */
final class RuntimeRunner implements Runner {
  private final RuntimeSession session;
  private final RuntimeImage image;
  private final RuntimeMemory memory;
  private final ToLongFunction<Shape> least;
  private final Placements placements;
  private final long samples;
  private final boolean inTiles;
  private final Runnable used;
  private boolean told;

  /** Where the results of a network lie in an image, where its layers tell. */
  @FunctionalInterface
  interface Placements {
    /**
     * Those of the wanted layers, null for one that has lost the places; none where that is not
     * known.
     *
     * @throws IllegalArgumentException naming the layer that does not fit the image
     */
    Optional<List<Placement>> of(Shape image);
  }

  /**
   * @param memory of this session
   * @param least bytes that a run cannot do without; throws as {@link Placements#of}
   * @param samples that an image, and its results together, may have
   * @param inTiles whether what it gets are tiles of images
   * @param used told once, when the first image is run
   */
  RuntimeRunner(
      RuntimeSession session,
      RuntimeImage image,
      RuntimeMemory memory,
      ToLongFunction<Shape> least,
      Placements placements,
      long samples,
      boolean inTiles,
      Runnable used) {
    this.session = session;
    this.image = image;
    this.memory = memory;
    this.least = least;
    this.placements = placements;
    this.samples = samples;
    this.inTiles = inTiles;
    this.used = used;
  }

  @Override
  public List<Result> results(String origin, Shape shape, Source source) {
    long found = shape.pixels() * shape.channels() * session.model().batch();
    if (found > samples) {
      throw Runner.mismatch(
          origin,
          Text.of(
              "%s, found %d samples, expected at most %d: give the JVM more memory or fewer tasks, %s",
              inTiles ? "a tile is too large" : "the image is too large to be run whole",
              found,
              samples,
              inTiles
                  ? "or make --tile smaller"
                  : "--resize the images, run them by --tile, or take --engine layers where it takes the network"),
          null);
    }
    Optional<List<Placement>> known;
    List<RuntimeResult> made;
    try {
      known = placements.of(shape);
      image.set(shape, source.read(Window.lines(0, shape.height(), shape.width())));
      made = session.run(image, samples, memory, least.applyAsLong(shape));
      for (RuntimeResult result : made) {
        TilePlan.requireLine(result.shape().width(), result.shape().channels());
      }
    } catch (IllegalArgumentException e) {
      throw Runner.mismatch(origin, e.getMessage(), e);
    }
    if (!told) {
      used.run();
      told = true;
    }
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      RuntimeResult result = made.get(i);
      int at = i;
      results.add(
          new Result(
              result.shape(),
              result.map()
                  ? known
                      .map(all -> Optional.ofNullable(all.get(at)))
                      .orElseGet(() -> Optional.of(Placement.spread(shape, result.shape())))
                  : Optional.empty(),
              () -> Piece.whole(result.shape(), result.hwc())));
    }
    return results;
  }
}
