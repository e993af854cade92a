package pointwise.bench;

import dev.ludovic.netlib.blas.NativeBLAS;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import pointwise.blas.Blas;
import pointwise.blas.Lapack;
import pointwise.learn.moments.PcaFits;

/** The ways to principal components that are compared. */
enum PcaWay {
  FILES("(g) fit-pca, from files"),
  CACHED("(g*) fit-pca's sums, cached blocks"),
  MLLIB_JAVA("(h) MLlib RowMatrix, Java BLAS, cached vectors"),
  MLLIB_NATIVE("(i) MLlib RowMatrix, OpenBLAS on one thread, cached vectors"),
  SSYRK("bare ssyrk, one core"),
  DSYRK("bare dsyrk, one core");

  static final int COMPONENTS = 10;

  /** Samples in a bare call. */
  private static final int BARE = PcaCube.PIXELS / 10;

  private final String title;

  PcaWay(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Whether it holds the cube in memory. */
  boolean caches() {
    return this != FILES;
  }

  /** Options of its JVM: netlib finds no library in the one that is to do without. */
  List<String> jvm() {
    return this == MLLIB_JAVA
        ? List.of(
            "-Ddev.ludovic.netlib.blas.nativeLibPath=/missing",
            "-Ddev.ludovic.netlib.lapack.nativeLibPath=/missing")
        : List.of();
  }

  private static PcaFit whole(Callable<Double> fit) {
    return files -> fit.call();
  }

  /** What is timed, with what it caches in memory. */
  PcaFit open(Path folder, int threads) {
    return switch (this) {
      case FILES -> {
        SparkSession spark = nativeSpark(threads);
        yield files ->
            PcaFits.files(spark, PcaCube.files(folder, files), PcaCube.CHANNELS, COMPONENTS);
      }
      case CACHED ->
          whole(
              PcaFits.cached(
                  nativeSpark(threads), PcaCube.files(folder, PcaCube.FILES), COMPONENTS));
      case MLLIB_JAVA -> whole(MllibPca.cached(Way.spark(threads), folder, COMPONENTS));
      case MLLIB_NATIVE -> whole(MllibPca.cached(nativeSpark(threads), folder, COMPONENTS));
      case SSYRK -> ssyrk();
      case DSYRK -> dsyrk();
    };
  }

  /** Sets netlib's properties before MLlib comes. */
  private static SparkSession nativeSpark(int threads) {
    Blas.nativeBlas();
    Lapack.nativeLapack();
    return Way.spark(threads);
  }

  /** S(D x D) = Xᵀ(D x n) · X(n x D), over as many samples. */
  private static PcaFit ssyrk() {
    Blas blas = Blas.nativeBlas();
    int D = PcaCube.CHANNELS;
    Random random = new Random(1);
    float[] x = new float[BARE * D];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat();
    }
    return files -> {
      for (int i = 0; i < PcaCube.PIXELS / BARE; i++) {
        blas.ssyrk(D, BARE, x, 0, D, new float[D * D], 0, D);
      }
      return Double.NaN;
    };
  }

  /** The same in double. */
  private static PcaFit dsyrk() {
    Blas.nativeBlas(); // netlib calls the same library then
    NativeBLAS blas = NativeBLAS.getInstance();
    int D = PcaCube.CHANNELS;
    Random random = new Random(1);
    double[] x = new double[BARE * D];
    Arrays.setAll(x, i -> random.nextDouble());
    return files -> {
      for (int i = 0; i < PcaCube.PIXELS / BARE; i++) {
        blas.dsyrk("L", "N", D, BARE, 1, x, D, 0, new double[D * D], D);
      }
      return Double.NaN;
    };
  }
}
