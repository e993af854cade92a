package pointwise.bench;

import java.util.Random;
import pointwise.blas.Blas;

/** The matrix products of a pass, and nothing else, on one core. */
final class BarePasses implements TrainWay.Passes {
  private static final int TILE = 128;
  private static final int D = PcaCube.CHANNELS;
  private static final int H = TrainWay.HIDDEN;
  private static final int K = TrainWay.CLASSES;

  private final Blas blas = Blas.nativeBlas();
  private final float[] x = random(PcaCube.SIDE * PcaCube.SIDE * D);
  private final float[] v = random(D * H);
  private final float[] u = random(H * K);
  private final float[] hidden = random(TILE * H);
  private final float[] results = random(TILE * K);
  private final float[] products = new float[D * H];

  private static float[] random(int length) {
    Random random = new Random(length);
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = random.nextFloat();
    }
    return numbers;
  }

  @Override
  public double secondsPerPass(int files) {
    long start = System.nanoTime();
    int pixels = PcaCube.SIDE * PcaCube.SIDE;
    for (int file = 0; file < files; file++) {
      for (int first = 0; first < pixels; first += TILE) {
        tile(first * D, Math.min(TILE, pixels - first));
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void tile(int at, int n) {
    // Z(n x H) = X(n x D) · V(D x H), O(n x K) = Z · U(H x K)
    blas.sgemm(H, n, D, v, 0, H, x, at, D, hidden, 0, H);
    blas.sgemm(K, n, H, u, 0, K, hidden, 0, H, results, 0, K);
    // dU(H x K) = Zᵀ · dO, dZ(n x H) = dO · Uᵀ, dV(D x H) = Xᵀ · dZ
    blas.sgemmTransposedB(K, H, n, results, 0, K, hidden, 0, H, 0f, products, 0, K);
    blas.sgemmTransposedA(H, n, K, u, 0, K, results, 0, K, hidden, 0, H);
    blas.sgemmTransposedB(H, D, n, hidden, 0, H, x, at, D, 0f, products, 0, H);
  }
}
