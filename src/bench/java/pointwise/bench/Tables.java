package pointwise.bench;

import java.util.List;
import java.util.Locale;

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
    double extract =
        measured.stream()
            .filter(way -> way.way() == Way.EXTRACT)
            .findFirst()
            .orElseThrow()
            .median();
    System.out.println("| way | images | Mpixel/s | min..max | (b) of it | peak MB |");
    System.out.println("|---|---|---|---|---|---|");
    for (WholeJob.Measured way : measured) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.2f | %.2f..%.2f | %.2f | %.0f |%n",
          way.way().title(),
          way.images(),
          way.median(),
          way.least(),
          way.most(),
          extract / way.median(),
          way.peakMegabytes());
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
}
