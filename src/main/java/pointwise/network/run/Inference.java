package pointwise.network.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.RowRange;
import pointwise.network.layer.RowsView;
import pointwise.network.layer.Shape;
import pointwise.text.Text;
import pointwise.text.UsageException;

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
  private final ConcatAliases parts;
  private final Buffers buffers;

  /** The image that is open for strips, and how many samples its buffers may hold. */
  private Function<RowRange, RowsView> source;

  private long budget;

  /** Lines of a strip of each target, for the image that is open. */
  private List<Integer> stripLines;

  /** Results of global pools of the image at hand; null where there is none yet. */
  private final float[][] pooled;

  /**
   * @param image the shape of the images
   * @param targets places of the layers whose results are wanted
   * @throws IllegalArgumentException if a layer does not fit the image
   */
  public Inference(Network network, Shape image, List<Integer> targets, PackedWeights engine) {
    this.network = network;
    this.image = image;
    this.shapes = network.shapes(image);
    this.targets = List.copyOf(targets);
    this.pooled = new float[network.nodes().size()][];
    ReceptiveField all = demand(targets, wholes());
    for (int i = 0; i < shapes.size(); i++) {
      Node node = network.nodes().get(i);
      steps.add(all.has(i) ? node.layer().step(Network.inputs(node, image, shapes), engine) : null);
    }
    this.parts = new ConcatAliases(network, shapes, targets);
    this.buffers =
        new Buffers(network, steps.stream().map(step -> step != null).toList(), parts, targets);
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
    RowsView lines = new RowsView(image, lines(image), hwc);
    Arrays.fill(pooled, null);
    return run(range -> lines, targets, wholes());
  }

  /** Where the lines of a large image come from. */
  @FunctionalInterface
  public interface Source {
    /** Lines {@code begin} to {@code end}, the last excluded, HWC. */
    float[] lines(int begin, int end);
  }

  /**
   * Lines of a result.
   *
   * @param y the first line
   * @param hwc {@code rows} lines; the receiver's own
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Strip(int y, int rows, float[] hwc) {}

  /**
   * Makes ready for {@link #strips} of an image: its global pools are made, in passes of their own.
   *
   * @param samples how many samples the buffers of all layers may hold, about
   * @throws IllegalArgumentException naming the layer, if a map is made from a global pool, or one
   *     line takes more
   */
  public void open(long samples, Source source) {
    refuseMapsOfPools();
    Arrays.fill(pooled, null);
    this.budget = samples;
    this.source = range -> new RowsView(image, range, source.lines(range.begin(), range.end()));
    for (int i = 0; i < pooled.length; i++) {
      if (steps.get(i) != null && network.nodes().get(i).layer() instanceof GlobalPool pool) {
        pooled[i] = pool(pool, network.nodes().get(i).inputs().get(0));
      }
    }
    this.stripLines = targets.stream().map(this::stripLines).toList();
  }

  /**
   * The result of a target for the open image, from its first line to its last, each strip made
   * when it is wanted from the lines of the image that it is made of. Lines that two strips need
   * are made twice.
   *
   * @param target its place in the list of targets
   */
  public Iterator<Strip> strips(int target) {
    return strips(targets.get(target), stripLines.get(target));
  }

  private Iterator<Strip> strips(int place, int lines) {
    int height = shapes.get(place).height();
    buffers.clear(); // or the arrays of several layers would add up
    return IntStream.range(0, (height - 1) / lines + 1)
        .map(i -> i * lines)
        .mapToObj(begin -> new RowRange(begin, begin + Math.min(lines, height - begin)))
        .map(
            range ->
                new Strip(
                    range.begin(),
                    range.length(),
                    run(source, List.of(place), List.of(range)).get(0)))
        .iterator();
  }

  private float[] pool(GlobalPool pool, int place) {
    Shape shape = place == Node.IMAGE ? image : shapes.get(place);
    GlobalPool.State state = new GlobalPool.State(pool.kind(), shape);
    if (place == Node.IMAGE) {
      requireRoom("the image", image.line());
      for (int y = 0; y < shape.height(); y++) {
        RowRange line = new RowRange(y, y + 1);
        state.add(source.apply(line), line);
      }
    } else {
      strips(place, stripLines(place))
          .forEachRemaining(
              strip -> {
                RowRange lines = new RowRange(strip.y, strip.y + strip.rows);
                state.add(new RowsView(shape, lines, strip.hwc), lines);
              });
    }
    float[] vector = new float[shape.channels()];
    state.finish(vector);
    return vector;
  }

  /** Lines of a layer whose making takes no more than so many samples; found by halving. */
  private int stripLines(int place) {
    int height = shapes.get(place).height();
    int rows = height;
    while (rows > 1) {
      int begin = (height - rows) / 2;
      if (held(List.of(place), List.of(new RowRange(begin, begin + rows))) <= budget) {
        break;
      }
      rows = (rows + 1) / 2;
    }
    if (rows == 1) {
      int begin = (height - 1) / 2;
      ReceptiveField line = demand(List.of(place), List.of(new RowRange(begin, begin + 1)));
      Node node = network.nodes().get(place);
      requireRoom(
          Text.of("layer %s (%s)", node.name(), node.layer().label()),
          (double) line.image().length() * image.line() + buffers.samples(line, shapes));
    }
    return rows;
  }

  private void requireRoom(String what, double samples) {
    if (samples > budget) {
      throw new UsageException(
          Text.of(
              "Cannot run network %s by strips: one line of %s takes %.0f samples on an image of %s, expected at most %d: give the JVM more memory or fewer tasks",
              network.name(), what, samples, image, budget));
    }
  }

  /** Whether a whole image, with the results of all layers, takes no more than so many samples. */
  public boolean fits(long samples) {
    Arrays.fill(pooled, null);
    return held(targets, wholes()) <= samples;
  }

  /** A map that is made from a global pool would need the whole image before its first line. */
  private void refuseMapsOfPools() {
    boolean[] ofPool = new boolean[steps.size()];
    for (int i = 0; i < ofPool.length; i++) {
      Node node = network.nodes().get(i);
      ofPool[i] = node.layer() instanceof GlobalPool;
      for (int from : node.inputs()) {
        ofPool[i] |= from != Node.IMAGE && ofPool[from];
      }
      if (ofPool[i] && steps.get(i) != null && !shapes.get(i).isVector()) {
        throw new UsageException(
            Text.of(
                "Cannot run network %s by strips: layer %s makes a map of %s from a global pool",
                network.name(), node.name(), shapes.get(i)));
      }
    }
  }

  private static RowRange lines(Shape shape) {
    return new RowRange(0, shape.height());
  }

  /** All lines of the targets. */
  private List<RowRange> wholes() {
    return targets.stream().map(target -> lines(shapes.get(target))).toList();
  }

  private ReceptiveField demand(List<Integer> places, List<RowRange> wanted) {
    return ReceptiveField.of(network, image, shapes, pooled, places, wanted);
  }

  /** Samples of the image and of all layers, for the lines that are wanted of some. */
  private double held(List<Integer> places, List<RowRange> wanted) {
    return demand(places, wanted).samples(image, shapes);
  }

  private List<float[]> run(
      Function<RowRange, RowsView> source, List<Integer> places, List<RowRange> wanted) {
    ReceptiveField demand = demand(places, wanted);
    RowsView input = source.apply(demand.image());
    RowsView[] made = new RowsView[shapes.size()];
    for (int i = 0; i < made.length; i++) {
      if (!demand.has(i)) {
        continue;
      }
      Node node = network.nodes().get(i);
      Shape shape = shapes.get(i);
      if (pooled[i] != null) {
        made[i] = new RowsView(shape, lines(shape), pooled[i]);
        continue;
      }
      int owner = parts.owner(i);
      if (made[owner] == null) {
        made[owner] = unmade(owner, demand.of(owner), places, wanted);
      }
      if (owner != i) {
        made[i] = made[owner].part(shape, parts.channel(i));
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
              && pooled[place] == null
              && isResult(place, demand.of(place), places, wanted);
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
