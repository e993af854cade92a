package pointwise.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.Pointwise;
import pointwise.colours.ColourSet;
import pointwise.text.Text;

/**
 * The colour exercise of docs/learning.md: trains classifiers whose first layer has 1, 2, 3 and 6
 * kernels on 4,800 pictures, judges them on 1,200 others, and draws the plane of both features of a
 * two-kernel model.
 */
@Command(name = "colours", mixinStandardHelpOptions = true)
public final class ColourExercise implements Runnable {
  private static final int PICTURES = 4800;
  private static final int JUDGED = 1200;
  private static final long JUDGED_SEED = 2;

  @Option(names = "--out", description = "Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("target/colours");

  @Option(names = "--kernels", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> kernels = List.of(1, 2, 3, 6);

  @Option(names = "--pools", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<String> pools = List.of("max", "mean");

  @Option(names = "--seeds", description = "Models of each kind. Default: ${DEFAULT-VALUE}.")
  private int seeds = 5;

  @Option(names = "--train", split = " ", description = "More options of train, in one word.")
  private List<String> more = List.of();

  /** A trained model. */
  private record Model(Path file, double accuracy, double seconds) {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new ColourExercise()).execute(args));
  }

  @Override
  public void run() {
    try {
      Files.createDirectories(out);
      make("train", PICTURES, 1);
      make("test", JUDGED, JUDGED_SEED);
      StringBuilder table =
          new StringBuilder(
              "| kernels | pool | median | lowest | highest | seconds |\n|---|---|---|---|---|---|\n");
      for (int count : kernels) {
        for (String pool : pools) {
          table.append(row(count, pool)).append('\n');
        }
      }
      Files.writeString(out.resolve("table.md"), table);
      System.out.print(table);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void make(String name, int count, long seed) {
    if (!Files.exists(out.resolve(name))) {
      command("make-colours", "--count", count, "--seed", seed, "--out", out.resolve(name));
    }
  }

  private String row(int count, String pool) throws IOException {
    List<Model> models = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      models.add(train(count, pool, seed));
    }
    models.sort(Comparator.comparingDouble(Model::accuracy));
    Model median = models.get(seeds / 2);
    if (count == 2) {
      plane(median, pool);
    }
    return Text.of(
        "| %d | %s | %.4f | %.4f | %.4f | %.1f |",
        count,
        pool,
        median.accuracy(),
        models.get(0).accuracy(),
        models.get(seeds - 1).accuracy(),
        models.stream().mapToDouble(Model::seconds).sorted().toArray()[seeds / 2]);
  }

  private Model train(int count, String pool, int seed) throws IOException {
    Path folder = Files.createDirectories(out.resolve(Text.of("%s-%d-%d", pool, count, seed)));
    Path file = folder.resolve("model.onnx");
    List<Object> words = new ArrayList<>(List.of("train", "--images", out.resolve("train")));
    words.addAll(List.of("--recursive", "--labels", "folders", "--unit", "image"));
    words.addAll(List.of("--hidden", count, "--pool", pool, "--seed", seed));
    words.addAll(List.of("--out", file, "--overwrite"));
    words.addAll(more);
    long start = System.nanoTime();
    command(words.toArray());
    double seconds = (System.nanoTime() - start) / 1e9;
    Path report = folder.resolve("evaluation.json");
    command(
        "evaluate",
        "--images",
        out.resolve("test"),
        "--recursive",
        "--labels",
        "folders",
        "--model",
        file,
        "--out",
        report,
        "--overwrite");
    double accuracy =
        new ObjectMapper().readTree(Files.readAllBytes(report)).path("accuracy").asDouble();
    System.out.printf(
        Locale.ROOT,
        "%d kernels, %s pool, seed %d: %.4f, %.1f s%n",
        count,
        pool,
        seed,
        accuracy,
        seconds);
    return new Model(file, accuracy, seconds);
  }

  /** Runs a command; what it prints is shown where it fails. */
  private static void command(Object... words) {
    PrintStream standard = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int code;
    try {
      code = Pointwise.run(Arrays.stream(words).map(String::valueOf).toList());
    } finally {
      System.setOut(standard);
    }
    if (code != 0) {
      throw new IllegalStateException(
          Text.of(
              "Cannot go on: %s ended with %d%n%s",
              Arrays.toString(words), code, printed.toString(StandardCharsets.UTF_8)));
    }
  }

  private void plane(Model model, String pool) throws IOException {
    String title = Text.of("2 kernels, %s pool: accuracy %.4f", pool, model.accuracy());
    byte[] png = ColourPlane.png(title, model.file(), new ColourSet(JUDGED_SEED), JUDGED);
    Files.write(out.resolve("plane-" + pool + ".png"), png);
    Files.copy(
        model.file().resolveSibling("model.kernels.png"),
        out.resolve("kernels-" + pool + ".png"),
        StandardCopyOption.REPLACE_EXISTING);
  }
}
