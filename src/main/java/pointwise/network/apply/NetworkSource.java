package pointwise.network.apply;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import pointwise.blas.Blas;
import pointwise.kernel.KernelStack;
import pointwise.kernel.Kernels;
import pointwise.kernel.SampleRange;
import pointwise.network.graph.Folding;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.OnnxReader;
import pointwise.text.Sha256;

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
  private transient volatile Network network;
  private transient Map<Blas.Kind, PackedWeights> engines;

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
   * @throws IllegalArgumentException in one line, if it is no network that is supported, or has no
   *     such layers
   */
  public NetworkSource(
      String file,
      byte[] model,
      ExternalData beside,
      List<String> layers,
      SampleRange range,
      Normalisation normalisation) {
    this.file = file;
    this.model = model.clone();
    this.range = range;
    this.mean = new ArrayList<>(normalisation.mean);
    this.std = new ArrayList<>(normalisation.std);
    Network read =
        OnnxReader.read(
            file,
            this.model,
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
    this.layers =
        new ArrayList<>(
            (layers.isEmpty()
                    ? read.outputs().stream().map(place -> read.nodes().get(place).name())
                    : layers.stream())
                .distinct()
                .toList());
    this.network = prepared(read);
  }

  private Network prepared(Network read) {
    Network whole = read;
    if (!mean.isEmpty()) {
      whole = read.normalised(mean, std);
    }
    return Folding.of(whole, layers.stream().map(whole::place).toList());
  }

  /** The names of the layers that are wanted. */
  public List<String> layers() {
    return List.copyOf(layers);
  }

  /** The network, normalisation and layers folded into each other; its outputs are the layers. */
  public Network network() {
    Network parsed = network;
    if (parsed == null) {
      synchronized (this) {
        if (network == null) {
          network = prepared(OnnxReader.read(file, model, this::opened));
        }
        parsed = network;
      }
    }
    return parsed;
  }

  private InputStream opened(String path) throws IOException {
    byte[] bytes = external.get(path);
    if (bytes == null) {
      throw new FileNotFoundException(path);
    }
    return new ByteArrayInputStream(bytes);
  }

  /** What multiplies in this JVM, with the kernels laid out once for all tasks. */
  synchronized PackedWeights engine(Blas.Kind blas) {
    if (engines == null) {
      engines = new EnumMap<>(Blas.Kind.class);
    }
    return engines.computeIfAbsent(blas, kind -> new PackedWeights(kind.load()));
  }

  /** Whether all layers are 1x1, and the one wanted is the last. */
  public boolean isStack() {
    return network().asStack(range).isPresent();
  }

  /** The layers as kernels; where {@link #isStack}. */
  @Override
  public KernelStack stack() {
    return network().asStack(range).orElseThrow();
  }

  @Override
  public String hash() {
    MessageDigest digest = Sha256.digest();
    digest.update(model);
    new TreeMap<>(external).values().forEach(digest::update);
    return Sha256.hex(digest);
  }
}
