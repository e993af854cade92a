package pointwise.blas;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.netlib.util.intW;
import pointwise.text.Text;

/**
 * Eigenvectors in double precision: by the LAPACK of the OpenBLAS in the jar, or netlib's Java
 * translation of it. Safe for concurrent use.
 */
public final class Lapack {
  // As for BLAS: what is missing is thrown with its cause instead. Held, since loggers are weak.
  private static final Logger NETLIB =
      Logger.getLogger("dev.ludovic.netlib.lapack.InstanceBuilder");

  static {
    NETLIB.setLevel(Level.SEVERE);
  }

  private final LAPACK lapack;

  private Lapack(LAPACK lapack) {
    this.lapack = lapack;
  }

  /**
   * That of OpenBLAS, on one thread.
   *
   * @throws IllegalStateException with the remedy, where it cannot be loaded
   */
  public static Lapack nativeLapack() {
    return new Lapack(OpenBlas.loadLapack());
  }

  /** netlib's Java translation, which runs everywhere. */
  public static Lapack javaLapack() {
    return new Lapack(JavaLAPACK.getInstance());
  }

  /**
   * What {@link #eigen} finds.
   *
   * @param values n, ascending
   * @param vectors n x n, row-major: row i is the vector of value i, of length 1
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Eigen(double[] values, double[] vectors) {}

  /**
   * Eigenvalues and eigenvectors of a symmetric matrix, by divide and conquer (DSYEVD).
   *
   * @param matrix n x n, row-major; not changed
   * @throws IllegalStateException if the numbers are not finite, or LAPACK does not converge
   */
  public Eigen eigen(double[] matrix, int n) {
    for (double number : matrix) {
      if (!Double.isFinite(number)) {
        throw new IllegalStateException(
            "Cannot find eigenvectors: a number of the matrix is not finite, found " + number);
      }
    }
    double[] vectors = matrix.clone();
    double[] values = new double[n];
    double[] work = new double[1 + 6 * n + 2 * n * n];
    int[] integers = new int[3 + 5 * n];
    intW info = new intW(0);
    // Column-major as LAPACK reads it, a symmetric matrix is itself and its columns are our rows.
    lapack.dsyevd(
        "V", "L", n, vectors, n, values, work, work.length, integers, integers.length, info);
    if (info.val != 0) {
      throw new IllegalStateException(
          Text.of(
              "Cannot find eigenvectors of %d x %d: DSYEVD did not converge, found info %d, expected 0",
              n, n, info.val));
    }
    return new Eigen(values, vectors);
  }
}
