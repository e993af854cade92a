package pointwise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import pointwise.blas.Blas;

/** The ways to a gradient of all samples that are compared: 200-32-8, full batch. */
enum TrainWay {
  TRAIN("(j) train, cached samples"),
  MLLIB_JAVA("(k) MLlib MultilayerPerceptronClassifier, Java BLAS"),
  MLLIB_NATIVE("(l) MLlib MultilayerPerceptronClassifier, OpenBLAS on one thread"),
  SGEMM("bare sgemm of the same shapes, one core");

  static final int HIDDEN = 32;
  static final int CLASSES = 8;

  private final String title;

  TrainWay(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** Options of its JVM: netlib finds no library in the one that is to do without. */
  List<String> jvm() {
    return this == MLLIB_JAVA
        ? List.of("-Ddev.ludovic.netlib.blas.nativeLibPath=/missing")
        : List.of();
  }

  /** A way that is ready to run. */
  @FunctionalInterface
  interface Passes {
    /**
     * The seconds that one pass over the samples takes: forward, backward, step.
     *
     * @param files of the cube, which hold the samples
     */
    double secondsPerPass(int files) throws IOException;
  }

  Passes open(Path folder, int threads) {
    return switch (this) {
      case TRAIN -> new TrainPasses(Way.spark(threads), folder);
      case MLLIB_JAVA -> new MllibPasses(Way.spark(threads), folder);
      case MLLIB_NATIVE -> {
        // Sets netlib's properties before MLlib comes.
        Blas.nativeBlas();
        yield new MllibPasses(Way.spark(threads), folder);
      }
      case SGEMM -> new BarePasses();
    };
  }
}
