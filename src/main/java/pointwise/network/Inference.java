package pointwise.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import pointwise.blas.Blas;

/**
 * A network made ready for images of one shape. Holds scratch and the buffers of all layers, so one
 * per thread; nothing is allocated for an image but its results.
 *
 * <p>Whole images and strips take one path: a layer makes the lines that are asked of it, from the
 * lines it asks of those before it. A global pool is made once per image, and handed on.
 */
public final class Inference {
  private final Network network;
  private final Shape image;
  private final List<Shape> shapes;
  private final List<Integer> targets;
  private final List<Layer.Step> steps = new ArrayList<>();
  private final Buffers buffers;

  /** Results of global pools of the image at hand; null where there is none yet. */
  private final float[][] pooled;

  /**
   * @param image the shape of the images
   * @param targets places of the layers whose results are wanted
   * @throws IllegalArgumentException if a layer does not fit the image
   */
  public Inference(Network network, Shape image, List<Integer> targets, Blas blas) {
    this.network = network;
    this.image = image;
    this.shapes = network.shapes(image);
    this.targets = List.copyOf(targets);
    this.pooled = new float[network.nodes().size()][];
    List<Range> all = demand(targets.stream().map(t -> lines(shapes.get(t))).toList());
    for (int i = 0; i < all.size(); i++) {
      Node node = network.nodes().get(i);
      steps.add(all.get(i) == null ? null : node.layer().step(inputShapes(node), blas));
    }
    this.buffers = new Buffers(network, all.stream().map(range -> range != null).toList(), targets);
  }

  /** The shape of the result of a layer. */
  public Shape shape(int place) {
    return shapes.get(place);
  }

  /**
   * The results for an image.
   *
   * @param hwc the samples, row-major
   * @return the maps of the targets, HWC, in their order; the caller's own
   */
  public List<float[]> run(float[] hwc) {
    Lines lines = new Lines(image, lines(image), hwc);
    Arrays.fill(pooled, null);
    return run(range -> lines, targets.stream().map(t -> lines(shapes.get(t))).toList());
  }

  private List<Shape> inputShapes(Node node) {
    return Network.inputs(node, image, shapes);
  }

  private static Range lines(Shape shape) {
    return new Range(0, shape.height());
  }

  /**
   * The lines that each layer has to make for the lines of the targets, null for none; layers are
   * asked in reverse, so that all who read a layer have asked before it.
   */
  List<Range> demand(List<Range> wanted) {
    List<Range> demand = new ArrayList<>(Collections.nCopies(network.nodes().size(), null));
    for (int t = 0; t < targets.size(); t++) {
      ask(demand, targets.get(t), wanted.get(t));
    }
    for (int i = demand.size() - 1; i >= 0; i--) {
      Node node = network.nodes().get(i);
      if (demand.get(i) != null && pooled[i] == null) {
        for (int k = 0; k < node.inputs().size(); k++) {
          ask(
              demand,
              node.inputs().get(k),
              node.layer().inputLines(k, demand.get(i), inputShapes(node)));
        }
      }
    }
    return demand;
  }

  private static void ask(List<Range> demand, int place, Range lines) {
    if (place != Node.IMAGE && lines.length() > 0) {
      Range before = demand.get(place);
      demand.set(place, before == null ? lines : before.and(lines));
    }
  }

  /** The lines of the image that those layers read. */
  private Range imageLines(List<Range> demand) {
    Range lines = new Range(0, 0);
    for (int i = 0; i < demand.size(); i++) {
      Node node = network.nodes().get(i);
      if (demand.get(i) != null && pooled[i] == null) {
        for (int k = 0; k < node.inputs().size(); k++) {
          if (node.inputs().get(k) == Node.IMAGE) {
            lines = lines.and(node.layer().inputLines(k, demand.get(i), inputShapes(node)));
          }
        }
      }
    }
    return lines;
  }

  private List<float[]> run(Function<Range, Lines> source, List<Range> wanted) {
    List<Range> demand = demand(wanted);
    Lines input = source.apply(imageLines(demand));
    Lines[] made = new Lines[demand.size()];
    for (int i = 0; i < made.length; i++) {
      if (demand.get(i) == null) {
        continue;
      }
      Node node = network.nodes().get(i);
      Shape shape = shapes.get(i);
      if (pooled[i] != null) {
        made[i] = new Lines(shape, lines(shape), pooled[i]);
        continue;
      }
      int samples = Math.multiplyExact(demand.get(i).length(), shape.line());
      made[i] = new Lines(shape, demand.get(i), buffers.of(i, samples));
      List<Lines> inputs = new ArrayList<>(node.inputs().size());
      for (int from : node.inputs()) {
        inputs.add(from == Node.IMAGE ? input : made[from]);
      }
      steps.get(i).run(inputs, made[i]);
    }
    List<float[]> results = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      Lines lines = made[targets.get(t)];
      int begin = lines.at(wanted.get(t).begin());
      results.add(
          Arrays.copyOfRange(
              lines.data(), begin, begin + wanted.get(t).length() * lines.shape().line()));
    }
    return results;
  }
}
