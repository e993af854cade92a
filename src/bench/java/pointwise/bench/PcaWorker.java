package pointwise.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One way to principal components in a JVM of its own: a run for every line of its input, {@code
 * time} and how many files.
 */
final class PcaWorker {
  private PcaWorker() {}

  /** Arguments: way, folder of the cube, threads. */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    PcaFit fit = PcaWay.valueOf(args[0]).open(Path.of(args[1]), Integer.parseInt(args[2]));
    try (BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        int files = Integer.parseInt(line.substring(line.indexOf(' ') + 1));
        long start = System.nanoTime();
        double explained = fit.run(files);
        double seconds = (System.nanoTime() - start) / 1e9;
        answers.printf(Locale.ROOT, "= %s %d %s%n", seconds, Worker.peakKilobytes(), explained);
        answers.flush();
      }
    }
    System.exit(0);
  }
}
