package pointwise.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.text.Version;

/** The bundles of a job that writes a table, and what became of them. */
public final class Bundles {
  private static final String PARTITIONS = "partitions of the table";

  private final OutputDirectory out;
  private final Plan plan;
  private final boolean changes;
  private final boolean goesOn;
  private Map<Integer, BundleRecord> records;

  /**
   * @param records of the bundles that are done
   * @param changes whether there is anything to do
   */
  private Bundles(
      OutputDirectory out, Plan plan, Map<Integer, BundleRecord> records, boolean changes) {
    this.out = out;
    this.plan = plan;
    this.changes = changes;
    this.goesOn = !records.isEmpty();
    this.records = records;
  }

  /**
   * Of images: the plan of an earlier job where this one goes on, else a new one.
   *
   * @param command that writes the table
   * @param identity what has to be the same for a job to go on
   * @param parts images, or ranges of their lines
   * @param partitions how many bundles are wanted; 0 for as many as suit the cluster
   * @throws UsageException if a job that is to go on was another
   */
  public static Bundles ofImages(
      SparkSession spark,
      OutputDirectory out,
      String command,
      Map<String, String> identity,
      List<InputSplit> parts,
      int partitions)
      throws IOException {
    return ofImages(spark, out, command, identity, parts, partitions, false);
  }

  /**
   * The same of results that may depend on the keys of the images.
   *
   * @param byKey whether they do: an image that has another key now is read again
   */
  public static Bundles ofImages(
      SparkSession spark,
      OutputDirectory out,
      String command,
      Map<String, String> identity,
      List<InputSplit> parts,
      int partitions,
      boolean byKey)
      throws IOException {
    int slots = spark.sparkContext().defaultParallelism();
    return of(
        out, command, identity, parts, byKey, some -> ImageSource.bundles(some, partitions, slots));
  }

  /**
   * Requires, before the job begins, that it is the one that it goes on with.
   *
   * @throws UsageException if that was another
   * @throws IOException if what it wrote of its plan or its end is damaged
   */
  public static void requireSame(OutputDirectory out, String command, Map<String, String> identity)
      throws IOException {
    PlanFiles from = out.earlier();
    Optional<Plan.Header> header = from.header();
    if (header.isPresent()) {
      require(out, header.get(), command, identity);
      Plan unused = from.plan(header.get());
    }
    if (out.folder().hasResult()) {
      int unused = out.exitCode();
    }
  }

  /**
   * Of a table that is read by Spark: bundles are the partitions of its rows, which must be the
   * same where a job goes on.
   *
   * @param files of the table
   * @param partitions of its rows
   */
  public static Bundles ofTable(
      OutputDirectory out,
      String command,
      Map<String, String> identity,
      List<InputSplit> files,
      int partitions)
      throws IOException {
    Map<String, String> all = new TreeMap<>(identity);
    String hash = PlanFiles.hash(files);
    all.put("files of the table, by a hash", hash);
    Optional<Bundles> complete = complete(out, command, all);
    if (complete.isPresent()) {
      return complete.get();
    }
    all.put(PARTITIONS, Integer.toString(partitions));
    Optional<Plan.Header> header = out.folder().plan().header();
    if (out.folder().isUnfinished()) {
      require(out, header.get(), command, all);
      Plan plan = out.folder().plan().plan(header.get());
      return new Bundles(out, plan, out.folder().plan().records(plan), true);
    }
    List<Plan.Bundle> bundles = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      bundles.add(new Plan.Bundle(i, hash, List.of(), null, false));
    }
    return written(out, command, all, bundles);
  }

  /**
   * Those of a result that is complete, where it is to be gone on with; empty where there is none,
   * or a part of it is gone.
   */
  private static Optional<Bundles> complete(
      OutputDirectory out, String command, Map<String, String> identity) throws IOException {
    if (!out.isComplete()) {
      return Optional.empty();
    }
    PlanFiles from = out.folder().resultPlan();
    Optional<Plan.Header> header = out.folder().isUnfinished() ? Optional.empty() : from.header();
    if (header.isEmpty()) {
      return Optional.of(new Bundles(out, new Plan(null, List.of()), Map.of(), false));
    }
    require(out, header.get(), command, identity);
    Plan plan = from.plan(header.get());
    Map<Integer, BundleRecord> records = from.records(plan);
    int lost = plan.bundles().size() - records.size();
    if (lost == 0) {
      return Optional.of(new Bundles(out, plan, records, false));
    }
    out.requireNothingElse();
    System.err.println(
        Text.of(
            "Going on with %s: parts of %,d of %,d bundles are gone or cut short",
            out.path(), lost, plan.bundles().size()));
    return Optional.empty();
  }

  private static Bundles of(
      OutputDirectory out,
      String command,
      Map<String, String> identity,
      List<InputSplit> parts,
      boolean byKey,
      Function<List<InputSplit>, List<List<InputSplit>>> pack)
      throws IOException {
    Optional<Bundles> complete = complete(out, command, identity);
    if (complete.isPresent()) {
      return complete.get();
    }
    boolean unfinished = out.folder().isUnfinished();
    boolean kept = !unfinished && (out.start().extendsResults() || out.isComplete());
    PlanFiles from = kept ? out.folder().resultPlan() : out.folder().plan();
    Plan.Header header = unfinished || kept ? from.header().orElse(null) : null;
    if (header == null) {
      PlanChange none = new PlanChange(parts, Map.of(), "", false, false, byKey);
      Plan empty = new Plan(null, List.of());
      return written(out, command, identity, none.of(empty, parts, pack));
    }
    require(out, header, command, identity);
    Plan before = from.plan(header);
    Map<Integer, BundleRecord> records = from.records(before);
    PlanChange change =
        new PlanChange(
            parts,
            records,
            kept ? out.path() : out.staging(),
            kept,
            out.start().retryStorage(),
            byKey);
    List<Plan.Bundle> bundles = change.of(before, parts, pack);
    if (!change.gone().isEmpty()) {
      System.err.println(
          Text.of(
              "Inputs of the earlier job that are gone: %,d, such as %s; what is done of them stays",
              change.gone().size(), change.gone().iterator().next()));
    }
    boolean same = numbers(bundles).equals(numbers(before.bundles()));
    if (same && kept && records.size() == bundles.size()) {
      return new Bundles(out, new Plan(header, bundles), records, false);
    }
    if (same && unfinished && bundles.equals(before.bundles())) {
      return new Bundles(out, before, records, true);
    }
    if (kept) {
      Set<Integer> taken = numbers(bundles);
      List<BundleRecord> stay =
          records.values().stream().filter(record -> taken.contains(record.bundle())).toList();
      out.folder().plan().take(out.configuration(), stay);
    }
    return written(out, command, identity, bundles);
  }

  private static Set<Integer> numbers(List<Plan.Bundle> bundles) {
    return bundles.stream().map(Plan.Bundle::number).collect(Collectors.toSet());
  }

  private static Bundles written(
      OutputDirectory out, String command, Map<String, String> identity, List<Plan.Bundle> bundles)
      throws IOException {
    String id = UUID.randomUUID().toString();
    long inputs =
        bundles.stream()
            .flatMap(bundle -> bundle.inputs().stream())
            .map(InputSplit::getOrigin)
            .distinct()
            .count();
    Plan plan =
        new Plan(
            new Plan.Header(
                Plan.SCHEMA_VERSION,
                id,
                command,
                Instant.now().toString(),
                versioned(identity),
                out.replaces(),
                bundles.size(),
                inputs,
                "inputs-" + id + PlanFiles.INPUTS),
            bundles);
    try {
      out.folder().plan().write(plan);
    } catch (IOException e) {
      throw out.unwritten(e);
    }
    return new Bundles(out, plan, out.folder().plan().records(plan), true);
  }

  private static Map<String, String> versioned(Map<String, String> identity) {
    Map<String, String> all = new TreeMap<>(identity);
    all.put("version", Version.text());
    return all;
  }

  private static void require(
      OutputDirectory out, Plan.Header header, String command, Map<String, String> identity) {
    Map<String, String> expected = new TreeMap<>(header.identity());
    expected.put("command", header.command());
    Map<String, String> found = versioned(identity);
    found.put("command", command);
    if (out.isComplete()) {
      expected.remove(PARTITIONS); // only a job that goes on needs as many
    }
    Set<String> names = new HashSet<>(expected.keySet());
    names.addAll(found.keySet());
    for (String name : names.stream().sorted().toList()) {
      String before = expected.getOrDefault(name, "nothing");
      String now = found.getOrDefault(name, "nothing");
      if (!before.equals(now)) {
        throw new UsageException(
            Text.of(
                "Cannot go on with %s: %s is another than before, found %s, expected %s; --overwrite alone begins anew",
                out.path(), name, now, before));
      }
    }
  }

  /** Whether there is anything to do. */
  public boolean isCurrent() {
    return !changes;
  }

  /** Whether some of the bundles were done before. */
  public boolean goesOn() {
    return goesOn;
  }

  Plan plan() {
    return plan;
  }

  /** Where the result will be. */
  public String path() {
    return out.path();
  }

  OutputDirectory out() {
    return out;
  }

  Map<Integer, BundleRecord> records() {
    return records;
  }

  /** Reads the records of bundles that are done by now. */
  void update() throws IOException {
    records = out.folder().plan().records(plan);
  }

  /** Requires that every bundle is done, and takes away what no bundle has. */
  void end() throws IOException {
    if (records.size() != plan.bundles().size()) {
      throw new IllegalStateException(
          Text.of(
              "Cannot account for every bundle: found %d records, expected %d",
              records.size(), plan.bundles().size()));
    }
    Set<String> all = new HashSet<>(partNames());
    all.addAll(out.folder().listedParts());
    out.folder().deleteStrays(all);
  }

  /** The path of the file of a bundle that is done. */
  Path part(Plan.Bundle bundle) {
    return new Path(
        bundle.kept() ? out.path() : out.staging(), records.get(bundle.number()).part());
  }

  /** Images, or files of a table, that the job takes in. */
  public long inputs() {
    return plan.header().inputs();
  }

  /** What no other plan has. */
  public String id() {
    return plan.header().id();
  }

  /** The names of the files of the table. */
  public List<String> partNames() {
    return records.values().stream().map(BundleRecord::part).filter(Objects::nonNull).toList();
  }

  /** The paths of those files. */
  public List<String> parts() {
    return plan.bundles().stream()
        .filter(bundle -> records.get(bundle.number()).part() != null)
        .map(bundle -> part(bundle).toString())
        .toList();
  }

  /** Bytes of those files. */
  public long bytes() {
    return records.values().stream().mapToLong(BundleRecord::bytes).sum();
  }

  /**
   * What a table of feature maps holds.
   *
   * @throws IllegalStateException if the rows of an image do not add up to it
   */
  public TableCounts counts() {
    return TableCounts.ofMaps(tallies());
  }

  /** Of the feature maps in the table; null where it has none. */
  public MapShapes shapes() {
    return MapShapes.joined(tallies().stream().map(tally -> tally.shapes));
  }

  private List<MapTally> tallies() {
    return records.values().stream().map(BundleRecord::tally).filter(Objects::nonNull).toList();
  }
}
