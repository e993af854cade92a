package pointwise.network.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pointwise.kernel.Activation;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A network: layers in an order in which each comes after those it reads. Immutable.
 *
 * @param name for people
 * @param input what it takes
 * @param nodes the layers in order
 * @param outputs places of the nodes whose results are the network's, in the order of the file
 */
public record Network(String name, Input input, List<Node> nodes, List<Integer> outputs) {
  /**
   * What a network takes.
   *
   * @param channels samples per pixel
   * @param height lines, or 0 where any number will do
   * @param width pixels per line, or 0 where any number will do
   */
  public record Input(int channels, int height, int width) {
    private static final int ANY = 224;

    /** Whether an image of that shape is taken, as far as the declaration goes. */
    public boolean takes(Shape image) {
      return image.channels() == channels
          && (height == 0 || height == image.height())
          && (width == 0 || width == image.width());
    }

    /** Whether neither height nor width is declared. */
    public boolean isOfAnySize() {
      return height == 0 && width == 0;
    }

    /** The one shape that is taken, where both height and width are declared. */
    public Optional<Shape> fixedShape() {
      return height == 0 || width == 0
          ? Optional.empty()
          : Optional.of(new Shape(height, width, channels));
    }

    /** A shape that is taken, of 224 lines and columns where any are. */
    public Shape example() {
      return new Shape(height == 0 ? ANY : height, width == 0 ? ANY : width, channels);
    }

    @Override
    public String toString() {
      return (height == 0 ? "H" : height) + " x " + (width == 0 ? "W" : width) + " x " + channels;
    }
  }

  /**
   * @throws IllegalArgumentException if names are not unique, a node reads one that is not before
   *     it, or there is no output
   */
  public Network {
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (!names.add(node.name())) {
        throw wrong(name, "two layers have the name " + node.name());
      }
      for (int from : node.inputs()) {
        if (from < Node.IMAGE || from >= i) {
          throw wrong(name, Text.of("layer %s reads one that is not before it", node.name()));
        }
      }
    }
    if (outputs.isEmpty() || outputs.stream().anyMatch(o -> o < 0 || o >= names.size())) {
      throw wrong(name, Text.of("found outputs %s, expected layers", outputs));
    }
  }

  private static UsageException wrong(String name, String why) {
    return new UsageException(Text.of("Cannot make network %s: %s", name, why));
  }

  /**
   * The place of the layer of that name.
   *
   * @throws IllegalArgumentException if there is none, with the names there are
   */
  public int place(String layer) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).name().equals(layer)) {
        return i;
      }
    }
    throw new UsageException(
        Text.of(
            "Cannot find layer %s in network %s: found %s",
            layer, name, nodes.stream().map(Node::name).toList()));
  }

  /**
   * The shapes of all results for an image.
   *
   * @throws IllegalArgumentException naming the layer whose inputs do not fit
   */
  public List<Shape> shapes(Shape image) {
    List<Shape> shapes = new ArrayList<>();
    for (Node node : nodes) {
      try {
        shapes.add(node.layer().output(inputs(node, image, shapes)));
      } catch (IllegalArgumentException | ArithmeticException e) {
        String reason =
            e instanceof ArithmeticException
                ? "its result is too large, expected sizes of at most " + Integer.MAX_VALUE
                : e.getMessage();
        throw new UsageException(
            Text.of(
                "Cannot run layer %s (%s) of network %s on an image of %s: %s",
                node.name(), node.layer().label(), name, image, reason),
            e);
      }
    }
    return List.copyOf(shapes);
  }

  /** Samples, about, that all steps keep for themselves on an image. */
  public double scratch(Shape image) {
    List<Shape> shapes = shapes(image);
    return nodes.stream()
        .mapToDouble(node -> node.layer().scratch(inputs(node, image, shapes)))
        .sum();
  }

  /** The shapes of what a node reads. */
  public static List<Shape> inputs(Node node, Shape image, List<Shape> shapes) {
    return node.inputs().stream()
        .map(from -> from == Node.IMAGE ? image : shapes.get(from))
        .toList();
  }

  /**
   * The network of (x - mean) / std.
   *
   * @param mean one for each channel of the image
   * @param std the same, above 0
   */
  public Network normalised(List<Double> mean, List<Double> std) {
    float[] scale = new float[input.channels()];
    float[] shift = new float[input.channels()];
    if (mean.size() != scale.length || std.size() != scale.length) {
      throw wrong(
          name,
          Text.of(
              "mean and std do not fit, found %d and %d numbers, expected %d",
              mean.size(), std.size(), scale.length));
    }
    for (int c = 0; c < scale.length; c++) {
      scale[c] = (float) (1 / std.get(c));
      shift[c] = (float) (-mean.get(c) / std.get(c));
    }
    List<Node> shifted = new ArrayList<>();
    shifted.add(
        new Node(
            "(normalised)",
            new ScaleShift(scale, shift, new Activation.Identity()),
            List.of(Node.IMAGE)));
    for (Node node : nodes) {
      shifted.add(
          new Node(
              node.name(), node.layer(), node.inputs().stream().map(from -> from + 1).toList()));
    }
    return new Network(name, input, shifted, outputs.stream().map(place -> place + 1).toList());
  }

  /**
   * The one layer after the other, where each is pointwise and reads the one before it.
   *
   * @param range of the samples
   */
  public Optional<KernelStack> asStack(SampleRange range) {
    List<KernelBank> banks = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (!node.inputs().equals(List.of(i - 1))
          || !(node.layer() instanceof Convolution convolution)
          || !convolution.isPointwise()) {
        return Optional.empty();
      }
      banks.add(convolution.asBank());
    }
    return !outputs.equals(List.of(nodes.size() - 1))
        ? Optional.empty()
        : Optional.of(KernelStack.of(name, range, banks));
  }

  /** Whether no layer sees a neighbour of a pixel, but for global pools. */
  public boolean isPointwise() {
    return nodes.stream()
        .map(Node::layer)
        .allMatch(
            layer ->
                layer instanceof GlobalPool
                    || layer instanceof ActivationLayer
                    || (layer instanceof Convolution convolution && convolution.isPointwise()));
  }

  /** Weights and biases of all layers. */
  public long parameters() {
    return nodes.stream().mapToLong(node -> node.layer().parameters()).sum();
  }

  /** The places of the nodes that read each node. */
  public List<List<Integer>> readers() {
    List<List<Integer>> readers = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      readers.add(new ArrayList<>());
      for (int from : nodes.get(i).inputs()) {
        if (from != Node.IMAGE) {
          readers.get(from).add(i);
        }
      }
    }
    return readers;
  }
}
