package pointwise.network.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.RowRange;
import pointwise.network.layer.Shape;

/**
 * The lines that each layer, and the image, have to give for those that are wanted of some layers.
 *
 * @param layers the lines of each layer in its place, null for none
 * @param image of the image; empty for none
 */
record ReceptiveField(List<RowRange> layers, RowRange image) {
  /**
   * Layers are asked in reverse, so that all who read a layer have asked before it.
   *
   * @param shape of the image
   * @param shapes of the results of all layers
   * @param made results that are there already, which ask for nothing; null where there is none
   * @param places of the layers of which lines are wanted
   */
  static ReceptiveField of(
      Network network,
      Shape shape,
      List<Shape> shapes,
      float[][] made,
      List<Integer> places,
      List<RowRange> wanted) {
    List<RowRange> layers = new ArrayList<>(Collections.nCopies(shapes.size(), null));
    RowRange image = new RowRange(0, 0);
    for (int t = 0; t < places.size(); t++) {
      ask(layers, places.get(t), wanted.get(t));
    }
    for (int i = layers.size() - 1; i >= 0; i--) {
      if (layers.get(i) == null || made[i] != null) {
        continue;
      }
      Node node = network.nodes().get(i);
      List<Shape> inputs = Network.inputs(node, shape, shapes);
      for (int k = 0; k < inputs.size(); k++) {
        RowRange lines = node.layer().inputLines(k, layers.get(i), inputs);
        if (node.inputs().get(k) == Node.IMAGE) {
          image = image.hull(lines);
        } else {
          ask(layers, node.inputs().get(k), lines);
        }
      }
    }
    return new ReceptiveField(layers, image);
  }

  private static void ask(List<RowRange> layers, int place, RowRange lines) {
    if (lines.length() > 0) {
      RowRange before = layers.get(place);
      layers.set(place, before == null ? lines : before.hull(lines));
    }
  }

  /** Whether a layer has lines to make. */
  boolean has(int place) {
    return layers.get(place) != null;
  }

  /** The lines of a layer, null for none. */
  RowRange of(int place) {
    return layers.get(place);
  }

  /** Samples of the image and of all layers. */
  double samples(Shape shape, List<Shape> shapes) {
    double samples = (double) image.length() * shape.line();
    for (int i = 0; i < shapes.size(); i++) {
      samples += samples(i, shapes);
    }
    return samples;
  }

  /** Samples of the lines of a layer. */
  double samples(int place, List<Shape> shapes) {
    return has(place) ? (double) of(place).length() * shapes.get(place).line() : 0;
  }
}
