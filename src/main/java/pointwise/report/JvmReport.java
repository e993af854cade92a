package pointwise.report;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import pointwise.blas.Blas;
import pointwise.text.Text;

/** A JVM as {@code doctor} sees it. A plain class: it comes back from executors. */
public final class JvmReport implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int SIZE = 512;
  private static final int REPEATS = 8;

  private final String executor;
  private final String java;
  private final String cpu;
  private final int processors;
  private final long heapBytes;
  private final String blas;
  private final String failure;
  private final double gigaflops;

  private JvmReport(String blas, String failure, double gigaflops) {
    this.executor =
        SparkEnv.get() == null ? "" : SparkEnv.get().blockManager().blockManagerId().hostPort();
    this.java = System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    this.cpu = System.getProperty("os.arch") + ", " + model();
    this.processors = Runtime.getRuntime().availableProcessors();
    this.heapBytes = Runtime.getRuntime().maxMemory();
    this.blas = blas;
    this.failure = failure;
    this.gigaflops = gigaflops;
  }

  /** Loads native BLAS here and measures it on one thread. */
  public static JvmReport ofThisJvm() {
    try {
      Blas blas = Blas.nativeBlas();
      return new JvmReport(blas.describe(), null, measure(blas));
    } catch (IllegalStateException e) {
      return new JvmReport(null, e.getMessage(), 0);
    }
  }

  /** GFLOP/s of a 512 x 512 x 512 product, the best of several. */
  private static double measure(Blas blas) {
    float[] a = new float[SIZE * SIZE];
    float[] b = new float[SIZE * SIZE];
    float[] c = new float[SIZE * SIZE];
    Arrays.fill(a, 1f);
    Arrays.fill(b, 1f);
    long best = Long.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      long start = System.nanoTime();
      blas.sgemm(SIZE, SIZE, SIZE, a, 0, SIZE, b, 0, SIZE, c, 0, SIZE);
      best = Math.min(best, System.nanoTime() - start);
    }
    return 2.0 * SIZE * SIZE * SIZE / best;
  }

  private static String model() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("model unknown");
    } catch (IOException e) {
      return "model unknown";
    }
  }

  /** Host and port of the executor. */
  public String executor() {
    return executor;
  }

  /** Whether native BLAS could be loaded. */
  public boolean nativeBlas() {
    return failure == null;
  }

  /** A few lines for people. */
  public String text(String title) {
    return Text.of(
        """
    %s
      JVM     %s
      CPU     %s, %d processors
      memory  %d MB heap
      BLAS    %s
    """,
        title,
        java,
        cpu,
        processors,
        heapBytes >> 20,
        nativeBlas() ? blas + Text.of(", %.0f GFLOP/s per thread", gigaflops) : failure);
  }
}
