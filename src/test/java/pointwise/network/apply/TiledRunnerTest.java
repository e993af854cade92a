package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.raster.ImageException;
import pointwise.raster.Window;

/** Tiles of networks that are a loop over pixels, against that loop over the whole image. */
class TiledRunnerTest {
  private static final Network.Input ANY = new Network.Input(2, 0, 0);

  /** The sum of each block of {@code factor} x {@code factor} and of {@code around} beside it. */
  private record Sums(int factor, int around) implements Runner {
    @Override
    public List<Result> results(String origin, Shape image, Source source) {
      float[] hwc = source.read(Window.lines(0, image.height(), image.width()));
      Shape shape =
          new Shape((image.height() - 1) / factor + 1, (image.width() - 1) / factor + 1, 2);
      return List.of(
          new Result(
              shape,
              Optional.of(Placement.spread(image, shape)),
              () -> Piece.whole(shape, sums(hwc, image, shape))));
    }

    float[] sums(float[] hwc, Shape image, Shape shape) {
      float[] sums = new float[shape.height() * shape.line()];
      for (int i = 0; i < sums.length; i++) {
        int top = i / shape.line() * factor - around;
        int left = i % shape.line() / 2 * factor - around;
        for (int y = top; y < top + factor + 2 * around; y++) {
          for (int x = left; x < left + factor + 2 * around; x++) {
            boolean inside = y >= 0 && x >= 0 && y < image.height() && x < image.width();
            sums[i] += inside ? hwc[(y * image.width() + x) * 2 + i % 2] : 0;
          }
        }
      }
      return sums;
    }
  }

  /** Every window of the image is asked for inside it, and every pixel of the map comes once. */
  private static float[] joined(TiledRunner tiled, Shape image, float[] hwc, int side) {
    Runner.Result result =
        tiled
            .results(
                "a.npy",
                image,
                window -> {
                  assertThat(window.isIn(image.height(), image.width())).isTrue();
                  assertThat(Math.max(window.rows(), window.columns())).isLessThanOrEqualTo(side);
                  return Preprocessing.cut(hwc, image, window);
                })
            .get(0);
    Shape shape = result.shape();
    float[] joined = new float[shape.height() * shape.line()];
    int found = 0;
    for (Iterator<Runner.Piece> pieces = result.pieces().get(); pieces.hasNext(); ) {
      Runner.Piece piece = pieces.next();
      int line = piece.window().columns() * 2;
      for (int i = 0; i < piece.hwc().length; i++) {
        int y = piece.window().y() + i / line;
        joined[y * shape.line() + piece.window().x() * 2 + i % line] = piece.hwc()[i];
      }
      assertThat(piece.hwc()).hasSize(piece.window().rows() * line);
      found += piece.hwc().length;
    }
    assertThat(found).isEqualTo(joined.length);
    return joined;
  }

  /** Parts of any lines have each piece of the whole once. */
  @Test
  void partsAreTheWhole() {
    Random random = new Random(11);
    for (int n = 0; n < 100; n++) {
      int overlap = random.nextInt(3);
      Shape image = new Shape(1 + random.nextInt(40), 12, 2);
      float[] hwc = wholeNumbers(image, random);
      Runner.Source source = window -> Preprocessing.cut(hwc, image, window);
      TiledRunner tiled = tiled(new Sums(1, 0), 7, overlap, ANY);
      List<Window> whole = windows(tiled.results("a.npy", image, source).get(0));
      List<Window> parts = new ArrayList<>();
      for (int y = 0, end; y < image.height(); y = end) {
        end = Math.min(image.height(), y + 1 + random.nextInt(12));
        parts.addAll(windows(tiled.results("a.npy", image, source, y, end).get(0)));
      }
      assertThat(parts).isEqualTo(whole);
    }
  }

  private static List<Window> windows(Runner.Result result) {
    List<Window> windows = new ArrayList<>();
    result.pieces().get().forEachRemaining(piece -> windows.add(piece.window()));
    return windows;
  }

  private static float[] wholeNumbers(Shape image, Random random) {
    float[] hwc = new float[image.height() * image.line()];
    for (int i = 0; i < hwc.length; i++) {
      hwc[i] = random.nextInt(100);
    }
    return hwc;
  }

  private static TiledRunner tiled(Runner runner, int side, int overlap, Network.Input input) {
    return new TiledRunner(
        runner, new Preprocessing.Size.Tiles(side, overlap), input, List.of("y"));
  }

  @Test
  void theJoinedMapIsThatOfTheWholeImage() {
    Random random = new Random(7);
    for (int n = 0; n < 400; n++) {
      int factor = 1 + random.nextInt(3);
      int around = random.nextInt(3);
      int overlap = (around + factor - 1 + random.nextInt(2 * factor)) / factor * factor;
      int side = 2 * overlap + factor * (2 + random.nextInt(6));
      // Beside the image are zeros: where its size is no multiple, see the next test.
      Shape image =
          new Shape(factor * (1 + random.nextInt(30)), factor * (1 + random.nextInt(30)), 2);
      float[] hwc = wholeNumbers(image, random);
      Sums network = new Sums(factor, around);
      assertThat(joined(tiled(network, side, overlap, ANY), image, hwc, side))
          .as("%d %d %d %d %s", factor, around, side, overlap, image)
          .isEqualTo(
              network.sums(
                  hwc, image, new Shape(image.height() / factor, image.width() / factor, 2)));
    }
  }

  /** NumPy's pad of mode reflect, down and to the right. */
  private static float[] reflected(float[] hwc, Shape image, Shape larger) {
    float[] all = new float[larger.height() * larger.line()];
    for (int i = 0; i < all.length; i++) {
      int y = bounced(i / larger.line(), image.height());
      int x = bounced(i % larger.line() / 2, image.width());
      all[i] = hwc[(y * image.width() + x) * 2 + i % 2];
    }
    return all;
  }

  /** A walk that turns at both ends. */
  private static int bounced(int steps, int size) {
    int place = 0;
    int way = 1;
    for (int i = 0; i < steps && size > 1; i++) {
      way = place + way < 0 || place + way == size ? -way : way;
      place += way;
    }
    return place;
  }

  /** A network of 8 x 8 alone: what a window has behind the image are its pixels in a mirror. */
  @Test
  void windowsAreFilledUpWithMirroredPixels() {
    Random random = new Random(8);
    for (int n = 0; n < 200; n++) {
      int factor = random.nextBoolean() ? 2 : 4;
      Shape image = new Shape(1 + random.nextInt(22), 1 + random.nextInt(22), 2);
      float[] hwc = wholeNumbers(image, random);
      Shape larger =
          new Shape(
              Math.max(8, upTo(image.height(), factor)),
              Math.max(8, upTo(image.width(), factor)),
              2);
      Sums network = new Sums(factor, 0);
      Shape shape =
          new Shape(upTo(image.height(), factor) / factor, upTo(image.width(), factor) / factor, 2);
      float[] sums =
          network.sums(
              reflected(hwc, image, larger),
              larger,
              new Shape(larger.height() / factor, larger.width() / factor, 2));
      float[] expected =
          Preprocessing.cut(
              sums,
              new Shape(larger.height() / factor, larger.width() / factor, 2),
              new Window(0, shape.height(), 0, shape.width()));
      assertThat(joined(tiled(network, 8, 0, new Network.Input(2, 8, 8)), image, hwc, 8))
          .as("%d %s", factor, image)
          .isEqualTo(expected);
    }
  }

  private static int upTo(int size, int factor) {
    return (size + factor - 1) / factor * factor;
  }

  /** A network that refuses what is no multiple of four gets that in a mirror too. */
  @Test
  void anImageThatIsSmallerIsRunAsItIsWhereTheNetworkTakesThat() {
    Runner four =
        (origin, image, source) -> {
          if (image.height() % 4 > 0 || image.width() % 4 > 0) {
            throw Runner.mismatch(origin, "no", null);
          }
          return new Sums(1, 1).results(origin, image, source);
        };
    for (Shape image : List.of(new Shape(4, 8, 2), new Shape(5, 8, 2))) {
      float[] hwc = wholeNumbers(image, new Random(9));
      Shape larger = image.height() % 4 == 0 ? image : new Shape(16, 16, 2);
      float[] expected =
          Preprocessing.cut(
              new Sums(1, 1).sums(reflected(hwc, image, larger), larger, larger),
              larger,
              new Window(0, image.height(), 0, image.width()));
      assertThat(joined(tiled(four, 16, 4, ANY), image, hwc, 16)).isEqualTo(expected);
    }
  }

  @Test
  void resultsThatCannotBeJoinedAreRefused() {
    assertRefused(new Sums(1, 0), 7, 3, null);
    assertRefused(
        new Sums(4, 0),
        16,
        6,
        "the result of layer y for a tile of 16 x 16 x 2 is 4 x 4 x 2: found an overlap of 6, expected a multiple of 4");
    assertRefused(
        new Sums(3, 0),
        16,
        3,
        "the result of layer y for a tile of 16 x 16 x 2 is no whole part or multiple of it, found 6 x 6 x 2");
    assertRefused(
        new Sums(16, 0),
        16,
        0,
        "the result of layer y for a tile of 16 x 16 x 2 has no places, found 1 x 1 x 2, expected a map");
  }

  private static void assertRefused(Runner runner, int side, int overlap, String reason) {
    TiledRunner tiled = tiled(runner, side, overlap, ANY);
    if (reason == null) {
      tiled.requireTiles("a.npy");
    } else {
      assertThatThrownBy(() -> tiled.requireTiles("a.npy"))
          .isInstanceOf(ImageException.class)
          .hasMessage("Cannot read a.npy: " + reason);
    }
  }
}
