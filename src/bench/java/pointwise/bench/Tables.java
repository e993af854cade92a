package pointwise.bench;

import java.util.List;
import java.util.Locale;
import pointwise.text.Text;

/** The tables as text. */
final class Tables {
  private Tables() {}

  static void print(WholeJob.Comparison comparison, List<WholeJob.Measured> measured) {
    System.out.printf(
        Locale.ROOT,
        "%n%s, %s, %d thread%s, %d runs%n%n",
        comparison.name(),
        comparison.codec(),
        comparison.threads(),
        comparison.threads() == 1 ? "" : "s",
        comparison.repeats());
    WholeJob.Measured ours =
        measured.stream()
            .filter(way -> way.way() == Way.EXTRACT || way.way() == Way.NETWORK)
            .findFirst()
            .orElseThrow();
    System.out.printf(
        "| way | images | Mpixel/s | min..max | %s of it | peak MB | multiplying |%n",
        ours.way().letter());
    System.out.println("|---|---|---|---|---|---|---|");
    for (WholeJob.Measured way : measured) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.2f | %.2f..%.2f | %.2f | %.0f | %s |%n",
          way.way().title(),
          way.images(),
          way.median(),
          way.least(),
          way.most(),
          ours.median() / way.median(),
          way.peakMegabytes(),
          Double.isNaN(way.multiplying()) ? "-" : Text.of("%.0f %%", 100 * way.multiplying()));
    }
    System.out.flush();
  }

  static void print(List<MultiplyBenchmark.Measured> measured) {
    System.out.println();
    System.out.println("| D,N | tile | uint8 in | float in | bare sgemm | float of sgemm |");
    System.out.println("|---|---|---|---|---|---|");
    for (MultiplyBenchmark.Measured shape : measured) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.2f | %.2f | %.2f | %.2f |%n",
          shape.shape(),
          shape.tile(),
          shape.uint8(),
          shape.float32(),
          shape.sgemm(),
          shape.float32() / shape.sgemm());
    }
  }

  static void print(NetworkBenchmark.Measured measured) {
    NetworkBenchmark.Times runtime = measured.times().get(NetworkBenchmark.Runner.RUNTIME);
    measured
        .times()
        .forEach(
            (runner, times) -> {
              if (runner != NetworkBenchmark.Runner.RUNTIME) {
                System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %.2f | %.1f | %.3f of %.3f |%n",
                    measured.network().name(),
                    measured.network().image(),
                    runner.title(),
                    spread(times.millis()),
                    spread(runtime.millis()),
                    measured.ratio(runner),
                    measured.gigaflops(runner),
                    times.allocated() / 1e6,
                    measured.resultBytes() / 1e6);
              }
            });
    System.out.flush();
  }

  static void print(int threads, int repeats, List<PcaBenchmark.Measured> measured) {
    System.out.printf(
        Locale.ROOT,
        "%nPCA(%d) of %,d x %d float32, %d thread%s, %d runs%n%n",
        PcaWay.COMPONENTS,
        PcaCube.PIXELS,
        PcaCube.CHANNELS,
        threads,
        threads == 1 ? "" : "s",
        repeats);
    System.out.println("| way | s | of (g) | peak MB |");
    System.out.println("|---|---|---|---|");
    double ours =
        measured.stream()
            .filter(way -> way.way() == PcaWay.FILES && way.files() == PcaCube.FILES)
            .findFirst()
            .orElseThrow()
            .median();
    for (PcaBenchmark.Measured way : measured) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f (%.2f..%.2f) | %.1f | %.0f |%n",
          way.title(),
          way.median(),
          Numbers.least(way.seconds()),
          Numbers.most(way.seconds()),
          way.median() / ours,
          way.peakMegabytes());
    }
    System.out.flush();
  }

  static void print(int threads, int repeats, TrainBenchmark.Measured... measured) {
    System.out.printf(
        Locale.ROOT,
        "%nA pass over the samples, %d-%d-%d, %d thread%s, %d runs%n%n",
        PcaCube.CHANNELS,
        TrainWay.HIDDEN,
        TrainWay.CLASSES,
        threads,
        threads == 1 ? "" : "s",
        repeats);
    System.out.println("| way | pixels | s | of (j) | Mpixel/s | peak MB |");
    System.out.println("|---|---|---|---|---|---|");
    for (TrainBenchmark.Measured way : measured) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %,d | %.3f (%.3f..%.3f) | %.1f | %.2f | %.0f |%n",
          way.title(),
          way.pixels(),
          way.median(),
          Numbers.least(way.seconds()),
          Numbers.most(way.seconds()),
          way.median() / measured[0].median(),
          way.pixels() / way.median() / 1e6,
          way.peakMegabytes());
    }
    System.out.flush();
  }

  static void printNetworkHeader(int repeats) {
    System.out.printf(Locale.ROOT, "%nNetworks on one thread, %d turns%n%n", repeats);
    System.out.println(
        "| network | image | ours | ours ms | ONNX Runtime ms | ONNX Runtime / ours | GFLOP/s of ours | allocated MB, result MB |");
    System.out.println("|---|---|---|---|---|---|---|---|");
  }

  private static String spread(List<Double> millis) {
    return Text.of(
        "%.2f (%.2f..%.2f)", Numbers.median(millis), Numbers.least(millis), Numbers.most(millis));
  }
}
