package pointwise.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.blas.Blas;
import pointwise.network.graph.Network;
import pointwise.network.onnx.OnnxWriter;
import pointwise.text.Text;

/** Runs the benchmarks, prints their tables and writes {@code bench.json}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description =
        "Measures the whole job beside other ways to do it, the Multiply stage alone, networks, fit-pca, and train.")
final class Bench implements Callable<Integer> {
  private enum Part {
    ALL,
    JOB,
    MULTIPLY,
    NETWORK,
    PCA,
    TRAIN
  }

  @Option(names = "--only", defaultValue = "all", description = "${COMPLETION-CANDIDATES}")
  private Part part;

  @Option(names = "--images", split = ",", defaultValue = "100,400", description = "JPEGs per run.")
  private List<Integer> images;

  @Option(names = "--cubes", defaultValue = "24", description = "64-channel cubes per run.")
  private int cubes;

  @Option(names = "--sql-images", defaultValue = "4", description = "JPEGs per run of (c).")
  private int sqlImages;

  @Option(names = "--mllib-images", defaultValue = "16", description = "JPEGs per run of (d).")
  private int mllibImages;

  @Option(
      names = "--network-images",
      defaultValue = "100",
      description = "JPEGs per run of (e) and (f).")
  private int networkImages;

  @Option(
      names = "--networks",
      defaultValue = "",
      description = "Only networks with this in their name, in memory and of (e) and (f).")
  private String networks;

  @Option(
      names = "--backbones",
      split = ",",
      paramLabel = "FILE",
      description = "More networks of (e) and (f), as ONNX, for images of any size.")
  private List<Path> backbones = List.of();

  @Option(names = "--threads", split = ",", defaultValue = "2,1", description = "local[n].")
  private List<Integer> threads;

  @Option(names = "--repeats", defaultValue = "5", description = "Runs of each way.")
  private int repeats;

  @Option(names = "--heap", defaultValue = "1g", description = "-Xmx of all but (c) and (d).")
  private String heap;

  @Option(names = "--peer-heap", defaultValue = "3g", description = "-Xmx of (c) and (d).")
  private String peerHeap;

  @Option(
      names = "--cached-heap",
      defaultValue = "6g",
      description = "-Xmx of what caches the cube of fit-pca and train.")
  private String cachedHeap;

  @Option(
      names = "--millis",
      defaultValue = "200",
      description = "A JMH iteration, or a turn of a network.")
  private int millis;

  @Option(
      names = "--kernels",
      defaultValue = "conf/kernels/hue-units-16.json",
      description = "3->16.")
  private Path kernels;

  @Option(names = "--scratch", defaultValue = "target/bench", description = "Inputs and outputs.")
  private Path scratch;

  @Option(names = "--json", defaultValue = "target/bench.json", description = "The result.")
  private Path json;

  private Bench() {}

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("java", System.getProperty("java.version"));
    result.put("processors", Runtime.getRuntime().availableProcessors());
    result.put("blas", Blas.nativeBlas().describe());
    result.put("heap", heap);
    result.put("peerHeap", peerHeap);
    if (runs(Part.JOB)) {
      job("job", comparisons(), result);
    }
    if (runs(Part.MULTIPLY)) {
      List<MultiplyBenchmark.Measured> measured = MultiplyBenchmark.measure(repeats, millis);
      Tables.print(measured);
      result.put("multiply", measured.stream().map(MultiplyBenchmark.Measured::json).toList());
      write(result);
    }
    if (runs(Part.NETWORK)) {
      networks(result);
      job("networkJob", networkComparisons(), result);
    }
    if (runs(Part.PCA)) {
      pca(result);
    }
    if (runs(Part.TRAIN)) {
      train(result);
    }
    write(result);
    System.out.println("written: " + json);
    return 0;
  }

  private boolean runs(Part other) {
    return part == Part.ALL || part == other;
  }

  private void job(String key, List<WholeJob.Comparison> comparisons, Map<String, Object> result)
      throws Exception {
    List<WholeJob.Measured> measured = new ArrayList<>();
    WholeJob job = new WholeJob(scratch.toAbsolutePath(), heap, peerHeap);
    for (WholeJob.Comparison comparison : comparisons) {
      List<WholeJob.Measured> some = job.measure(comparison);
      Tables.print(comparison, some);
      measured.addAll(some);
      result.put(key, measured.stream().map(WholeJob.Measured::json).toList());
      write(result);
    }
  }

  private void pca(Map<String, Object> result) throws Exception {
    List<Map<String, Object>> measured = new ArrayList<>();
    PcaBenchmark benchmark = new PcaBenchmark(scratch.toAbsolutePath(), heap, cachedHeap, repeats);
    for (int slots : threads) {
      List<PcaBenchmark.Measured> some = benchmark.measure(slots);
      Tables.print(slots, repeats, some);
      some.forEach(one -> measured.add(one.json()));
      result.put("pca", measured);
      write(result);
    }
  }

  private void train(Map<String, Object> result) throws Exception {
    List<Map<String, Object>> measured = new ArrayList<>();
    TrainBenchmark benchmark = new TrainBenchmark(scratch.toAbsolutePath(), cachedHeap, repeats);
    for (int slots : threads) {
      List<TrainBenchmark.Measured> some = benchmark.measure(slots);
      Tables.print(slots, repeats, some.toArray(TrainBenchmark.Measured[]::new));
      some.forEach(one -> measured.add(one.json()));
      result.put("train", measured);
      write(result);
    }
  }

  private void networks(Map<String, Object> result) throws Exception {
    List<Map<String, Object>> measured = new ArrayList<>();
    Tables.printNetworkHeader(repeats);
    for (NetworkCase network : NetworkCase.all()) {
      if (!network.name().contains(networks)) {
        continue;
      }
      NetworkBenchmark.Measured one = new NetworkBenchmark(repeats, millis).measure(network);
      Tables.print(one);
      measured.add(one.json());
      result.put("network", measured);
      write(result);
    }
  }

  private List<WholeJob.Comparison> networkComparisons() throws IOException {
    Path jpegs = scratch.resolve("jpeg").toAbsolutePath();
    SampleImages.jpegs(jpegs, networkImages);
    Map<Way, Integer> ways = new EnumMap<>(Way.class);
    ways.put(Way.NETWORK, networkImages);
    ways.put(Way.RUNTIME, networkImages);
    Map<String, Path> models = new LinkedHashMap<>();
    models.put("ONNX 3->16", model("pointwise-3-16", NetworkCase.stack(3, 16)));
    models.put(
        "SqueezeNet 1.1 to its last convolution",
        model("squeezenet", NetworkCase.squeezeNetMaps()));
    for (Path file : backbones) {
      models.put(file.getFileName().toString(), file.toAbsolutePath());
    }
    models.keySet().removeIf(name -> !name.contains(networks));
    List<WholeJob.Comparison> all = new ArrayList<>();
    for (int slots : threads) {
      models.forEach(
          (name, file) ->
              all.add(
                  new WholeJob.Comparison(
                      Text.of("%s, %d JPEG", name, networkImages),
                      file,
                      jpegs,
                      slots,
                      "uncompressed",
                      ways,
                      repeats)));
    }
    return all;
  }

  private Path model(String name, Network network) throws IOException {
    Path file = scratch.resolve(name + ".onnx").toAbsolutePath();
    return Files.write(file, OnnxWriter.write(network));
  }

  /** After every comparison: a long run that is stopped has measured something. */
  private void write(Map<String, Object> result) throws IOException {
    Files.createDirectories(json.toAbsolutePath().getParent());
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), result);
  }

  private List<WholeJob.Comparison> comparisons() throws Exception {
    int most = images.stream().mapToInt(Integer::intValue).max().orElseThrow();
    int least = images.stream().mapToInt(Integer::intValue).min().orElseThrow();
    Path jpegs = scratch.resolve("jpeg").toAbsolutePath();
    SampleImages.jpegs(jpegs, Math.max(most, Math.max(sqlImages, mllibImages)));
    Path npy = scratch.resolve("npy").toAbsolutePath();
    SampleImages.cubes(npy, cubes);
    Path cubeKernels = SampleImages.cubeKernels(scratch.resolve("bench-64.json")).toAbsolutePath();

    List<WholeJob.Comparison> all = new ArrayList<>();
    for (int slots : threads) {
      for (int count : images) {
        Map<Way, Integer> ways = own(count);
        if (count == least) {
          ways.put(Way.SQL, sqlImages);
          ways.put(Way.MLLIB, mllibImages);
        }
        all.add(comparison(Text.of("3->16, %d JPEG", count), jpegs, slots, "uncompressed", ways));
      }
      all.add(comparison(Text.of("3->16, %d JPEG", least), jpegs, slots, "snappy", own(least)));
      all.add(
          new WholeJob.Comparison(
              Text.of("64->64, %d npy cubes", cubes),
              cubeKernels,
              npy,
              slots,
              "uncompressed",
              own(cubes),
              repeats));
    }
    return all;
  }

  private WholeJob.Comparison comparison(
      String name, Path folder, int slots, String codec, Map<Way, Integer> ways) {
    return new WholeJob.Comparison(
        name, kernels.toAbsolutePath(), folder, slots, codec, ways, repeats);
  }

  private static Map<Way, Integer> own(int count) {
    Map<Way, Integer> ways = new EnumMap<>(Way.class);
    for (Way way : List.of(Way.PLAIN, Way.PAGES, Way.EXTRACT)) {
      ways.put(way, count);
    }
    return ways;
  }
}
