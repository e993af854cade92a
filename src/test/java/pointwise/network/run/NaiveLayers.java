package pointwise.network.run;

import pointwise.network.layer.Shape;

/** The oracle: layers as loops in double over every index, written from ONNX's definitions. */
final class NaiveLayers {
  private NaiveLayers() {}

  /** A map in HWC order. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Map(int height, int width, int channels, double[] data) {
    double at(int y, int x, int c) {
      return data[(y * width + x) * channels + c];
    }

    boolean holds(int y, int x) {
      return y >= 0 && y < height && x >= 0 && x < width;
    }
  }

  static Map of(Shape shape, float[] samples) {
    double[] data = new double[samples.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = samples[i];
    }
    return new Map(shape.height(), shape.width(), shape.channels(), data);
  }

  /** Explicit padding (top, left, bottom, right); the linear part and the bias, then ReLU. */
  static Map convolution(
      Map in,
      float[] oihw,
      float[] bias,
      int groups,
      int[] kernel,
      int[] stride,
      int[] dilation,
      int[] pads) {
    int H = (in.height + pads[0] + pads[2] - (kernel[0] - 1) * dilation[0] - 1) / stride[0] + 1;
    int W = (in.width + pads[1] + pads[3] - (kernel[1] - 1) * dilation[1] - 1) / stride[1] + 1;
    int N = bias.length;
    int perGroup = in.channels / groups;
    double[] out = new double[H * W * N];
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        for (int k = 0; k < N; k++) {
          double sum = bias[k];
          int group = k / (N / groups);
          for (int c = 0; c < perGroup; c++) {
            for (int i = 0; i < kernel[0]; i++) {
              for (int j = 0; j < kernel[1]; j++) {
                int iy = y * stride[0] - pads[0] + i * dilation[0];
                int ix = x * stride[1] - pads[1] + j * dilation[1];
                if (in.holds(iy, ix)) {
                  sum +=
                      oihw[((k * perGroup + c) * kernel[0] + i) * kernel[1] + j]
                          * in.at(iy, ix, group * perGroup + c);
                }
              }
            }
          }
          out[(y * W + x) * N + k] = Math.max(0, sum);
        }
      }
    }
    return new Map(H, W, N, out);
  }

  static Map pool(
      Map in, boolean max, boolean countPadding, int[] kernel, int[] stride, int[] pads) {
    int H = (in.height + pads[0] + pads[2] - kernel[0]) / stride[0] + 1;
    int W = (in.width + pads[1] + pads[3] - kernel[1]) / stride[1] + 1;
    double[] out = new double[H * W * in.channels];
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        for (int c = 0; c < in.channels; c++) {
          double largest = Double.NEGATIVE_INFINITY;
          double sum = 0;
          int count = 0;
          for (int i = 0; i < kernel[0]; i++) {
            for (int j = 0; j < kernel[1]; j++) {
              int iy = y * stride[0] - pads[0] + i;
              int ix = x * stride[1] - pads[1] + j;
              if (in.holds(iy, ix)) {
                largest = Math.max(largest, in.at(iy, ix, c));
                sum += in.at(iy, ix, c);
              }
              count += in.holds(iy, ix) || countPadding ? 1 : 0;
            }
          }
          out[(y * W + x) * in.channels + c] = max ? largest : sum / count;
        }
      }
    }
    return new Map(H, W, in.channels, out);
  }

  /** y(c) = x(c) / (bias + alpha / size * sum of squares)^beta. */
  static Map lrn(Map in, int size, double alpha, double beta, double bias) {
    double[] out = new double[in.data.length];
    for (int p = 0; p < in.height * in.width; p++) {
      for (int c = 0; c < in.channels; c++) {
        double sum = 0;
        int from = (int) (c - Math.floor((size - 1) / 2.0));
        int to = (int) (c + Math.ceil((size - 1) / 2.0));
        for (int j = Math.max(0, from); j <= Math.min(in.channels - 1, to); j++) {
          sum += in.data[p * in.channels + j] * in.data[p * in.channels + j];
        }
        out[p * in.channels + c] =
            in.data[p * in.channels + c] / Math.pow(bias + alpha / size * sum, beta);
      }
    }
    return new Map(in.height, in.width, in.channels, out);
  }
}
