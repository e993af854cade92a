package pointwise.network.apply;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import pointwise.input.ImageSource;
import pointwise.kernel.KernelStack;
import pointwise.kernel.Kernels;
import pointwise.kernel.SampleRange;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.OnnxReader;
import pointwise.network.onnx.OnnxWriter;
import pointwise.network.runtime.HeadedModel;
import pointwise.network.runtime.RuntimeImage;
import pointwise.network.runtime.RuntimeLibrary;
import pointwise.network.runtime.RuntimeModel;
import pointwise.network.runtime.RuntimeSession;
import pointwise.raster.FormatReader;
import pointwise.text.Sha256;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.TilePlan;

/**
 * A network as the bytes of its ONNX file and of the files of weights beside it: how it travels to
 * executors. A broadcast of it is parsed once per JVM. Where all its layers are 1x1 it is a stack
 * of kernels too.
 */
public final class NetworkSource implements Kernels {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final byte[] model;
  private final HashMap<String, byte[]> external = new HashMap<>();
  // Collections that Kryo too can make anew.
  private final ArrayList<String> layers;
  private final ArrayList<Double> mean;
  private final ArrayList<Double> std;
  private final SampleRange range;
  private final Engine engine;
  private transient volatile Parsed parsed;
  private transient List<Made> tried;
  private transient Shape triedOn;

  /**
   * What the file was read as.
   *
   * @param layers normalisation and layers folded into each other, its outputs the wanted ones;
   *     null where they are not taken
   * @param runtime that of this JVM; null where it is not wanted
   * @param runners what runs these
   */
  private record Parsed(Network layers, RuntimeSession runtime, Runners runners) {}

  /**
   * What is taken from samples, after their range.
   *
   * @param mean one for each channel; empty for none
   * @param std one for each channel; empty for none
   */
  public record Normalisation(List<Double> mean, List<Double> std) {
    /** Nothing. */
    public static final Normalisation NONE = new Normalisation(List.of(), List.of());
  }

  /**
   * Reads the network.
   *
   * @param file the name that messages use
   * @param model the bytes of an ONNX file
   * @param beside opens the files beside it
   * @param layers names of the layers that are wanted, one named twice is taken once; empty for the
   *     network's outputs
   * @param range what samples are scaled to first
   * @param engine what runs it
   * @throws IllegalArgumentException in one line, if it is no network that the engine takes, or has
   *     no such layers
   */
  public NetworkSource(
      String file,
      byte[] model,
      ExternalData beside,
      List<String> layers,
      SampleRange range,
      Normalisation normalisation,
      Engine engine) {
    this.file = file;
    this.model = model.clone();
    this.range = range;
    this.mean = new ArrayList<>(normalisation.mean);
    this.std = new ArrayList<>(normalisation.std);
    this.engine = engine;
    this.layers =
        new ArrayList<>(
            (layers.isEmpty() ? OnnxReader.outputs(file, this.model) : layers)
                .stream().distinct().toList());
    this.parsed =
        parse(
            path -> {
              byte[] bytes = external.get(path);
              if (bytes == null) {
                try (InputStream in = beside.open(path)) {
                  bytes = in.readAllBytes();
                }
                external.put(path, bytes);
              }
              return new ByteArrayInputStream(bytes);
            });
  }

  private Parsed parse(ExternalData opened) {
    Network own = prepared(opened);
    boolean alone =
        engine == Engine.LAYERS || (engine == Engine.AUTO && own != null && own.isPointwise());
    RuntimeSession runtime = alone ? null : runtime(opened, own);
    if (runtime == null) {
      return parsed(own, null);
    }
    int channels = runtime.model().takes().channels();
    if (own == null && !mean.isEmpty() && mean.size() != channels) {
      throw new UsageException(
          Text.of(
              "Cannot normalise images of network %s: mean and std do not fit, found %d and %d numbers, expected %d",
              file, mean.size(), std.size(), channels));
    }
    if (runtime.model().type() == RuntimeModel.Type.UINT8 && range == SampleRange.UNIT) {
      throw new UsageException(
          Text.of(
              "Cannot use --range unit with network %s: it takes uint8, found samples of 0 to 1, expected 0 to 255",
              file));
    }
    return parsed(own, runtime);
  }

  private Parsed parsed(Network own, RuntimeSession runtime) {
    boolean usesLayers = own != null && engine != Engine.RUNTIME;
    return new Parsed(own, runtime, new Runners(file, layers, own, usesLayers, runtime, mean, std));
  }

  /**
   * What ONNX Runtime makes of it; null where the layers of this program take the network and that
   * one does not, takes several images at once, or something else for the image.
   */
  private RuntimeSession runtime(ExternalData opened, Network own) {
    boolean may = engine == Engine.AUTO && own != null;
    try {
      RuntimeSession open = RuntimeSession.open(file, model, opened, layers);
      RuntimeModel read = open.model();
      return may && (!own.input().equals(read.takes()) || read.batch() > 1) ? null : open;
    } catch (UsageException e) {
      if (may) {
        return null;
      }
      throw e;
    }
  }

  /** What the layers of this program take; null where they do not and another engine may. */
  private Network prepared(ExternalData opened) {
    Network read;
    try {
      read = OnnxReader.read(file, model, opened);
    } catch (UsageException e) {
      if (engine == Engine.LAYERS) {
        throw e;
      }
      return null;
    }
    Network whole = mean.isEmpty() ? read : read.normalised(mean, std);
    List<String> declared = OnnxReader.outputs(file, model);
    Set<String> made = whole.nodes().stream().map(Node::name).collect(Collectors.toSet());
    made.addAll(declared);
    if (engine != Engine.LAYERS && !made.containsAll(layers)) {
      return null;
    }
    return Folding.of(
        whole,
        layers.stream()
            .map(
                name ->
                    declared.contains(name)
                        ? whole.outputs().get(declared.indexOf(name))
                        : whole.place(name))
            .toList());
  }

  /** The names of the layers that are wanted. */
  public List<String> layers() {
    return List.copyOf(layers);
  }

  private Parsed parsed() {
    Parsed read = parsed;
    if (read == null) {
      synchronized (this) {
        if (parsed == null) {
          parsed = parse(this::opened);
        }
        read = parsed;
      }
    }
    return read;
  }

  /** Whether the layers of this program take the network. */
  public boolean hasLayers() {
    return parsed().layers != null;
  }

  /**
   * The network, normalisation and layers folded into each other; its outputs are the layers. Where
   * {@link #hasLayers}.
   */
  public Network network() {
    return Objects.requireNonNull(parsed().layers);
  }

  /** Whether images of it may go through those, or be multiplied as kernels. */
  public boolean usesLayers() {
    return hasLayers() && engine != Engine.RUNTIME;
  }

  /** What it takes. */
  public Network.Input input() {
    return hasLayers() ? network().input() : parsed().runtime.model().takes();
  }

  /** What it is called. */
  public String name() {
    return hasLayers() ? network().name() : parsed().runtime.model().name();
  }

  /** Weights and biases. */
  public long parameters() {
    return hasLayers() ? network().parameters() : parsed().runtime.model().parameters();
  }

  /**
   * What a wanted result is.
   *
   * @param isMap whether it has places or is a vector; else it is a line of tokens
   */
  public record Made(Shape shape, boolean isMap) {}

  /** The shapes of what is {@link #made} of an image. */
  public Optional<List<Shape>> results(Shape image) {
    return made(image).map(all -> all.stream().map(Made::shape).toList());
  }

  /**
   * The wanted results for an image. Where only ONNX Runtime knows them it runs on a black one,
   * unless that is large.
   *
   * @return none where they are known only once an image is run
   * @throws IllegalArgumentException if the network does not run on it
   */
  public synchronized Optional<List<Made>> made(Shape image) {
    if (hasLayers()) {
      List<Shape> shapes = network().shapes(image);
      return Optional.of(
          network().outputs().stream().map(output -> new Made(shapes.get(output), true)).toList());
    }
    if (AutoRunner.isLarge(image)) {
      return Optional.empty();
    }
    if (!image.equals(triedOn)) {
      RuntimeImage black = new RuntimeImage(parsed().runtime.model(), mean, std);
      try {
        black.set(image, new float[image.height() * image.line()]);
        tried =
            parsed().runtime.run(black, Integer.MAX_VALUE).stream()
                .map(one -> new Made(one.shape(), one.map() || one.shape().pixels() == 1))
                .toList();
      } catch (IllegalArgumentException e) {
        throw new UsageException(
            Text.of("Cannot run network %s on an image of %s: %s", file, image, e.getMessage()), e);
      }
      triedOn = image;
    }
    return Optional.of(tried);
  }

  /**
   * Where parts of an image may begin that tasks share: with rows of tiles, where all of them make
   * rows of the table.
   *
   * @param classes whether one channel is made of what the network makes
   */
  public ImageSource.Grid grid(
      Preprocessing.Size.Tiles tiles, FormatReader.Lines image, boolean classes) {
    int side = tiles.side();
    List<Shape> made = results(new Shape(side, side, input().channels())).orElse(List.of());
    if (made.size() == 1 && image.width() > side) {
      Shape result = made.get(0);
      TileAxis y = new TileAxis(image.height(), side, tiles.overlap(), side, result.height());
      TileAxis x = new TileAxis(image.width(), side, tiles.overlap(), side, result.width());
      int height = y.results(image.height());
      int channels = classes ? 1 : result.channels();
      if (TilePlan.lines(height, x.results(image.width()), channels) < height) {
        return new ImageSource.Grid(y.step(), 2 * tiles.overlap());
      }
    }
    return new ImageSource.Grid(image.height(), 0);
  }

  /**
   * Requires that the results of tiles can be joined; on a black one, unless that is large.
   *
   * @return how far what a result is made of reaches beyond its place, in pixels, where that is
   *     known; else 0
   * @throws IllegalArgumentException naming the layer whose results cannot
   */
  public int requireTiles(Preprocessing.Size.Tiles tiles) {
    return runners().requireTiles(tiles);
  }

  /** What runs it in this JVM. */
  Runners runners() {
    return parsed().runners;
  }

  private InputStream opened(String path) throws IOException {
    byte[] bytes = external.get(path);
    if (bytes == null) {
      throw new FileNotFoundException(path);
    }
    return new ByteArrayInputStream(bytes);
  }

  /** Whether all layers are 1x1, and the one wanted is the last. */
  public boolean isStack() {
    return usesLayers() && network().asStack(range).isPresent();
  }

  /** Whether it is one, and images that are made ready so are multiplied as they are, by tiles. */
  public boolean isStackFor(Preprocessing preparation) {
    return preparation.size() instanceof Preprocessing.Size.AsIs
        && input().isOfAnySize()
        && isStack();
  }

  /** What the file says of itself. */
  public Map<String, String> metadata() {
    return OnnxReader.metadata(file, model);
  }

  /**
   * How the one result that is wanted comes out of ONNX Runtime, so that a head can be joined to
   * it.
   *
   * @param image what the network is tried on
   * @throws IllegalArgumentException in one line, if ONNX Runtime does not run the network, the
   *     image is too large to try, or no head can be joined to it
   */
  public HeadedModel.Features features(Shape image) {
    if (AutoRunner.isLarge(image)) {
      throw new UsageException(
          Text.of(
              "Cannot train on network %s: its images are too large to try one, found %s, expected a smaller --resize or --tile",
              file, image));
    }
    RuntimeSession open = parsed().runtime;
    RuntimeSession session =
        open == null ? RuntimeSession.open(file, model, this::opened, layers) : open;
    RuntimeImage black = new RuntimeImage(session.model(), mean, std);
    black.set(image, new float[image.height() * image.line()]);
    try {
      int rank = session.run(black, Integer.MAX_VALUE).get(0).rank();
      HeadedModel.requireJoinable(model);
      return new HeadedModel.Features(session.model().outputs().get(0), rank);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Text.of("Cannot run network %s on an image of %s: %s", file, image, e.getMessage()), e);
    }
  }

  /**
   * A file of the network and a head that takes what it makes: ONNX Runtime runs it alone.
   *
   * @param head from channels of the one result that is wanted
   * @param metadata what the file says of itself
   */
  public byte[] withHead(
      HeadedModel.Features features, Network head, Map<String, String> metadata) {
    return HeadedModel.join(file, model, this::opened, features, OnnxWriter.write(head), metadata);
  }

  /** Whether a node Softmax or Sigmoid makes the first of the wanted results. */
  public boolean givesProbabilities() {
    return OnnxReader.isOfProbabilities(file, model, layers.get(0));
  }

  /** The layers as kernels; where {@link #isStack}. */
  @Override
  public KernelStack stack() {
    return network().asStack(range).orElseThrow();
  }

  /**
   * What changes results: the files, and what runs them.
   *
   * @param option that names the file
   */
  public Map<String, String> identity(String option) {
    Map<String, String> identity = new TreeMap<>();
    identity.put(option, hash());
    if (parsed().runtime != null) {
      identity.put("ONNX Runtime", RuntimeLibrary.version());
    }
    return identity;
  }

  @Override
  public String hash() {
    MessageDigest digest = Sha256.digest();
    digest.update(model);
    new TreeMap<>(external).values().forEach(digest::update);
    return Sha256.hex(digest);
  }
}
