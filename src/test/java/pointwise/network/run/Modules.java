package pointwise.network.run;

import static pointwise.network.run.NetworkBuilder.NONE;
import static pointwise.network.run.NetworkBuilder.RELU;
import static pointwise.network.run.NetworkBuilder.RELU6;

/** The modules that architectures repeat. */
final class Modules {
  private Modules() {}

  /** SqueezeNet: to few channels, then 1x1 and 3x3 side by side. */
  static int fire(NetworkBuilder net, String name, int from, int squeeze, int expand) {
    int squeezed = net.conv(name + "/squeeze", from, squeeze, 1, 1, 0);
    return net.concat(
        name,
        net.conv(name + "/expand1x1", squeezed, expand, 1, 1, 0),
        net.conv(name + "/expand3x3", squeezed, expand, 3, 1, 1));
  }

  /** GoogLeNet: 1x1; 1x1 then 3x3; 1x1 then 5x5; pool then 1x1; side by side. */
  static int inception(
      NetworkBuilder net,
      String name,
      int from,
      int one,
      int reduce3,
      int three,
      int reduce5,
      int five,
      int pool) {
    return net.concat(
        name,
        net.conv(name + "/1x1", from, one, 1, 1, 0),
        net.conv(
            name + "/3x3", net.conv(name + "/3x3_reduce", from, reduce3, 1, 1, 0), three, 3, 1, 1),
        net.conv(
            name + "/5x5", net.conv(name + "/5x5_reduce", from, reduce5, 1, 1, 0), five, 5, 1, 2),
        net.conv(name + "/pool_proj", net.maxAround(name + "/pool", from), pool, 1, 1, 0));
  }

  /** ResNet: to a quarter of the channels, 3x3, back, and the input added to it. */
  static int bottleneck(
      NetworkBuilder net, String name, int from, int narrow, int wide, int stride) {
    int squeezed = net.convNorm(name + "/1", from, narrow, 1, 1, 1, RELU);
    int middle = net.convNorm(name + "/2", squeezed, narrow, 3, stride, 1, RELU);
    int restored = net.convNorm(name + "/3", middle, wide, 1, 1, 1, NONE);
    boolean same = net.channels(from) == wide && stride == 1;
    int beside = same ? from : net.convNorm(name + "/shortcut", from, wide, 1, stride, 1, NONE);
    return net.sum(name, restored, beside, RELU);
  }

  /** MobileNet v1: depthwise 3x3, then 1x1. */
  static int separable(NetworkBuilder net, String name, int from, int kernels, int stride) {
    int C = net.channels(from);
    int depthwise = net.convNorm(name + "/depthwise", from, C, 3, stride, C, RELU6);
    return net.convNorm(name, depthwise, kernels, 1, 1, 1, RELU6);
  }

  /** MobileNet v2: 1x1 to many channels, depthwise 3x3, 1x1 to few, the input added if it fits. */
  static int invertedResidual(
      NetworkBuilder net, String name, int from, int factor, int kernels, int stride) {
    int C = net.channels(from) * factor;
    int wide = factor == 1 ? from : net.convNorm(name + "/expand", from, C, 1, 1, 1, RELU6);
    int depthwise = net.convNorm(name + "/depthwise", wide, C, 3, stride, C, RELU6);
    int narrow = net.convNorm(name + "/project", depthwise, kernels, 1, 1, 1, NONE);
    return stride == 1 && net.channels(from) == kernels
        ? net.sum(name, narrow, from, NONE)
        : narrow;
  }
}
