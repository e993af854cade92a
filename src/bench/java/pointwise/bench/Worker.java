package pointwise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import pointwise.store.ParquetTable.Codec;
import pointwise.text.Text;

/**
 * One way in a JVM of its own. Every line of standard input asks for a run, {@code check} or {@code
 * time}, over the first so many images; the answer is a line of numbers.
 */
final class Worker {
  private Worker() {}

  /**
   * Arguments: way, file of kernels or of a network, threads, codec, folder of the images, folder
   * to write to.
   */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Codec codec = Codec.valueOf(args[3].toUpperCase(Locale.ROOT));
    Path out = Path.of(args[5]);
    List<String> images;
    try (var files = Files.list(Path.of(args[4]))) {
      images =
          files
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .sorted()
              .map(file -> "file:" + file.toAbsolutePath())
              .toList();
    }
    try (Pipeline pipeline =
            Way.valueOf(args[0]).open(Path.of(args[1]), Integer.parseInt(args[2]));
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        String[] request = line.split(" ", -1);
        List<String> some = images.subList(0, Integer.parseInt(request[1]));
        answers.println("= " + answer(request[0], pipeline, some, out, codec));
        answers.flush();
      }
    }
  }

  private static String answer(
      String request, Pipeline pipeline, List<String> images, Path out, Codec codec)
      throws Exception {
    FileSystem fs = FileSystem.getLocal(new Configuration());
    org.apache.hadoop.fs.Path table = new org.apache.hadoop.fs.Path(out.toString());
    fs.delete(table, true);
    long start = System.nanoTime();
    pipeline.run(images, "file:" + out, codec);
    double seconds = (System.nanoTime() - start) / 1e9;
    String answer;
    if (request.equals("check")) {
      Digest digest = Digest.of(new Configuration(), "file:" + out);
      answer = Text.of("%d %d %s", digest.images(), digest.crc(), digest.sum());
    } else {
      answer = Text.of("%s %d %s", seconds, peakKilobytes(), pipeline.multiplying());
    }
    fs.delete(table, true);
    return answer;
  }

  /** The largest resident size of this process so far. */
  static long peakKilobytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
