package pointwise.network.apply;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import pointwise.network.graph.Network;
import pointwise.network.layer.RowRange;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.raster.ImageException;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.FlatIterator;
import pointwise.tile.TilePlan;

/**
 * An image by windows of one size, and of the result of each its middle, or what reaches from there
 * to the border of the image. No more of an image is held than one window.
 */
final class TiledRunner implements Runner {
  private final Runner runner;
  private final Preprocessing.Size.Tiles tiles;
  private final Shape tile;
  private final Network.Input input;
  private final List<String> layers;

  /** What is made of a tile; null before the first image. */
  private List<Result> made;

  /** The shape of the last image that is smaller, and whether it is run as it is. */
  private Shape small;

  private boolean smallFits;

  /**
   * @param runner of windows
   * @param input what the network takes
   * @param layers the names of what the runner makes
   */
  TiledRunner(
      Runner runner, Preprocessing.Size.Tiles tiles, Network.Input input, List<String> layers) {
    this.runner = runner;
    this.tiles = tiles;
    this.tile = new Shape(tiles.side(), tiles.side(), input.channels());
    this.input = input;
    this.layers = layers;
  }

  @Override
  public List<Result> results(String origin, Shape image, Source source) {
    return results(origin, image, source, 0, image.height());
  }

  /**
   * The results of tiles that begin in lines {@code begin} to {@code end}, the last excluded; the
   * last row of tiles is counted as the others.
   */
  @Override
  public List<Result> results(String origin, Shape image, Source source, int begin, int end) {
    requireTiles(origin);
    Shape window = window(origin, image);
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < made.size(); i++) {
      int target = i;
      Shape result = made.get(i).shape();
      TileAxis y = axis(image.height(), window.height(), result.height());
      TileAxis x = axis(image.width(), window.width(), result.width());
      RowRange rows = y.tiles(begin, end);
      results.add(
          new Result(
              new Shape(y.results(y.size()), x.results(x.size()), result.channels()),
              made.get(i).placement(),
              () -> pieces(origin, target, window, y, x, source, rows)));
    }
    return results;
  }

  private TileAxis axis(int size, int window, int cells) {
    return new TileAxis(size, window, tiles.overlap(), tiles.side(), cells);
  }

  /**
   * Requires that the results of tiles can be joined.
   *
   * @throws ImageException naming the layer whose results cannot
   */
  void requireTiles(String origin) {
    if (made == null) {
      List<Result> found = run(origin, tile, () -> new float[tile.height() * tile.line()]);
      for (int i = 0; i < found.size(); i++) {
        requireJoinable(origin, layers.get(i), found.get(i));
      }
      made =
          found.stream()
              .map(
                  result ->
                      new Result(result.shape(), result.placement(), List.<Piece>of()::iterator))
              .toList(); // their samples are not held
    }
  }

  /**
   * @param hwc asked for once the shape is not too large
   */
  private List<Result> run(String origin, Shape shape, Supplier<float[]> hwc) {
    return runner.results(origin, shape, all -> hwc.get());
  }

  private void requireJoinable(String origin, String layer, Result result) {
    Shape found = result.shape();
    String why = null;
    if (result.placement().isEmpty() || found.isVector()) {
      why = Text.of("has no places, found %s, expected a map", found);
    } else if (isBroken(found.height()) || isBroken(found.width())) {
      why = Text.of("is no whole part or multiple of it, found %s", found);
    } else if (isCut(found.height()) || isCut(found.width())) {
      int part = tiles.side() / Math.min(found.height(), found.width());
      why =
          Text.of(
              "is %s: found an overlap of %d, expected a multiple of %d",
              found, tiles.overlap(), part);
    }
    if (why != null) {
      throw Runner.mismatch(
          origin, Text.of("the result of layer %s for a tile of %s %s", layer, tile, why), null);
    }
  }

  private boolean isBroken(int cells) {
    return tiles.side() % cells != 0 && cells % tiles.side() != 0;
  }

  /** Whether the overlap is no whole samples of the result. */
  private boolean isCut(int cells) {
    return (long) tiles.overlap() * cells % tiles.side() != 0;
  }

  /**
   * How far what a result is made of reaches beyond its place, in pixels, where that is known; else
   * 0.
   */
  int reach() {
    double reach = 0;
    for (Result result : made) {
      Placement placement = result.placement().orElseThrow();
      for (Placement.Axis axis : List.of(placement.y(), placement.x())) {
        reach = Math.max(reach, Math.max(-axis.first(), axis.last() - axis.stride() + 1));
      }
    }
    return (int) Math.round(reach); // a larger map has places at parts of pixels
  }

  /**
   * The shape of windows: that of a tile, but of an image that is smaller its own where the network
   * makes of that what it should.
   */
  private Shape window(String origin, Shape image) {
    Shape own =
        new Shape(
            input.height() == 0 ? Math.min(image.height(), tile.height()) : tile.height(),
            input.width() == 0 ? Math.min(image.width(), tile.width()) : tile.width(),
            tile.channels());
    if (own.equals(tile)) {
      return tile;
    }
    if (!own.equals(small)) {
      smallFits = fits(origin, own);
      small = own;
    }
    return smallFits ? own : tile;
  }

  private boolean fits(String origin, Shape window) {
    try {
      List<Result> found = run(origin, window, () -> new float[window.height() * window.line()]);
      return IntStream.range(0, made.size())
          .allMatch(i -> found.get(i).shape().equals(ofWindow(window, made.get(i).shape())));
    } catch (ImageException e) {
      return false; // as a network does whose sizes are halved several times
    }
  }

  /** The result for a window whose size is another than a tile's. */
  private Shape ofWindow(Shape window, Shape result) {
    return new Shape(
        axis(0, 0, result.height()).results(window.height()),
        axis(0, 0, result.width()).results(window.width()),
        result.channels());
  }

  private Iterator<Piece> pieces(
      String origin,
      int target,
      Shape window,
      TileAxis y,
      TileAxis x,
      Source source,
      RowRange rows) {
    return new FlatIterator<>(
        IntStream.range(rows.begin() * x.count(), rows.end() * x.count()).iterator(),
        number -> {
          int down = number / x.count();
          int along = number % x.count();
          Window taken = new Window(y.begin(down), y.taken(down), x.begin(along), x.taken(along));
          Result result =
              run(origin, window, () -> filled(source.read(taken), taken, window)).get(target);
          Shape expected = ofWindow(window, made.get(target).shape());
          if (!result.shape().equals(expected)) {
            throw Runner.mismatch(
                origin,
                Text.of(
                    "the result of layer %s for a tile has another shape, found %s, expected %s",
                    layers.get(target), result.shape(), expected),
                null);
          }
          Window kept =
              new Window(
                  y.first(down),
                  y.end(down) - y.first(down),
                  x.first(along),
                  x.end(along) - x.first(along));
          return pieces(
              result.shape(),
              result.pieces().get().next().hwc(),
              kept,
              y.before(down),
              x.before(along));
        });
  }

  /**
   * What is kept of a result, cut where it is large.
   *
   * @param kept of the joined result
   * @param top lines of the joined result before those of this one
   * @param left columns before those
   */
  private static Iterator<Piece> pieces(Shape result, float[] hwc, Window kept, int top, int left) {
    int lines = TilePlan.lines(kept.rows(), kept.columns(), result.channels());
    return IntStream.range(0, TilePlan.count(kept.rows(), lines))
        .mapToObj(
            piece -> {
              int y = kept.y() + piece * lines;
              int rows = Math.min(lines, kept.y() + kept.rows() - y);
              Window part = new Window(y - top, rows, kept.x() - left, kept.columns());
              return new Piece(
                  new Window(y, rows, kept.x(), kept.columns()),
                  Preprocessing.cut(hwc, result, part));
            })
        .iterator();
  }

  /** Samples of the image, mirrored at its last line and column where a window goes beyond. */
  private static float[] filled(float[] hwc, Window taken, Shape window) {
    if (taken.rows() == window.height() && taken.columns() == window.width()) {
      return hwc;
    }
    int channels = window.channels();
    float[] filled = new float[window.height() * window.line()];
    for (int y = 0; y < window.height(); y++) {
      for (int x = 0; x < window.width(); x++) {
        int pixel = mirrored(y, taken.rows()) * taken.columns() + mirrored(x, taken.columns());
        System.arraycopy(
            hwc, pixel * channels, filled, (y * window.width() + x) * channels, channels);
      }
    }
    return filled;
  }

  /** The place that stands for one behind the last, which is not doubled. */
  static int mirrored(int place, int size) {
    int back = size == 1 ? 0 : place % (2 * size - 2);
    return back < size ? back : 2 * size - 2 - back;
  }
}
