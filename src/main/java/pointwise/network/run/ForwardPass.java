package pointwise.network.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.RowRange;
import pointwise.network.layer.RowsView;
import pointwise.network.layer.Shape;
import pointwise.network.layer.Step;

/**
 * Layers that make the lines that are asked of them, from the lines they ask of those before them:
 * the one path of whole images and strips. Holds scratch and the buffers of all layers.
 */
final class ForwardPass {
  private final Network network;
  private final Shape image;
  private final List<Shape> shapes;
  private final List<Step> steps = new ArrayList<>();
  private final ConcatAliases aliases;
  private final Buffers buffers;

  /** Whole results of the image at hand that are there already; null where there is none. */
  private final float[][] given;

  /**
   * @param image the shape of the images
   * @param targets places of the layers whose results are wanted
   * @throws IllegalArgumentException if a layer does not fit the image
   */
  ForwardPass(Network network, Shape image, List<Integer> targets, PackedWeights packed) {
    this.network = network;
    this.image = image;
    this.shapes = network.shapes(image);
    this.given = new float[shapes.size()][];
    ReceptiveField all = field(targets, wholes(targets));
    for (int i = 0; i < shapes.size(); i++) {
      Node node = network.nodes().get(i);
      steps.add(all.has(i) ? node.layer().step(Network.inputs(node, image, shapes), packed) : null);
    }
    this.aliases = new ConcatAliases(network, shapes, targets);
    this.buffers =
        new Buffers(network, steps.stream().map(step -> step != null).toList(), aliases, targets);
  }

  /** The shape of the result of a layer, or of the image. */
  Shape shape(int place) {
    return place == Node.IMAGE ? image : shapes.get(place);
  }

  Optional<Placement> placement(int place) {
    return Placement.of(network, image, shapes, place);
  }

  /** Whether the targets need a layer. */
  boolean runs(int place) {
    return steps.get(place) != null;
  }

  /** All lines of these layers. */
  List<RowRange> wholes(List<Integer> places) {
    return places.stream().map(place -> whole(shapes.get(place))).toList();
  }

  private static RowRange whole(Shape shape) {
    return new RowRange(0, shape.height());
  }

  /** Begins another image. */
  void begin() {
    Arrays.fill(given, null);
  }

  /** Takes the whole result of a layer, which is not made again for this image. */
  void give(int place, float[] result) {
    given[place] = result;
  }

  /** Lets the buffers go. */
  void clear() {
    buffers.clear();
  }

  private ReceptiveField field(List<Integer> places, List<RowRange> wanted) {
    return ReceptiveField.of(network, image, shapes, given, places, wanted);
  }

  /** Samples of the image and of all layers, for the lines that are wanted of some. */
  double samples(List<Integer> places, List<RowRange> wanted) {
    return field(places, wanted).samples(image, shapes);
  }

  /** Samples of the image and of the buffers, which layers share. */
  double bufferSamples(List<Integer> places, List<RowRange> wanted) {
    ReceptiveField field = field(places, wanted);
    return (double) field.image().length() * image.line() + buffers.samples(field, shapes);
  }

  /**
   * The lines that are wanted of some layers.
   *
   * @param source gives the lines of the image that they are made of
   * @return HWC; the caller's own
   */
  List<float[]> run(
      Function<RowRange, RowsView> source, List<Integer> places, List<RowRange> wanted) {
    ReceptiveField field = field(places, wanted);
    RowsView input = source.apply(field.image());
    RowsView[] made = new RowsView[shapes.size()];
    for (int i = 0; i < made.length; i++) {
      if (!field.has(i)) {
        continue;
      }
      Node node = network.nodes().get(i);
      Shape shape = shapes.get(i);
      if (given[i] != null) {
        made[i] = new RowsView(shape, whole(shape), given[i]);
        continue;
      }
      int owner = aliases.owner(i);
      if (made[owner] == null) {
        made[owner] = unmade(owner, field.of(owner), places, wanted);
      }
      if (owner != i) {
        made[i] = made[owner].part(shape, aliases.channel(i));
      }
      List<RowsView> inputs = new ArrayList<>(node.inputs().size());
      for (int from : node.inputs()) {
        inputs.add(from == Node.IMAGE ? input : made[from]);
      }
      steps.get(i).run(inputs, made[i]);
    }
    List<float[]> results = new ArrayList<>();
    for (int t = 0; t < places.size(); t++) {
      int place = places.get(t);
      RowsView lines = made[place];
      int begin = lines.at(wanted.get(t).begin());
      boolean own =
          places.indexOf(place) == t
              && given[place] == null
              && isResult(place, field.of(place), places, wanted);
      results.add(
          own
              ? lines.data()
              : Arrays.copyOfRange(
                  lines.data(), begin, begin + wanted.get(t).length() * lines.shape().line()));
    }
    return results;
  }

  /** Room for lines of a layer: the caller's own if they are a result. */
  private RowsView unmade(int place, RowRange lines, List<Integer> places, List<RowRange> wanted) {
    int samples = Math.multiplyExact(lines.length(), shapes.get(place).line());
    boolean isResult = isResult(place, lines, places, wanted);
    return new RowsView(
        shapes.get(place), lines, isResult ? new float[samples] : buffers.of(place, samples));
  }

  /** Whether a layer makes no other lines than those that are wanted of it: it needs no buffer. */
  private static boolean isResult(
      int place, RowRange lines, List<Integer> places, List<RowRange> wanted) {
    int t = places.indexOf(place);
    return t >= 0 && wanted.get(t).equals(lines);
  }
}
