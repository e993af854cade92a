package pointwise.blas;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Single-precision matrix products on heap arrays: OpenBLAS, carried in the jar, or netlib's Java
 * implementation. Safe for concurrent use; a native call runs on the calling thread alone.
 */
public final class Blas {
  // netlib warns of every implementation it cannot load; what Pointwise needs and cannot have is
  // thrown with its cause instead. Held, since java.util.logging keeps its loggers weakly.
  private static final Logger NETLIB = Logger.getLogger("dev.ludovic.netlib.blas.InstanceBuilder");

  static {
    NETLIB.setLevel(Level.SEVERE);
  }

  private final BLAS blas;
  private final String description;

  private Blas(BLAS blas, String description) {
    this.blas = blas;
    this.description = description;
  }

  /** The implementations that {@code --blas} chooses from. */
  public enum Kind {
    NATIVE,
    JAVA;

    /**
     * The implementation.
     *
     * @throws IllegalStateException with the remedy, if it is native and cannot be loaded
     */
    public Blas load() {
      return switch (this) {
        case NATIVE -> nativeBlas();
        case JAVA -> javaBlas();
      };
    }

    /**
     * The LAPACK that goes with it.
     *
     * @throws IllegalStateException with the remedy, if it is native and cannot be loaded
     */
    public Lapack loadLapack() {
      return switch (this) {
        case NATIVE -> Lapack.nativeLapack();
        case JAVA -> Lapack.javaLapack();
      };
    }
  }

  /**
   * OpenBLAS from the jar, one thread per call.
   *
   * @throws IllegalStateException with the remedy, where it cannot be loaded
   */
  public static Blas nativeBlas() {
    return new Blas(OpenBlas.load(), OpenBlas.describe());
  }

  /** netlib's Java implementation, which runs everywhere. */
  public static Blas javaBlas() {
    BLAS java = JavaBLAS.getInstance();
    return new Blas(java, "netlib " + java.getClass().getSimpleName());
  }

  /**
   * C = A * B, column-major, no transposes.
   *
   * <p>Read row by row, the same call is C'(n x m) = B'(n x k) · A'(k x m): row-major operands are
   * given in the opposite order.
   *
   * @param a m x k, leading dimension {@code lda}
   * @param b k x n, leading dimension {@code ldb}
   * @param c m x n, leading dimension {@code ldc}; what it held before is not read
   */
  public void sgemm(
      int m,
      int n,
      int k,
      float[] a,
      int offsetA,
      int lda,
      float[] b,
      int offsetB,
      int ldb,
      float[] c,
      int offsetC,
      int ldc) {
    blas.sgemm("N", "N", m, n, k, 1f, a, offsetA, lda, b, offsetB, ldb, 0f, c, offsetC, ldc);
  }

  /**
   * C = A * Bᵀ + beta * C, column-major.
   *
   * <p>Read row by row, the same call is C'(n x m) = B'ᵀ(n x k) · A'(k x m), where B' is k x n:
   * sums over k samples of products of two kinds of columns.
   *
   * @param a m x k, leading dimension {@code lda}
   * @param b n x k, leading dimension {@code ldb}
   * @param beta 0 where what C held before is not to be read
   * @param c m x n, leading dimension {@code ldc}
   */
  public void sgemmTransposedB(
      int m,
      int n,
      int k,
      float[] a,
      int offsetA,
      int lda,
      float[] b,
      int offsetB,
      int ldb,
      float beta,
      float[] c,
      int offsetC,
      int ldc) {
    blas.sgemm("N", "T", m, n, k, 1f, a, offsetA, lda, b, offsetB, ldb, beta, c, offsetC, ldc);
  }

  /**
   * C = Aᵀ * B, column-major.
   *
   * <p>Read row by row, the same call is C'(n x m) = B'(n x k) · A'ᵀ(k x m), where A' is m x k.
   *
   * @param a k x m, leading dimension {@code lda}
   * @param b k x n, leading dimension {@code ldb}
   * @param c m x n, leading dimension {@code ldc}; what it held before is not read
   */
  public void sgemmTransposedA(
      int m,
      int n,
      int k,
      float[] a,
      int offsetA,
      int lda,
      float[] b,
      int offsetB,
      int ldb,
      float[] c,
      int offsetC,
      int ldc) {
    blas.sgemm("T", "N", m, n, k, 1f, a, offsetA, lda, b, offsetB, ldb, 0f, c, offsetC, ldc);
  }

  /**
   * C = A * Aᵀ, column-major, of which only the lower triangle is written.
   *
   * <p>Read row by row, the same call is C(n x n) = A'ᵀ(n x k) · A'(k x n), its upper triangle:
   * sums of products of the columns of k samples.
   *
   * @param a n x k, leading dimension {@code lda}
   * @param c n x n, leading dimension {@code ldc}; what its lower triangle held is not read
   */
  public void ssyrk(
      int n, int k, float[] a, int offsetA, int lda, float[] c, int offsetC, int ldc) {
    blas.ssyrk("L", "N", n, k, 1f, a, offsetA, lda, 0f, c, offsetC, ldc);
  }

  /** Library, version, core type and file, for reports. */
  public String describe() {
    return description;
  }
}
