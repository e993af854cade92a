package pointwise.network.run;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.RowRange;
import pointwise.network.layer.RowsView;
import pointwise.network.layer.Shape;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A network made ready for images of one shape: whole images, and large ones in strips, of which a
 * global pool is made first, once. One per thread; nothing is allocated for an image but its
 * results.
 */
public final class Inference {
  private final Network network;
  private final Shape image;
  private final List<Integer> targets;
  private final ForwardPass pass;

  /** The image that is open for strips, and how many samples its buffers may hold. */
  private Function<RowRange, RowsView> source;

  private long budget;

  /** Lines of a strip of each target, for the image that is open. */
  private List<Integer> stripLines;

  /**
   * @param image the shape of the images
   * @param targets places of the layers whose results are wanted
   * @throws IllegalArgumentException if a layer does not fit the image
   */
  public Inference(Network network, Shape image, List<Integer> targets, PackedWeights packed) {
    this.network = network;
    this.image = image;
    this.targets = List.copyOf(targets);
    this.pass = new ForwardPass(network, image, targets, packed);
  }

  /** The shape of the result of a layer. */
  public Shape shape(int place) {
    return pass.shape(place);
  }

  /** Where the result of a layer lies in the image; none where it has lost the places. */
  public Optional<Placement> placement(int place) {
    return pass.placement(place);
  }

  /**
   * The results for an image.
   *
   * @param hwc the samples, row-major
   * @return the maps of the targets, HWC, in their order; the caller's own
   */
  public List<float[]> run(float[] hwc) {
    RowsView lines = new RowsView(image, new RowRange(0, image.height()), hwc);
    pass.begin();
    return pass.run(range -> lines, targets, pass.wholes(targets));
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
    pass.begin();
    this.budget = samples;
    this.source = range -> new RowsView(image, range, source.lines(range.begin(), range.end()));
    for (int i = 0; i < network.nodes().size(); i++) {
      Node node = network.nodes().get(i);
      if (pass.runs(i) && node.layer() instanceof GlobalPool pool) {
        pass.give(i, pool(pool, node.inputs().get(0)));
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
    int height = pass.shape(place).height();
    pass.clear(); // or the arrays of several layers would add up
    return IntStream.range(0, (height - 1) / lines + 1)
        .map(i -> i * lines)
        .mapToObj(begin -> new RowRange(begin, begin + Math.min(lines, height - begin)))
        .map(
            range ->
                new Strip(
                    range.begin(),
                    range.length(),
                    pass.run(source, List.of(place), List.of(range)).get(0)))
        .iterator();
  }

  private float[] pool(GlobalPool pool, int place) {
    Shape shape = pass.shape(place);
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
    int height = pass.shape(place).height();
    int rows = height;
    while (rows > 1) {
      int begin = (height - rows) / 2;
      if (pass.samples(List.of(place), List.of(new RowRange(begin, begin + rows))) <= budget) {
        break;
      }
      rows = (rows + 1) / 2;
    }
    if (rows == 1) {
      int begin = (height - 1) / 2;
      Node node = network.nodes().get(place);
      requireRoom(
          Text.of("layer %s (%s)", node.name(), node.layer().label()),
          pass.bufferSamples(List.of(place), List.of(new RowRange(begin, begin + 1))));
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
    pass.begin();
    return pass.samples(targets, pass.wholes(targets)) <= samples;
  }

  /** A map that is made from a global pool would need the whole image before its first line. */
  private void refuseMapsOfPools() {
    boolean[] ofPool = new boolean[network.nodes().size()];
    for (int i = 0; i < ofPool.length; i++) {
      Node node = network.nodes().get(i);
      ofPool[i] = node.layer() instanceof GlobalPool;
      for (int from : node.inputs()) {
        ofPool[i] |= from != Node.IMAGE && ofPool[from];
      }
      if (ofPool[i] && pass.runs(i) && !pass.shape(i).isVector()) {
        throw new UsageException(
            Text.of(
                "Cannot run network %s by strips: layer %s makes a map of %s from a global pool",
                network.name(), node.name(), pass.shape(i)));
      }
    }
  }
}
