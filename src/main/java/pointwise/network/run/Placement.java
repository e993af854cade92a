package pointwise.network.run;

import java.util.List;
import java.util.Optional;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;

/** Where the pixels of a map lie in the image that a network gets: its receptive fields. */
public record Placement(Axis y, Axis x) {
  private static final Axis POINT = new Axis(1, 0, 0);

  /**
   * One axis: sample o of the map is made of samples o · stride + first to o · stride + last of the
   * image, some of which may be padding.
   */
  public record Axis(double stride, double first, double last) {
    /** The middle of what sample 0 is made of; a half where two samples are the middle. */
    public double centre() {
      return (first + last) / 2;
    }

    /** The same in what a window made the map of. */
    Axis before(WindowAxis window, int size) {
      double begin = -window.paddingBefore(size);
      return new Axis(
          stride * window.stride(),
          first * window.stride() + begin,
          last * window.stride() + begin + window.extent() - 1);
    }

    Axis hull(Axis other) {
      return new Axis(stride, Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  private Placement before(Node node, Shape input) {
    return new Placement(
        y.before(node.layer().y(), input.height()), x.before(node.layer().x(), input.width()));
  }

  private static Placement hull(Placement one, Placement other) {
    return one == null ? other : new Placement(one.y.hull(other.y), one.x.hull(other.x));
  }

  /**
   * That of a map of which only the size is known: its pixels cover the image without gaps.
   *
   * @param image the shape of the image
   * @param map its own
   */
  public static Placement spread(Shape image, Shape map) {
    return new Placement(spread(image.height(), map.height()), spread(image.width(), map.width()));
  }

  private static Axis spread(int size, int samples) {
    double stride = (double) size / samples;
    return new Axis(stride, (stride - 1) / 2, (stride - 1) / 2);
  }

  /**
   * That of a layer; none where its result has lost the places, as that of a global pool.
   *
   * @param image the shape of the image
   * @param shapes of the results of all layers
   */
  public static Optional<Placement> of(
      Network network, Shape image, List<Shape> shapes, int place) {
    Placement[] placed = new Placement[shapes.size()];
    placed[place] = new Placement(POINT, POINT);
    Placement whole = null;
    for (int i = place; i >= 0; i--) {
      Node node = network.nodes().get(i);
      if (placed[i] == null || !node.layer().keepsPlaces()) {
        continue;
      }
      List<Shape> inputs = Network.inputs(node, image, shapes);
      for (int k = 0; k < inputs.size(); k++) {
        if (inputs.get(k).pixels() < shapes.get(i).pixels() && inputs.get(k).pixels() == 1) {
          continue; // a number for each channel of the whole map
        }
        Placement before = placed[i].before(node, inputs.get(k));
        int from = node.inputs().get(k);
        if (from == Node.IMAGE) {
          whole = hull(whole, before);
        } else {
          placed[from] = hull(placed[from], before);
        }
      }
    }
    return Optional.ofNullable(whole);
  }
}
