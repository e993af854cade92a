package pointwise.similar;

import java.io.Serializable;
import pointwise.blas.Blas;

/**
 * Vectors of length 1 and the images they are of, as many as a product takes. The product of two
 * blocks, in float, finds what may be similar; how similar it is, is computed in double of the two
 * vectors alone. So a result has the same bits whatever shares a block, on every BLAS.
 */
final class Block implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Vectors of a block: 1024 x 1024 products are 4 MiB. */
  private static final int MOST = 1024;

  private static final int MOST_BYTES = 4 << 20;

  /** D. */
  private final int length;

  private final String[] origins;

  /** n x D, row-major. */
  private final float[] vectors;

  /**
   * @param length D
   * @param origins n images
   * @param vectors n x D, row-major, each of length 1 but for rounding; owned by the block
   */
  Block(int length, String[] origins, float[] vectors) {
    this.length = length;
    this.origins = origins;
    this.vectors = vectors;
  }

  /** How many vectors of that length a block has at most. */
  static int most(int length) {
    return Math.max(1, Math.min(MOST, MOST_BYTES / Float.BYTES / length));
  }

  int size() {
    return origins.length;
  }

  String origin(int i) {
    return origins[i];
  }

  /** Room for the products of any two blocks. */
  float[] room() {
    int most = most(length);
    return new float[most * most];
  }

  /**
   * S(m x n) = A(m x D) · B'(n x D), row-major: the products of the vectors of this block and
   * another.
   */
  void multiply(Blas blas, Block other, float[] products) {
    blas.sgemmTransposedA(
        other.size(),
        size(),
        length,
        other.vectors,
        0,
        length,
        vectors,
        0,
        length,
        products,
        0,
        other.size());
  }

  /**
   * By how much a product can differ from the similarity: D roundings of sums of terms whose sizes
   * add up to 1 at most, by Cauchy and Schwarz, in any order, and a few of the vectors.
   */
  float slack() {
    return (length + 8) * Math.ulp(1f);
  }

  /**
   * The match of two vectors: the cosine of the angle between them, rounded to float; the same both
   * ways round.
   */
  Match match(int i, Block other, int j) {
    double product = 0;
    double square = 0;
    double otherSquare = 0;
    for (int d = 0; d < length; d++) {
      double a = vectors[i * length + d];
      double b = other.vectors[j * length + d];
      product += a * b;
      square += a * a;
      otherSquare += b * b;
    }
    double cosine = product / Math.sqrt(square * otherSquare);
    return new Match(origins[i], other.origins[j], (float) Math.max(-1, Math.min(1, cosine)));
  }
}
