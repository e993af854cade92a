package pointwise.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import pointwise.text.Text;

/**
 * Networks on an image in memory, on one thread, beside ONNX Runtime. The ways take turns, so that
 * a change of the machine's load meets all of them.
 */
final class NetworkBenchmark {
  private static final double TOLERANCE = 1e-4;
  private static final int WARM_UP_TURNS = 10;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final int repeats;
  private final long turnNanos;

  /** Ways to run a network; all make the same numbers. */
  enum Runner {
    KERNELS("kernel path"),
    INFERENCE("layer by layer"),
    RUNTIME("ONNX Runtime");

    private final String title;

    Runner(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Forward open(NetworkCase network, float[] hwc) throws Exception {
      return switch (this) {
        case KERNELS -> new KernelsForward(network, hwc);
        case INFERENCE -> new InferenceForward(network, hwc);
        case RUNTIME -> new RuntimeForward(network, hwc);
      };
    }
  }

  /**
   * What one way took.
   *
   * @param millis of an image, the mean of each turn
   * @param allocated bytes on the Java heap for an image, by the thread that runs it
   */
  record Times(List<Double> millis, long allocated) {
    double median() {
      return Numbers.median(millis);
    }
  }

  /** What a network took. */
  record Measured(NetworkCase network, Map<Runner, Times> times) {
    double gigaflops(Runner runner) {
      return network.flops() / times.get(runner).median() / 1e6;
    }

    /** How often a way runs while ONNX Runtime runs once. */
    double ratio(Runner runner) {
      return times.get(Runner.RUNTIME).median() / times.get(runner).median();
    }

    long resultBytes() {
      return Float.BYTES * network.result().pixels() * network.result().channels();
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("network", network.name());
      json.put("image", network.image().toString());
      json.put("flops", network.flops());
      json.put("resultBytes", resultBytes());
      times.forEach(
          (runner, of) -> {
            Map<String, Object> way = new LinkedHashMap<>();
            way.put("millis", of.millis);
            way.put("median", of.median());
            way.put("gigaflops", gigaflops(runner));
            way.put("allocated", of.allocated);
            json.put(runner.label(), way);
          });
      return json;
    }
  }

  /**
   * @param repeats turns of each way
   * @param millis that a turn takes at least; it is one run at least
   */
  NetworkBenchmark(int repeats, int millis) {
    this.repeats = repeats;
    this.turnNanos = millis * 1_000_000L;
  }

  Measured measure(NetworkCase network) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    float[] hwc = new float[(int) network.image().pixels() * network.image().channels()];
    for (int i = 0; i < hwc.length; i++) {
      hwc[i] = (float) random.nextDouble(-1, 1);
    }
    Map<Runner, Forward> forwards = new EnumMap<>(Runner.class);
    try {
      for (Runner runner : Runner.values()) {
        if (runner != Runner.KERNELS || KernelsForward.takes(network)) {
          forwards.put(runner, runner.open(network, hwc));
        }
      }
      check(network, forwards);
      return new Measured(network, times(forwards));
    } finally {
      for (Forward forward : forwards.values()) {
        forward.close();
      }
    }
  }

  private static void check(NetworkCase network, Map<Runner, Forward> forwards) throws Exception {
    float[] expected = forwards.get(Runner.RUNTIME).result();
    float most = 0;
    for (float number : expected) {
      most = Math.max(most, Math.abs(number));
    }
    for (Map.Entry<Runner, Forward> forward : forwards.entrySet()) {
      float[] found = forward.getValue().result();
      float apart = found.length == expected.length ? 0 : Float.POSITIVE_INFINITY;
      for (int i = 0; i < Math.min(found.length, expected.length); i++) {
        apart = Math.max(apart, Math.abs(found[i] - expected[i]));
      }
      if (!(most > 0) || !(apart <= TOLERANCE * most)) {
        throw new IllegalStateException(
            Text.of(
                "Cannot compare %s of %s: found numbers %s apart, expected at most %s of %s",
                forward.getKey().label(), network.name(), apart, TOLERANCE, most));
      }
    }
  }

  private Map<Runner, Times> times(Map<Runner, Forward> forwards) throws Exception {
    Map<Runner, List<Double>> millis = new EnumMap<>(Runner.class);
    for (Map.Entry<Runner, Forward> forward : forwards.entrySet()) {
      turn(forward.getValue(), WARM_UP_TURNS * turnNanos);
      millis.put(forward.getKey(), new ArrayList<>());
    }
    for (int i = 0; i < repeats; i++) {
      for (Map.Entry<Runner, Forward> forward : forwards.entrySet()) {
        millis.get(forward.getKey()).add(turn(forward.getValue(), turnNanos));
      }
    }
    Map<Runner, Times> times = new EnumMap<>(Runner.class);
    for (Map.Entry<Runner, Forward> forward : forwards.entrySet()) {
      times.put(
          forward.getKey(), new Times(millis.get(forward.getKey()), allocated(forward.getValue())));
    }
    return times;
  }

  private static double turn(Forward forward, long nanos) throws Exception {
    long start = System.nanoTime();
    long taken;
    int runs = 0;
    do {
      forward.run();
      runs++;
      taken = System.nanoTime() - start;
    } while (taken < nanos);
    return taken / 1e6 / runs;
  }

  private static long allocated(Forward forward) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    forward.run();
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
