package pointwise.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.file.DamagedException;
import pointwise.file.ExclusiveFile;
import pointwise.file.OutputFile;
import pointwise.input.DriverPool;
import pointwise.text.Sha256;
import pointwise.text.Text;

/** The plan of a result as files in its folder, and what became of the bundles of it. */
final class PlanFiles {
  /** Readers of Parquet pass over it. */
  static final String FOLDER = "_plan";

  /** How the file with the inputs ends. */
  static final String INPUTS = ".jsonl";

  private static final String HEADER = "plan.json";
  private static final Pattern RECORD = Pattern.compile("bundle-(\\d{1,9})\\.json");

  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final FileSystem fs;
  private final Path folder;
  private final Set<Path> places;

  /**
   * @param result the folder that has, or will have, the plan in it
   * @param places folders where parts are, that of an earlier result among them
   */
  PlanFiles(FileSystem fs, Path result, Set<Path> places) {
    this.fs = fs;
    this.folder = new Path(result, FOLDER);
    this.places = places;
  }

  static byte[] json(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  static <T> T read(byte[] json, Class<T> type) throws IOException {
    T value = JSON.readValue(json, type);
    if (value == null) {
      throw MismatchedInputException.from(null, type, "found null");
    }
    return value;
  }

  /** Where the record of a bundle is. */
  static Path record(Path result, int bundle) {
    return new Path(new Path(result, FOLDER), "bundle-" + bundle + ".json");
  }

  /** The hash of what a bundle reads. */
  static String hash(Object inputs) {
    return Sha256.hex(json(inputs));
  }

  /** What a plan says but for its bundles; empty where none is there. */
  Optional<Plan.Header> header() throws IOException {
    Optional<byte[]> found = bytes(new Path(folder, HEADER));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      Plan.Header header = read(found.get(), Plan.Header.class);
      if (header.schemaVersion() == Plan.SCHEMA_VERSION) {
        return Optional.of(header);
      }
      throw unreadable(
          Text.of(
              "found schema version %d, expected %d", header.schemaVersion(), Plan.SCHEMA_VERSION),
          null);
    } catch (JsonProcessingException e) {
      throw unreadable(HEADER + " is cut short or damaged", e);
    }
  }

  /** Whether a plan is there, be it a damaged one. */
  boolean isThere() throws IOException {
    return fs.exists(new Path(folder, HEADER));
  }

  private DamagedException unreadable(String why, Throwable cause) {
    return new DamagedException("the plan in " + folder, why, cause);
  }

  private Optional<byte[]> bytes(Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** A plan whole. */
  Plan plan(Plan.Header header) throws IOException {
    List<Plan.Bundle> bundles = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                fs.open(new Path(folder, header.inputsFile())), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bundles.add(JSON.readValue(line, Plan.Bundle.class));
      }
    } catch (JsonProcessingException e) {
      throw unreadable(header.inputsFile() + " is cut short or damaged", e);
    } catch (FileNotFoundException e) {
      throw unreadable(header.inputsFile() + " is gone", e);
    }
    if (bundles.size() != header.bundles()) {
      throw unreadable(
          Text.of("found %d bundles, expected %d", bundles.size(), header.bundles()), null);
    }
    return new Plan(header, bundles);
  }

  /** Writes a plan; its header last, which makes it valid. */
  void write(Plan plan) throws IOException {
    try (OutputStream out = fs.create(new Path(folder, plan.header().inputsFile()))) {
      for (Plan.Bundle bundle : plan.bundles()) {
        out.write(json(bundle));
        out.write('\n');
      }
    }
    OutputFile.inside(fs, new Path(folder, HEADER)).write(json(plan.header()));
    for (FileStatus found : fs.listStatus(folder)) {
      String name = found.getPath().getName();
      if (name.endsWith(INPUTS) && !name.equals(plan.header().inputsFile())) {
        fs.delete(found.getPath(), false);
      }
    }
  }

  /** Numbers of bundles that have a record. */
  List<Integer> recorded() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try {
      for (FileStatus file : fs.listStatus(folder)) {
        Matcher name = RECORD.matcher(file.getPath().getName());
        if (name.matches()) {
          numbers.add(Integer.valueOf(name.group(1)));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return numbers;
  }

  /**
   * The records of the bundles of a plan that are done. Those of other bundles, of other inputs,
   * those that a writer could not end and those whose part is not there are taken away.
   */
  Map<Integer, BundleRecord> records(Plan plan) throws IOException {
    Map<Integer, BundleRecord> found = found();
    Map<Integer, BundleRecord> records = of(plan, found);
    Map<String, Long> lengths = lengths();
    for (Plan.Bundle bundle : plan.bundles()) {
      BundleRecord record = records.get(bundle.number());
      if (record != null
          && record.part() != null
          && lengths.getOrDefault(record.part(), -1L) != record.bytes()) {
        records.remove(bundle.number());
      }
    }
    for (int number : found.keySet()) {
      if (!records.containsKey(number)) {
        deleteRecord(number);
      }
    }
    return records;
  }

  /** The same while tasks may write more of them: nothing is taken away. */
  Map<Integer, BundleRecord> recordsSoFar(Plan plan) throws IOException {
    return of(plan, found());
  }

  private static Map<Integer, BundleRecord> of(Plan plan, Map<Integer, BundleRecord> found) {
    Map<Integer, BundleRecord> records = new TreeMap<>();
    for (Plan.Bundle bundle : plan.bundles()) {
      BundleRecord record = found.get(bundle.number());
      if (record != null && record.hash().equals(bundle.hash())) {
        records.put(bundle.number(), record);
      }
    }
    return records;
  }

  /** Of the files in the folders where parts are, by name. */
  private Map<String, Long> lengths() throws IOException {
    Map<String, Long> lengths = new TreeMap<>();
    for (Path place : places) {
      try {
        for (FileStatus file : fs.listStatus(place)) {
          lengths.put(file.getPath().getName(), file.getLen());
        }
      } catch (FileNotFoundException e) {
        // Nothing is there yet.
      }
    }
    return lengths;
  }

  /** Records by the numbers that their names have; null for one that cannot be read. */
  private Map<Integer, BundleRecord> found() throws IOException {
    List<Integer> numbers = recorded();
    List<byte[]> bytes =
        DriverPool.map(
            numbers, number -> bytes(record(folder.getParent(), number)).orElse(new byte[0]));
    Map<Integer, BundleRecord> found = new TreeMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      found.put(numbers.get(i), record(bytes.get(i)));
    }
    return found;
  }

  private static BundleRecord record(byte[] json) throws IOException {
    try {
      BundleRecord record = read(json, BundleRecord.class);
      return record.hash() == null || record.counts() == null ? null : record;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Writes records of an earlier result, which a new plan takes over. */
  void take(Configuration configuration, Iterable<BundleRecord> records) throws IOException {
    fs.mkdirs(folder);
    for (BundleRecord record : records) {
      ExclusiveFile.create(
          configuration, record(folder.getParent(), record.bundle()), json(record));
    }
  }

  /** What writers that were stopped left in the folder of the plan. */
  void deleteTemporary() throws IOException {
    if (!fs.exists(folder)) {
      return;
    }
    for (FileStatus file : fs.listStatus(folder)) {
      if (file.getPath().getName().startsWith(".")) {
        fs.delete(file.getPath(), false);
      }
    }
  }

  /** Takes back that a bundle is done. */
  void deleteRecord(int bundle) throws IOException {
    fs.delete(record(folder.getParent(), bundle), false);
  }

  /** Takes the plan away. */
  void delete() throws IOException {
    fs.delete(folder, true);
  }
}
