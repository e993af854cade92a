package pointwise.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.Pointwise;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkSource;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.OnnxReader;
import pointwise.text.Text;

/**
 * Damages small images and networks and sees what becomes of them: every image is a map or an
 * error, every network is read or refused in a sentence, and nothing hangs. Ends with 1 where that
 * is not so.
 */
@Command(name = "fuzz", mixinStandardHelpOptions = true)
final class Fuzz implements Callable<Integer> {
  private static final Path NETWORKS = Path.of("sample-data/networks");
  private static final int IMAGE_HEAD = 256;
  private static final int NETWORK_HEAD = 3000;

  /** Of an image for a network that takes any. */
  private static final int SIDE = 32;

  private static final double REPAIRED = 0.6;

  @Option(names = "--images", description = "Damaged images. Default: ${DEFAULT-VALUE}.")
  private int images = 10_000;

  @Option(names = "--networks", description = "Damaged networks. Default: ${DEFAULT-VALUE}.")
  private int networks = 2_000;

  @Option(names = "--short", description = "A tenth of both.")
  private boolean brief;

  @Option(names = "--seed", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 42;

  @Option(names = "--out", description = "Working folder. Default: ${DEFAULT-VALUE}.")
  private Path out = Path.of("target/fuzz");

  @Option(names = "--limit", description = "Seconds for each half. Default: ${DEFAULT-VALUE}.")
  private int limit = 600;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Fuzz()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Path folder = out.resolve("images");
    delete(out);
    Files.createDirectories(folder);
    int count = brief ? images / 10 : images;
    damage(folder, count);
    boolean whole = within("extract", () -> extracted(folder, count));
    whole &= within("networks", () -> networksAreReadOrRefused(brief ? networks / 10 : networks));
    return whole ? 0 : 1;
  }

  private void damage(Path folder, int count) throws IOException {
    Map<String, byte[]> seeds = FuzzSeeds.all();
    // Formats alike, whatever the number of their seeds.
    Map<String, List<String>> names = new TreeMap<>();
    for (String name : seeds.keySet()) {
      names.computeIfAbsent(suffix(name), suffix -> new ArrayList<>()).add(name);
    }
    List<String> suffixes = List.copyOf(names.keySet());
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      List<String> ofFormat = names.get(suffixes.get(i % suffixes.size()));
      String name = ofFormat.get(random.nextInt(ofFormat.size()));
      byte[] damaged = Mutation.any(seeds.get(name), random, IMAGE_HEAD);
      if (name.endsWith(".png") && random.nextDouble() < REPAIRED) {
        Mutation.repairPng(damaged);
      }
      Files.write(folder.resolve(Text.of("%05d-%s", i, name)), damaged);
    }
  }

  private static String suffix(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Runs one job over all, and writes what became of each to outcomes.tsv. */
  private boolean extracted(Path folder, int count) throws IOException {
    Path maps = out.resolve("maps");
    String[] command = {
      "extract",
      "--images",
      folder.toString(),
      "--kernels",
      "conf/kernels/luma.json",
      "--max-pixels",
      "4000000",
      "--out",
      maps.toString()
    };
    SparkSession spark = SparkSession.builder().master("local[*]").getOrCreate();
    int exit = Pointwise.run(List.of(command));
    JsonNode report = new ObjectMapper().readTree(maps.resolve("_report.json").toFile());
    Set<String> names = new HashSet<>();
    int accepted = 0;
    int unprintable = 0;
    List<Row> rows =
        spark
            .read()
            .parquet(maps.toString())
            .select("origin", "error", "errorKind")
            .dropDuplicates()
            .collectAsList();
    List<String> lines = new ArrayList<>();
    for (Row row : rows) {
      String name = row.getString(0).substring(row.getString(0).lastIndexOf('/') + 1);
      boolean read = row.isNullAt(1) || row.getString(2).equals("mismatch");
      accepted += read ? 1 : 0;
      names.add(name);
      String reason = String.valueOf(row.getString(1));
      String line = Text.printable(reason);
      unprintable += line.equals(reason) ? 0 : 1;
      lines.add(Text.of("%s\t%s\t%s", name, read ? "read" : "refused", line));
    }
    lines.sort(null);
    Files.write(out.resolve("outcomes.tsv"), lines);
    spark.stop();
    int inputs = report.get("inputs").asInt();
    int done = report.get("done").asInt();
    int failed = report.get("failed").asInt();
    System.out.println(
        Text.of(
            "images     %d in = %d done + %d failed; %d in the table, %d of them could be read, %d messages unprintable",
            inputs, done, failed, names.size(), accepted, unprintable));
    return exit == 0
        && inputs == count
        && done + failed == count
        && names.size() == count
        && unprintable == 0;
  }

  private boolean networksAreReadOrRefused(int count) throws IOException {
    List<Path> files;
    try (Stream<Path> models = Files.list(NETWORKS)) {
      files = models.sorted().toList();
    }
    Random random = new Random(seed);
    int read = 0;
    int run = 0;
    int other = 0;
    for (int i = 0; i < count; i++) {
      Path file = files.get(i % files.size());
      byte[] whole = Files.readAllBytes(file);
      // Two of three near the beginning, where the graph is; weights may be anything.
      byte[] damaged = Mutation.any(whole, random, i % 3 == 0 ? whole.length : NETWORK_HEAD);
      // What is left where ONNX Runtime ends the JVM.
      Path last = Files.write(out.resolve("last.onnx"), damaged);
      Throwable problem = problem(damaged);
      Throwable unrun = unrun(damaged);
      Files.delete(last);
      run += unrun == null ? 1 : 0;
      problem = isRefusal(unrun) ? problem : unrun;
      read += problem == null ? 1 : 0;
      if (!isRefusal(problem)) {
        other++;
        Path kept = out.resolve(Text.of("%05d-%s", i, file.getFileName()));
        Files.write(kept, damaged);
        System.out.println(kept + ": " + problem);
      }
    }
    System.out.println(
        Text.of(
            "networks   %d = %d read + %d refused + %d neither; ONNX Runtime runs %d",
            count, read, count - read - other, other, run));
    return other == 0;
  }

  private static boolean isRefusal(Throwable problem) {
    return problem == null
        || (problem instanceof IllegalArgumentException
            && problem.getMessage().startsWith("Cannot "));
  }

  /** What running a network by ONNX Runtime ends with; null when it is run. */
  @SuppressWarnings("CatchAndPrintStackTrace") // errors of the JVM are what is looked for
  private static Throwable unrun(byte[] model) {
    try {
      NetworkSource source =
          new NetworkSource(
              "damaged.onnx",
              model,
              ExternalData.NONE,
              List.of(),
              SampleRange.RAW,
              NetworkSource.Normalisation.NONE,
              Engine.RUNTIME);
      Network.Input input = source.input();
      Object unused =
          source.results(
              new Shape(
                  input.height() == 0 ? SIDE : input.height(),
                  input.width() == 0 ? SIDE : input.width(),
                  input.channels()));
      return null;
    } catch (Exception | Error e) {
      return e;
    }
  }

  /** What reading a network ends with; null when it is read. */
  @SuppressWarnings("CatchAndPrintStackTrace") // errors of the JVM are what is looked for
  private static Throwable problem(byte[] model) {
    try {
      OnnxReader.read("damaged.onnx", model, ExternalData.NONE);
      return null;
    } catch (Exception | Error e) {
      return e;
    }
  }

  /** Runs a step; ends the JVM with what its threads do when it does not end in time. */
  private boolean within(String name, Callable<Boolean> step) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(1000L * limit);
              } catch (InterruptedException e) {
                return;
              }
              System.out.println(Text.of("%s is not over after %d s", name, limit));
              Thread.getAllStackTraces().values().stream()
                  .filter(
                      stack ->
                          Stream.of(stack).anyMatch(f -> f.getClassName().startsWith("pointwise.")))
                  .forEach(stack -> System.out.println(List.of(stack)));
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
    try {
      return step.call();
    } catch (Exception e) {
      throw new IllegalStateException(name, e);
    } finally {
      watch.interrupt();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> below = Files.walk(folder)) {
        for (Path path : below.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
