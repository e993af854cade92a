package pointwise.network.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import pointwise.blas.Blas;
import pointwise.kernel.Gemm;

/**
 * What multiplies, and the kernels of convolutions laid out for it, once for all threads that run a
 * network. Safe for concurrent use.
 */
public final class PackedWeights {
  private final Blas blas;
  private final Map<Convolution, List<Gemm>> gemms = new ConcurrentHashMap<>();

  public PackedWeights(Blas blas) {
    this.blas = blas;
  }

  /** A product for each group: V has the kernels as columns, its rows in the order (i, j, c). */
  List<Gemm> gemms(Convolution layer) {
    return gemms.computeIfAbsent(layer, this::layOut);
  }

  private List<Gemm> layOut(Convolution layer) {
    List<Gemm> groups = new ArrayList<>();
    for (int g = 0; g < layer.groups(); g++) {
      groups.add(layOut(layer, g));
    }
    return List.copyOf(groups);
  }

  private Gemm layOut(Convolution layer, int group) {
    int N = layer.kernels() / layer.groups();
    int C = layer.inputs() / layer.groups();
    int kernelHeight = layer.y().kernel();
    int kernelWidth = layer.x().kernel();
    float[] v = new float[kernelHeight * kernelWidth * C * N];
    for (int k = 0; k < N; k++) {
      for (int c = 0; c < C; c++) {
        for (int i = 0; i < kernelHeight; i++) {
          for (int j = 0; j < kernelWidth; j++) {
            v[((i * kernelWidth + j) * C + c) * N + k] = layer.weight(group * N + k, c, i, j);
          }
        }
      }
    }
    float[] bias = Arrays.copyOfRange(layer.bias(), group * N, (group + 1) * N);
    return new Gemm(kernelHeight * kernelWidth * C, N, v, bias, layer.activation(), blas);
  }
}
