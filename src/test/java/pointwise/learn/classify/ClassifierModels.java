package pointwise.learn.classify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import pointwise.kernel.Activation;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Pool;
import pointwise.network.layer.WindowAxis;
import pointwise.network.onnx.OnnxWriter;

/** Classifiers put together by hand, as files. */
public final class ClassifierModels {
  private static final Activation RELU = new Activation.Relu();
  private static final Activation SOFTMAX = new Activation.Softmax();

  private ClassifierModels() {}

  /** Random 1x1 layers D -> 7 -> K, the last with softmax over the channels. */
  public static Network pixels(int D, int K, long seed) {
    Random random = new Random(seed);
    return network(
        D, List.of(random(D, 7, 0.5f, RELU, random), random(7, K, 0.5f, SOFTMAX, random)));
  }

  /** Random 1x1 layers D -> 6 -> 5, a global pool, and a dense layer of K with softmax. */
  public static Network images(int D, int K, Pool.Kind pool, long seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("c1", random(D, 6, 1, RELU, random), List.of(Node.IMAGE)));
    nodes.add(new Node("c2", random(6, 5, 1, RELU, random), List.of(0)));
    nodes.add(new Node("pool", new GlobalPool(pool), List.of(1)));
    nodes.add(new Node("probabilities", random(5, K, 1, SOFTMAX, random), List.of(2)));
    return new Network("classifier", new Network.Input(D, 0, 0), nodes, List.of(3));
  }

  /** The class of a pixel is its brightest channel: softmax(gain * x). */
  public static Network brightest(int D, float gain) {
    return network(D, List.of(diagonal(D, gain)));
  }

  /** The class of an image is the channel that is brightest in the mean. */
  public static Network brightestMean(int D, float gain) {
    return new Network(
        "brightest",
        new Network.Input(D, 0, 0),
        List.of(
            new Node("pool", new GlobalPool(Pool.Kind.AVERAGE), List.of(Node.IMAGE)),
            new Node("probabilities", diagonal(D, gain), List.of(0))),
        List.of(1));
  }

  /**
   * Two classes by max(0, -s) of the sum s of a pixel's samples, or of its mean over the image: one
   * that is infinite is 0.
   */
  public static Network ofDark(int D, LabelUnit unit) {
    float[] minus = new float[D];
    Arrays.fill(minus, -1);
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node("c0", point(D, minus, RELU), List.of(Node.IMAGE)));
    if (unit == LabelUnit.IMAGE) {
      nodes.add(new Node("pool", new GlobalPool(Pool.Kind.AVERAGE), List.of(0)));
    }
    Convolution last = point(1, new float[] {1, -1}, SOFTMAX);
    nodes.add(new Node("probabilities", last, List.of(nodes.size() - 1)));
    return new Network("dark", new Network.Input(D, 0, 0), nodes, List.of(nodes.size() - 1));
  }

  private static Convolution point(int D, float[] weights, Activation activation) {
    float[] bias = new float[weights.length / D];
    return new Convolution(WindowAxis.POINT, WindowAxis.POINT, D, 1, weights, bias, activation);
  }

  /** A model file with metadata. */
  public static Path write(
      Path file, Network network, LabelUnit unit, SampleRange range, String... classes) {
    try {
      return Files.write(
          file,
          OnnxWriter.write(network, new ClassifierInfo(unit, List.of(classes), range).metadata()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Network network(int D, List<Convolution> layers) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      nodes.add(new Node("c" + i, layers.get(i), List.of(i - 1)));
    }
    return new Network("classifier", new Network.Input(D, 0, 0), nodes, List.of(layers.size() - 1));
  }

  private static Convolution diagonal(int D, float gain) {
    float[] weights = new float[D * D];
    for (int k = 0; k < D; k++) {
      weights[k * D + k] = gain;
    }
    return new Convolution(
        WindowAxis.POINT, WindowAxis.POINT, D, 1, weights, new float[D], SOFTMAX);
  }

  private static Convolution random(
      int D, int N, float size, Activation activation, Random random) {
    float[] weights = new float[D * N];
    float[] bias = new float[N];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = size * (float) random.nextGaussian();
    }
    for (int k = 0; k < N; k++) {
      bias[k] = 0.1f * (float) random.nextGaussian();
    }
    return new Convolution(WindowAxis.POINT, WindowAxis.POINT, D, 1, weights, bias, activation);
  }
}
