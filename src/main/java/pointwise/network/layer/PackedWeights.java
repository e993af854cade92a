package pointwise.network.layer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import pointwise.blas.Blas;
import pointwise.kernel.Gemm;

/**
 * What multiplies, and the kernels of layers laid out for it, once for all threads that run a
 * network. Safe for concurrent use.
 */
public final class PackedWeights {
  private final Blas blas;
  private final Map<Object, List<Gemm>> products = new ConcurrentHashMap<>();

  public PackedWeights(Blas blas) {
    this.blas = blas;
  }

  /** The products of a layer, laid out where that has not been done. */
  List<Gemm> of(Object layer, Function<Blas, List<Gemm>> layOut) {
    return products.computeIfAbsent(layer, absent -> layOut.apply(blas));
  }
}
