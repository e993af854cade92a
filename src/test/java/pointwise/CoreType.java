package pointwise;

import pointwise.blas.Blas;

/** Whether native BLAS gives a pixel the same bits wherever it lies in a tile. */
public final class CoreType {
  private CoreType() {}

  /**
   * True on the AVX-512 core types of OpenBLAS, whose kernels do; elsewhere a law of equal bits
   * holds within the tolerance. Prints which of the two is checked.
   */
  public static boolean bitForBit(String law) {
    String blas = Blas.nativeBlas().describe();
    boolean exact = blas.matches(".*core type (SKYLAKEX|COOPERLAKE|SAPPHIRERAPIDS),.*");
    System.out.printf("%s: %s, %s%n", law, exact ? "bit for bit" : "within the tolerance", blas);
    return exact;
  }
}
