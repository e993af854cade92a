package pointwise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import pointwise.text.Text;

/**
 * Principal components of a cube in every way. The JVMs take turns, so that a change of the
 * machine's load meets all of them; together they hold some 12 GB.
 *
 * @param heap of the way that reads files
 * @param cachedHeap of each way that has the cube in memory
 */
record PcaBenchmark(Path scratch, String heap, String cachedHeap, int repeats) {
  private static final double TOLERANCE = 1e-6;
  private static final int WARM_UPS = 2;

  /** What is run: a way, and how many files it reads. */
  private record Run(PcaWay way, int files) {}

  /** Growth with the data first, then all ways over all of it. */
  private static final List<Run> RUNS =
      Stream.concat(
              Stream.of(PcaCube.FILES / 4, PcaCube.FILES / 2)
                  .map(files -> new Run(PcaWay.FILES, files)),
              Arrays.stream(PcaWay.values()).map(way -> new Run(way, PcaCube.FILES)))
          .toList();

  /**
   * Seconds of the runs of a way.
   *
   * @param peakMegabytes of its process up to then
   */
  record Measured(PcaWay way, int files, int threads, List<Double> seconds, double peakMegabytes) {
    String title() {
      return files == PcaCube.FILES
          ? way.title()
          : Text.of("%s, %d of %d", way.title(), files, PcaCube.FILES);
    }

    double median() {
      return Numbers.median(seconds);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("way", way.name());
      json.put("files", files);
      json.put("threads", threads);
      json.put("seconds", seconds);
      json.put("median", median());
      json.put("peakMegabytes", peakMegabytes);
      return json;
    }
  }

  List<Measured> measure(int threads) throws IOException, InterruptedException {
    Path folder = scratch.resolve("pca");
    PcaCube.write(folder);
    Map<PcaWay, WorkerProcess> workers = new EnumMap<>(PcaWay.class);
    Map<Run, List<Double>> seconds = new LinkedHashMap<>();
    Map<Run, Double> peaks = new LinkedHashMap<>();
    try {
      for (PcaWay way : PcaWay.values()) {
        workers.put(way, start(way, folder, threads));
      }
      double expected = workers.get(PcaWay.FILES).ask("time", PcaCube.FILES).get(2);
      for (int i = 0; i < WARM_UPS + repeats; i++) {
        for (Run run : RUNS) {
          List<Double> answer = workers.get(run.way).ask("time", run.files);
          check(run, answer.get(2), expected);
          if (i >= WARM_UPS) {
            seconds.computeIfAbsent(run, key -> new ArrayList<>()).add(answer.get(0));
            peaks.put(run, answer.get(1) / 1024);
          }
        }
      }
    } finally {
      for (WorkerProcess worker : workers.values()) {
        worker.close();
      }
    }
    return RUNS.stream()
        .map(run -> new Measured(run.way, run.files, threads, seconds.get(run), peaks.get(run)))
        .toList();
  }

  /** All that read the whole cube find the same; a bare product finds nothing. */
  private static void check(Run run, double found, double expected) {
    if (run.files == PcaCube.FILES && Math.abs(found - expected) > TOLERANCE) {
      throw new IllegalStateException(
          Text.of(
              "Cannot compare %s: its components explain another share, found %s, expected %s",
              run.way.title(), found, expected));
    }
  }

  private WorkerProcess start(PcaWay way, Path folder, int threads) throws IOException {
    return new WorkerProcess(
        way.title(),
        way.caches() ? cachedHeap : heap,
        way.jvm(),
        PcaWorker.class,
        List.of(way.name(), folder.toString(), Integer.toString(threads)),
        scratch.resolve(Text.of("pca-%s.log", way.name())));
  }
}
