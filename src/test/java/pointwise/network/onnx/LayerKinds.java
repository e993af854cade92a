package pointwise.network.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import pointwise.kernel.Activation;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Concat;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Elementwise;
import pointwise.network.layer.Flatten;
import pointwise.network.layer.GlobalPool;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Lrn;
import pointwise.network.layer.Pool;
import pointwise.network.layer.ScaleShift;
import pointwise.network.layer.Shape;
import pointwise.network.layer.WindowAxis;
import pointwise.network.layer.ZeroPad;

/** Small networks around one kind of layer, of random sizes, with He-initialised weights. */
final class LayerKinds {
  enum Kind {
    CONVOLUTION,
    GROUPED,
    DEPTHWISE,
    MAX_POOL,
    AVERAGE_POOL,
    GLOBAL_POOL,
    AFFINE,
    LRN,
    ACTIVATE,
    COMBINE,
    GATE,
    CONCAT,
    FLATTEN,
    ZERO_PAD,
    RESIDUAL
  }

  private final Random random;
  private final Shape image;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();

  private LayerKinds(Shape image, Random random) {
    this.image = image;
    this.random = random;
  }

  static Network of(Kind kind, Shape image, Random random) {
    LayerKinds made = new LayerKinds(image, random);
    made.build(kind);
    boolean fixed = random.nextBoolean();
    Network.Input input =
        new Network.Input(image.channels(), fixed ? image.height() : 0, fixed ? image.width() : 0);
    return new Network(kind.name(), input, made.nodes, List.of(made.nodes.size() - 1));
  }

  private void build(Kind kind) {
    int C = image.channels();
    switch (kind) {
      case CONVOLUTION -> add(convolution(image, 1, 1 + random.nextInt(9)), Node.IMAGE);
      case GROUPED -> {
        int first = add(convolution(image, 1, 6), Node.IMAGE);
        add(convolution(shapes.get(first), random.nextBoolean() ? 2 : 3, 12), first);
      }
      case DEPTHWISE -> add(convolution(image, C, C), Node.IMAGE);
      case MAX_POOL, AVERAGE_POOL -> add(pool(kind), Node.IMAGE);
      case GLOBAL_POOL -> add(new GlobalPool(kind(random.nextBoolean())), Node.IMAGE);
      case AFFINE -> add(new ScaleShift(numbers(C, 1), numbers(C, 1), activation()), Node.IMAGE);
      case LRN ->
          add(
              new Lrn(
                  1 + 2 * random.nextInt(3), // ONNX Runtime takes odd sizes only
                  0.1f,
                  random.nextBoolean() ? 0.75f : 0.5f,
                  1 + random.nextFloat()),
              Node.IMAGE);
      case ACTIVATE -> add(new ActivationLayer(activation()), Node.IMAGE);
      case COMBINE -> {
        int a = add(convolution(image, 1, 5), Node.IMAGE);
        int b = add(new ActivationLayer(new Activation.Sigmoid()), a); // no division by 0
        add(new Elementwise(operator(), activation()), a, b);
      }
      case GATE -> {
        int pooled = add(new GlobalPool(Pool.Kind.AVERAGE), Node.IMAGE);
        int gate = add(new ActivationLayer(new Activation.Sigmoid()), pooled);
        add(new Elementwise(operator(), activation()), Node.IMAGE, gate);
      }
      case CONCAT -> {
        int a = add(new ActivationLayer(new Activation.Tanh()), Node.IMAGE);
        add(new Concat(), a, Node.IMAGE, a);
      }
      case FLATTEN -> {
        int flat = add(new Flatten(), Node.IMAGE);
        add(convolution(shapes.get(flat), 1, 3), flat);
      }
      case ZERO_PAD ->
          add(
              new ZeroPad(
                  random.nextInt(4),
                  random.nextInt(4),
                  random.nextInt(4),
                  random.nextInt(4),
                  random.nextInt(2)),
              Node.IMAGE);
      case RESIDUAL -> {
        int a = add(new ZeroPad(1, 1, 1, 1, 0), Node.IMAGE);
        int b = add(same(shapes.get(a), 4), a);
        int c = add(same(shapes.get(b), 4), b);
        int d = add(new Elementwise(Elementwise.Operator.ADD, new Activation.Relu()), c, b);
        int e = add(new Concat(), d, a);
        int f = add(new GlobalPool(Pool.Kind.AVERAGE), e);
        int g = add(convolution(shapes.get(f), 1, 10), f);
        add(new ActivationLayer(new Activation.Softmax()), g);
      }
    }
  }

  private int add(Layer layer, Integer... inputs) {
    List<Shape> from = new ArrayList<>();
    for (int input : inputs) {
      from.add(input == Node.IMAGE ? image : shapes.get(input));
    }
    shapes.add(layer.output(from));
    nodes.add(new Node("n" + nodes.size(), layer, List.of(inputs)));
    return nodes.size() - 1;
  }

  private Convolution convolution(Shape input, int groups, int kernels) {
    WindowAxis.Pad pad = pad();
    WindowAxis y = axis(input.height(), pad, false, 2);
    WindowAxis x = axis(input.width(), pad, false, 2);
    int D = input.channels();
    Activation activation = activation();
    if (groups > 1 && activation instanceof Activation.Softmax) {
      activation = new Activation.Tanh(); // softmax is over all channels, a group has a part
    }
    return convolution(y, x, D, groups, kernels, activation);
  }

  private Convolution same(Shape input, int kernels) {
    WindowAxis axis = new WindowAxis(3, 1, 1, 0, 0, WindowAxis.Pad.SAME_UPPER, false);
    return convolution(axis, axis, input.channels(), 1, kernels, new Activation.Relu());
  }

  private Convolution convolution(
      WindowAxis y, WindowAxis x, int D, int groups, int kernels, Activation activation) {
    int window = D / groups * y.kernel() * x.kernel();
    float[] weights = numbers(kernels * window, Math.sqrt(2.0 / window));
    return new Convolution(y, x, D, groups, weights, numbers(kernels, 0.1), activation);
  }

  private Pool pool(Kind kind) {
    WindowAxis.Pad pad = pad();
    boolean ceil = pad == WindowAxis.Pad.EXPLICIT && random.nextBoolean();
    int dilation = kind == Kind.MAX_POOL ? 2 : 1;
    WindowAxis y = axis(image.height(), pad, ceil, dilation);
    WindowAxis x = axis(image.width(), pad, ceil, dilation);
    boolean countPadding =
        kind == Kind.AVERAGE_POOL
            && random.nextBoolean()
            && !readsBeyond(y, image.height())
            && !readsBeyond(x, image.width());
    return new Pool(kind(kind == Kind.MAX_POOL), y, x, countPadding);
  }

  /**
   * Whether a last window of {@code ceil} passes the padding, where ONNX Runtime 1.20 counts what
   * is beyond as padding.
   */
  private static boolean readsBeyond(WindowAxis axis, int size) {
    long last = (axis.outputs(size) - 1L) * axis.stride() + axis.extent();
    return axis.ceil() && last > (long) size + axis.before() + axis.after();
  }

  private static Pool.Kind kind(boolean max) {
    return max ? Pool.Kind.MAX : Pool.Kind.AVERAGE;
  }

  private WindowAxis.Pad pad() {
    return any(WindowAxis.Pad.values());
  }

  private WindowAxis axis(int size, WindowAxis.Pad pad, boolean ceil, int dilations) {
    while (true) {
      int kernel = 1 + random.nextInt(5);
      boolean explicit = pad == WindowAxis.Pad.EXPLICIT;
      WindowAxis axis =
          new WindowAxis(
              kernel,
              1 + random.nextInt(3),
              explicit ? 1 + random.nextInt(dilations) : 1,
              explicit ? random.nextInt(kernel) : 0,
              explicit ? random.nextInt(kernel) : 0,
              pad,
              ceil);
      if (axis.extent() <= (long) size + axis.before() + axis.after()
          && axis.dilation() <= size // or a window may lie in the padding alone
          && !runtimeDiffers(axis, size)) {
        return axis;
      }
    }
  }

  /**
   * Where ONNX Runtime 1.20 differs: it keeps a last window that begins behind the image, which
   * ONNX drops, and its SAME padding goes below 0 where windows have gaps between them.
   */
  private static boolean runtimeDiffers(WindowAxis axis, int size) {
    boolean behind =
        axis.ceil()
            && axis.outputs(size)
                != ceilDiv(size + axis.before() + axis.after() - axis.extent(), axis.stride()) + 1;
    return behind || (axis.pad() != WindowAxis.Pad.EXPLICIT && axis.extent() < axis.stride());
  }

  private Activation activation() {
    return switch (random.nextInt(7)) {
      case 0 -> new Activation.Identity();
      case 1 -> new Activation.Relu();
      case 2 -> new Activation.LeakyRelu(0.2f);
      case 3 -> new Activation.Sigmoid();
      case 4 -> new Activation.Tanh();
      case 5 -> new Activation.Softmax();
      default -> new Activation.Clip(-0.5f, 0.75f);
    };
  }

  private Elementwise.Operator operator() {
    return any(Elementwise.Operator.values());
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static int ceilDiv(int a, int b) {
    return -Math.floorDiv(-a, b);
  }

  private float[] numbers(int count, double spread) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (spread * random.nextGaussian());
    }
    return numbers;
  }
}
