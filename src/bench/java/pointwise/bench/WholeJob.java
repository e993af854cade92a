package pointwise.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pointwise.text.Text;

/**
 * The whole job, in every way. The workers of one comparison take turns, so that a change of the
 * machine's load meets all of them.
 */
final class WholeJob {
  private static final double TOLERANCE = 1e-5;
  private static final int CHECKED = 4;

  /** As long as Spark's planner takes to be compiled for the most part. */
  private static final long WARM_UP_NANOS = 20_000_000_000L;

  /**
   * What is compared.
   *
   * @param model the file of kernels, or of a network
   * @param images the files that each way reads in a run
   */
  record Comparison(
      String name,
      Path model,
      Path folder,
      int threads,
      String codec,
      Map<Way, Integer> images,
      int repeats) {}

  /**
   * Mpixel/s of the runs and the peak memory of a way.
   *
   * @param multiplying the part of task time that is spent between decoded pixels and the bytes of
   *     the map, in the last run; NaN where it is not counted
   */
  record Measured(
      String comparison,
      int threads,
      String codec,
      Way way,
      int images,
      List<Double> mpixels,
      double peakMegabytes,
      double multiplying) {
    double median() {
      return Numbers.median(mpixels);
    }

    double least() {
      return Numbers.least(mpixels);
    }

    double most() {
      return Numbers.most(mpixels);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("comparison", comparison);
      json.put("threads", threads);
      json.put("codec", codec);
      json.put("way", way.label());
      json.put("images", images);
      json.put("mpixelPerSecond", mpixels);
      json.put("median", median());
      json.put("peakMegabytes", peakMegabytes);
      if (!Double.isNaN(multiplying)) {
        json.put("multiplying", multiplying);
      }
      return json;
    }
  }

  private final Path scratch;
  private final String heap;
  private final String peerHeap;

  /**
   * @param heap of the plain programs and extract
   * @param peerHeap of SQL and MLlib
   */
  WholeJob(Path scratch, String heap, String peerHeap) {
    this.scratch = scratch;
    this.heap = heap;
    this.peerHeap = peerHeap;
  }

  List<Measured> measure(Comparison comparison) throws IOException, InterruptedException {
    Map<Way, WorkerProcess> workers = new EnumMap<>(Way.class);
    Map<Way, List<Double>> mpixels = new EnumMap<>(Way.class);
    Map<Way, Double> peak = new EnumMap<>(Way.class);
    Map<Way, Double> multiplying = new EnumMap<>(Way.class);
    try {
      for (Way way : comparison.images.keySet()) {
        workers.put(way, start(way, comparison));
        mpixels.put(way, new ArrayList<>());
      }
      check(workers, comparison);
      for (Map.Entry<Way, WorkerProcess> worker : workers.entrySet()) {
        warmUp(worker.getValue(), Math.min(100, comparison.images.get(worker.getKey())));
      }
      for (int i = 0; i < comparison.repeats; i++) {
        for (Map.Entry<Way, WorkerProcess> worker : workers.entrySet()) {
          Way way = worker.getKey();
          int images = comparison.images.get(way);
          List<Double> answer = worker.getValue().ask("time", images);
          double pixels = (double) images * SampleImages.SIDE * SampleImages.SIDE;
          mpixels.get(way).add(pixels / 1e6 / answer.get(0));
          peak.put(way, answer.get(1) / 1024);
          multiplying.put(way, answer.get(2));
        }
      }
    } finally {
      for (WorkerProcess worker : workers.values()) {
        worker.close();
      }
    }
    return workers.keySet().stream()
        .map(
            way ->
                new Measured(
                    comparison.name,
                    comparison.threads,
                    comparison.codec,
                    way,
                    comparison.images.get(way),
                    mpixels.get(way),
                    peak.get(way),
                    multiplying.get(way)))
        .toList();
  }

  private static void warmUp(WorkerProcess worker, int images) throws IOException {
    long end = System.nanoTime() + WARM_UP_NANOS;
    do {
      worker.ask("time", images);
    } while (System.nanoTime() < end);
  }

  private WorkerProcess start(Way way, Comparison comparison) throws IOException {
    Files.createDirectories(scratch);
    Path out = scratch.resolve("out-" + way.label());
    return new WorkerProcess(
        Text.of("%s with %d threads", way.label(), comparison.threads),
        way.heavy() ? peerHeap : heap,
        List.of(),
        Worker.class,
        List.of(
            way.name(),
            comparison.model.toString(),
            Integer.toString(comparison.threads),
            comparison.codec,
            comparison.folder.toString(),
            out.toString()),
        Path.of(out + ".log"));
  }

  /** Ours write the same bits, the peers the same numbers. */
  private static void check(Map<Way, WorkerProcess> workers, Comparison comparison)
      throws IOException {
    List<Double> expected = null;
    for (Map.Entry<Way, WorkerProcess> worker : workers.entrySet()) {
      Way way = worker.getKey();
      int images =
          comparison.images.values().stream()
              .mapToInt(Integer::intValue)
              .reduce(CHECKED, Math::min);
      List<Double> found = worker.getValue().ask("check", images);
      if (expected == null) {
        expected = found;
      }
      double apart = Math.abs(found.get(2) - expected.get(2)) / Math.abs(expected.get(2));
      if (!found.get(0).equals(expected.get(0))
          || apart > TOLERANCE
          || (way.exact() && !found.equals(expected))) {
        throw new IllegalStateException(
            Text.of(
                "Cannot compare %s: it writes something else, found %s (images, CRC, weighted sum), expected %s",
                way.label(), found, expected));
      }
    }
  }
}
