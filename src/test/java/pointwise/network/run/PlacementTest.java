package pointwise.network.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.blas.Blas;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Pool;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.network.layer.ZeroPad;

/** Where maps lie, as one sees it by lighting one pixel of a black image after the other. */
class PlacementTest {
  private static final Shape IMAGE = new Shape(63, 47, 1);
  private static final WindowAxis SAME =
      new WindowAxis(4, 2, 1, 0, 0, WindowAxis.Pad.SAME_LOWER, false);
  private static final WindowAxis CEIL =
      new WindowAxis(3, 2, 1, 0, 0, WindowAxis.Pad.EXPLICIT, true);

  private static Convolution ones(WindowAxis y, WindowAxis x) {
    float[] weights = new float[y.kernel() * x.kernel()];
    Arrays.fill(weights, 1);
    return new Convolution(y, x, 1, 1, weights, new float[1], new Activation.Identity());
  }

  private static Pool mean(WindowAxis axis) {
    return new Pool(Pool.Kind.AVERAGE, axis, axis, true);
  }

  private static Network network() {
    Elementwise sum = new Elementwise(Elementwise.Operator.ADD, new Activation.Identity());
    Elementwise product = new Elementwise(Elementwise.Operator.MULTIPLY, new Activation.Identity());
    WindowAxis dilated = new WindowAxis(2, 1, 3, 2, 1, WindowAxis.Pad.EXPLICIT, false);
    return new Network(
        "ones",
        new Network.Input(1, 0, 0),
        List.of(
            new Node("conv", ones(WindowAxis.of(5, 2, 2), WindowAxis.of(3, 1, 0)), List.of(-1)),
            new Node("pool", mean(CEIL), List.of(0)),
            new Node("dilated", ones(dilated, dilated), List.of(1)),
            new Node("sum", sum, List.of(1, 2)),
            new Node("frame", new ZeroPad(1, 2, 3, 0, 0), List.of(3)),
            new Node("same", mean(SAME), List.of(4)),
            new Node("all", new GlobalPool(Pool.Kind.AVERAGE), List.of(5)),
            new Node("gated", product, List.of(5, 6))),
        List.of(5));
  }

  @Test
  void theReceptiveFieldIsWhatLightsAPixelOfTheMap() {
    Network network = network();
    for (int place : new int[] {0, 1, 2, 3, 4, 5}) {
      Inference inference =
          new Inference(network, IMAGE, List.of(place), new PackedWeights(Blas.javaBlas()));
      Shape map = inference.shape(place);
      Placement placement = inference.placement(place).orElseThrow();
      int[][] lines = outside(map.height());
      int[][] columns = outside(map.width());
      for (int y = 0; y < IMAGE.height(); y++) {
        for (int x = 0; x < IMAGE.width(); x++) {
          float[] image = new float[IMAGE.height() * IMAGE.width()];
          image[y * IMAGE.width() + x] = 1;
          float[] result = inference.run(image).get(0);
          for (int p = 0; p < result.length; p++) {
            if (result[p] != 0) {
              widen(lines[p / map.width()], y);
              widen(columns[p % map.width()], x);
            }
          }
        }
      }
      assertAxis(placement.y(), lines, IMAGE.height());
      assertAxis(placement.x(), columns, IMAGE.width());
    }
  }

  private static int[][] outside(int count) {
    int[][] ranges = new int[count][];
    Arrays.setAll(ranges, i -> new int[] {Integer.MAX_VALUE, -1});
    return ranges;
  }

  private static void widen(int[] range, int at) {
    range[0] = Math.min(range[0], at);
    range[1] = Math.max(range[1], at);
  }

  private static void assertAxis(Placement.Axis axis, int[][] seen, int size) {
    int exact = 0;
    for (int o = 0; o < seen.length; o++) {
      double first = o * axis.stride() + axis.first();
      double last = o * axis.stride() + axis.last();
      if (seen[o][1] < 0) {
        continue; // a pixel of the frame
      }
      if (first >= 0 && last < size) {
        assertThat(List.of(seen[o][0] + 0.0, seen[o][1] + 0.0)).containsExactly(first, last);
        exact++;
      } else {
        assertThat(first).isLessThanOrEqualTo(seen[o][0]);
        assertThat(last).isGreaterThanOrEqualTo(seen[o][1]);
      }
    }
    assertThat(exact).isPositive();
  }

  /** A number for each channel of the whole map does not widen what a pixel is made of. */
  @Test
  void aGlobalPoolHasNoPlaceAndItsProductHasThatOfTheMap() {
    Inference inference =
        new Inference(network(), IMAGE, List.of(6, 7), new PackedWeights(Blas.javaBlas()));
    assertThat(inference.placement(6)).isEmpty();
    assertThat(inference.placement(7)).isEqualTo(inference.placement(5)).isPresent();
  }
}
