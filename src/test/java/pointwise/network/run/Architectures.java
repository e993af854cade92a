package pointwise.network.run;

import static pointwise.network.run.NetworkBuilder.IMAGE;
import static pointwise.network.run.NetworkBuilder.RELU;
import static pointwise.network.run.NetworkBuilder.RELU6;

import pointwise.network.graph.Network;
import pointwise.network.layer.Lrn;
import pointwise.network.layer.Pool;
import pointwise.network.layer.WindowAxis;
import pointwise.text.Text;

/**
 * Whole architectures for photos of any size, with random weights. Outputs: the last map, and the
 * classes.
 */
public enum Architectures {
  /**
   * Version 1.1.
   *
   * @see <a href="https://arxiv.org/abs/1602.07360">Iandola et al., SqueezeNet</a>
   */
  SQUEEZENET {
    @Override
    public Network network() {
      NetworkBuilder net = new NetworkBuilder("squeezenet", 3, 11);
      int map = net.conv("conv1", IMAGE, 64, 3, 2, 0);
      map = net.pool("pool1", map, Pool.Kind.MAX);
      map = Modules.fire(net, "fire2", map, 16, 64);
      map = Modules.fire(net, "fire3", map, 16, 64);
      map = net.pool("pool3", map, Pool.Kind.MAX);
      map = Modules.fire(net, "fire4", map, 32, 128);
      map = Modules.fire(net, "fire5", map, 32, 128);
      map = net.pool("pool5", map, Pool.Kind.MAX);
      map = Modules.fire(net, "fire6", map, 48, 192);
      map = Modules.fire(net, "fire7", map, 48, 192);
      map = Modules.fire(net, "fire8", map, 64, 256);
      map = Modules.fire(net, "fire9", map, 64, 256);
      map = net.conv("conv10", map, 1000, 1, 1, 0);
      return net.build(map, net.softmax("classes", net.mean("pool10", map)));
    }
  },

  /**
   * As it was published, with local response normalisation, without the heads of training.
   *
   * @see <a href="https://arxiv.org/abs/1409.4842">Szegedy et al., Going deeper with
   *     convolutions</a>, table 1
   */
  GOOGLENET {
    @Override
    public Network network() {
      NetworkBuilder net = new NetworkBuilder("googlenet", 3, 12);
      int map = net.conv("conv1", IMAGE, 64, 7, 2, 3);
      map = net.pool("pool1", map, Pool.Kind.MAX);
      map = net.add("norm1", new Lrn(5, 1e-4f, 0.75f, 1), 64, map);
      map = net.conv("conv2_reduce", map, 64, 1, 1, 0);
      map = net.conv("conv2", map, 192, 3, 1, 1);
      map = net.add("norm2", new Lrn(5, 1e-4f, 0.75f, 1), 192, map);
      map = net.pool("pool2", map, Pool.Kind.MAX);
      map = Modules.inception(net, "inception_3a", map, 64, 96, 128, 16, 32, 32);
      map = Modules.inception(net, "inception_3b", map, 128, 128, 192, 32, 96, 64);
      map = net.pool("pool3", map, Pool.Kind.MAX);
      map = Modules.inception(net, "inception_4a", map, 192, 96, 208, 16, 48, 64);
      map = Modules.inception(net, "inception_4b", map, 160, 112, 224, 24, 64, 64);
      map = Modules.inception(net, "inception_4c", map, 128, 128, 256, 24, 64, 64);
      map = Modules.inception(net, "inception_4d", map, 112, 144, 288, 32, 64, 64);
      map = Modules.inception(net, "inception_4e", map, 256, 160, 320, 32, 128, 128);
      map = net.pool("pool4", map, Pool.Kind.MAX);
      map = Modules.inception(net, "inception_5a", map, 256, 160, 320, 32, 128, 128);
      map = Modules.inception(net, "inception_5b", map, 384, 192, 384, 48, 128, 128);
      return classified(net, map);
    }
  },

  /**
   * The stride of a stage in its first 3x3.
   *
   * @see <a href="https://arxiv.org/abs/1512.03385">He et al., Deep residual learning</a>, table 1
   */
  RESNET_50 {
    @Override
    public Network network() {
      NetworkBuilder net = new NetworkBuilder("resnet50", 3, 13);
      int map = net.convNorm("conv1", IMAGE, 64, 7, 2, 1, RELU);
      WindowAxis axis = WindowAxis.of(3, 2, 1);
      map = net.add("pool1", new Pool(Pool.Kind.MAX, axis, axis, false), 64, map);
      int[] blocks = {3, 4, 6, 3};
      for (int stage = 0; stage < blocks.length; stage++) {
        int narrow = 64 << stage;
        for (int i = 0; i < blocks[stage]; i++) {
          String name = Text.of("conv%d_%d", stage + 2, i + 1);
          int stride = i == 0 && stage > 0 ? 2 : 1;
          map = Modules.bottleneck(net, name, map, narrow, 4 * narrow, stride);
        }
      }
      return classified(net, map);
    }
  },

  /**
   * Width 1.
   *
   * @see <a href="https://arxiv.org/abs/1704.04861">Howard et al., MobileNets</a>, table 1
   */
  MOBILENET_V1 {
    @Override
    public Network network() {
      NetworkBuilder net = new NetworkBuilder("mobilenet_v1", 3, 14);
      int map = net.convNorm("conv0", IMAGE, 32, 3, 2, 1, RELU6);
      int[] kernels = {64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024};
      int[] strides = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
      for (int i = 0; i < kernels.length; i++) {
        map = Modules.separable(net, "conv" + (i + 1), map, kernels[i], strides[i]);
      }
      return classified(net, map);
    }
  },

  /**
   * Width 1.
   *
   * @see <a href="https://arxiv.org/abs/1801.04381">Sandler et al., MobileNetV2</a>, table 2
   */
  MOBILENET_V2 {
    @Override
    public Network network() {
      NetworkBuilder net = new NetworkBuilder("mobilenet_v2", 3, 15);
      int map = net.convNorm("conv1", IMAGE, 32, 3, 2, 1, RELU6);
      int[][] rows = { // factor, kernels, blocks, stride of the first
        {1, 16, 1, 1},
        {6, 24, 2, 2},
        {6, 32, 3, 2},
        {6, 64, 4, 2},
        {6, 96, 3, 1},
        {6, 160, 3, 2},
        {6, 320, 1, 1}
      };
      int block = 0;
      for (int[] row : rows) {
        for (int i = 0; i < row[2]; i++) {
          String name = "block" + ++block;
          map = Modules.invertedResidual(net, name, map, row[0], row[1], i == 0 ? row[3] : 1);
        }
      }
      return classified(net, net.convNorm("conv_last", map, 1280, 1, 1, 1, RELU6));
    }
  },

  /**
   * The one for CIFAR-10, as its authors published it for Caffe.
   *
   * @see <a href="https://arxiv.org/abs/1312.4400">Lin et al., Network in Network</a>
   */
  NETWORK_IN_NETWORK {
    @Override
    public Network network() {
      NetworkBuilder net = new NetworkBuilder("network_in_network", 3, 16);
      int map = net.conv("conv1", IMAGE, 192, 5, 1, 2);
      map = net.conv("cccp2", net.conv("cccp1", map, 160, 1, 1, 0), 96, 1, 1, 0);
      map = net.pool("pool1", map, Pool.Kind.MAX);
      map = net.conv("conv2", map, 192, 5, 1, 2);
      map = net.conv("cccp4", net.conv("cccp3", map, 192, 1, 1, 0), 192, 1, 1, 0);
      map = net.pool("pool2", map, Pool.Kind.AVERAGE);
      map = net.conv("conv3", map, 192, 3, 1, 1);
      map = net.conv("cccp6", net.conv("cccp5", map, 192, 1, 1, 0), 10, 1, 1, 0);
      return net.build(map, net.softmax("classes", net.mean("pool3", map)));
    }
  };

  /** The network, new each time. */
  public abstract Network network();

  private static Network classified(NetworkBuilder net, int map) {
    int classes = net.conv("logits", net.mean("mean", map), 1000, 1, 1, 0, NetworkBuilder.NONE);
    return net.build(map, classes);
  }
}
