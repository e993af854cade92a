package pointwise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pointwise.text.Text;

/**
 * Seconds of a pass over the samples in every way. The JVMs take turns, so that a change of the
 * machine's load meets all of them.
 *
 * @param heap of each
 */
record TrainBenchmark(Path scratch, String heap, int repeats) {
  /** 250,000 pixels. */
  private static final int FILES = 4;

  /** What is run: a way, and over how many files. */
  private record Run(TrainWay way, int files) {}

  /** All ways over the same samples, then growth with the data. */
  private static final List<Run> RUNS =
      List.of(
          new Run(TrainWay.TRAIN, FILES),
          new Run(TrainWay.MLLIB_JAVA, FILES),
          new Run(TrainWay.MLLIB_NATIVE, FILES),
          new Run(TrainWay.SGEMM, FILES),
          new Run(TrainWay.TRAIN, 2 * FILES),
          new Run(TrainWay.TRAIN, 4 * FILES));

  /**
   * Seconds of a pass.
   *
   * @param peakMegabytes of its process after a first measurement, which is not timed
   */
  record Measured(
      TrainWay way, int files, int threads, List<Double> seconds, double peakMegabytes) {
    String title() {
      return files == FILES ? way.title() : Text.of("%s, x %d", way.title(), files / FILES);
    }

    long pixels() {
      return (long) files * PcaCube.SIDE * PcaCube.SIDE;
    }

    double median() {
      return Numbers.median(seconds);
    }

    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("way", way.name());
      json.put("pixels", pixels());
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
    Map<TrainWay, WorkerProcess> workers = new EnumMap<>(TrainWay.class);
    Map<Run, List<Double>> seconds = new LinkedHashMap<>();
    Map<Run, Double> peaks = new LinkedHashMap<>();
    try {
      for (TrainWay way : TrainWay.values()) {
        workers.put(way, start(way, folder, threads));
      }
      for (Run run : RUNS) {
        // The runs over more samples come later, and find those over fewer in memory.
        peaks.put(run, workers.get(run.way).ask("time", run.files).get(1) / 1024);
      }
      for (int i = 0; i < repeats; i++) {
        for (Run run : RUNS) {
          seconds
              .computeIfAbsent(run, key -> new ArrayList<>())
              .add(workers.get(run.way).ask("time", run.files).get(0));
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

  private WorkerProcess start(TrainWay way, Path folder, int threads) throws IOException {
    return new WorkerProcess(
        way.title(),
        heap,
        way.jvm(),
        TrainWorker.class,
        List.of(way.name(), folder.toString(), Integer.toString(threads)),
        scratch.resolve(Text.of("train-%s.log", way.name())));
  }
}
