package pointwise.command;

import static pointwise.report.Reports.line;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.Probe;
import pointwise.input.TaskSlots;
import pointwise.job.ExitCodes;
import pointwise.learn.moments.SameChannels;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.report.Failures;
import pointwise.text.Text;

/**
 * What a job would do, from a look at some of its images.
 *
 * @param parts that bundles are made of; empty where there are none
 * @param partitions that were asked for; 0 for as many as suit
 */
record Explanation(
    Listing listing, List<InputSplit> parts, long maxPixels, FailurePolicy policy, int partitions) {
  private static final double MB = 1e6;

  /**
   * Says it.
   *
   * @param fit what is required of images; null for the channels of the first that can be read
   * @param bytes of a sample of the results; 0 where they are no such
   * @return 0, or the exit code of wrong use where the job would fail
   */
  int print(Configuration configuration, String command, Probe.Fit fit, int bytes) {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local[*]");
    TaskSlots slots = TaskSlots.of(conf);
    DecodeLimits limits = limits(conf, slots);
    Probe probe =
        fit == null
            ? alike(Probe.ofAll(configuration, listing.files(), limits, (origin, image) -> {}))
            : Probe.ofAll(configuration, listing.files(), limits, fit);
    Failures failures = new Failures();
    probe.failures().forEach(failures::add);
    int looked = probe.seen().size() + probe.failures().size();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "images",
        "%,d, of which %,d were looked at: %,d fit, %,d fail",
        listing.files().size(),
        looked,
        probe.seen().size(),
        probe.failures().size());
    failures.appendTo(text, "failing");
    if (!listing.skipped().text().isEmpty()) {
      line(text, "skipped", "%s", listing.skipped().text());
    }
    if (!probe.seen().isEmpty()) {
      appendShapes(text, probe.seen(), limits, slots);
      appendResult(text, probe, looked, bytes);
    }
    if (!parts.isEmpty()) {
      appendBundles(text, slots);
    }
    String failing = failing(probe);
    line(
        text,
        "outcome",
        "%s",
        failing.isEmpty()
            ? Text.of("%s would run; nothing was run", command)
            : Text.of("%s would fail: %s", command, failing));
    System.out.print(text);
    return failing.isEmpty() ? 0 : ExitCodes.WRONG_USE;
  }

  /** The same where images of other channels than the first have failed. */
  private static Probe alike(Probe probe) {
    List<Probe.Seen> same = new ArrayList<>();
    List<ImageException> failures = new ArrayList<>(probe.failures());
    for (Probe.Seen image : probe.seen()) {
      try {
        SameChannels.require(image.origin(), image.channels(), probe.channels());
        same.add(image);
      } catch (ImageException e) {
        failures.add(e);
      }
    }
    return new Probe(probe.images(), probe.listed(), same, failures);
  }

  private void appendBundles(StringBuilder text, TaskSlots slots) {
    int tasks = slots.inProcess();
    int bundles = ImageSource.bundles(parts, partitions, tasks).size();
    line(
        text,
        "bundles",
        slots.isLocal()
            ? "%,d, each the work of a task; %d run at a time"
            : "%,d or more, each the work of a task; %d run at a time in each executor",
        bundles,
        tasks);
  }

  private String failing(Probe probe) {
    if (policy == FailurePolicy.FAILFAST && !probe.failures().isEmpty()) {
      return "in the mode failfast it stops at " + probe.failures().get(0).origin();
    }
    return probe.seen().isEmpty() && !probe.failures().isEmpty()
        ? "all images that were looked at do"
        : "";
  }

  /** Those of a task: of an executor on a cluster, as far as the configuration tells. */
  private DecodeLimits limits(SparkConf conf, TaskSlots slots) {
    return slots.isLocal()
        ? slots.limits(maxPixels)
        : new DecodeLimits(
            maxPixels,
            (conf.getSizeAsMb("spark.executor.memory", "1g") << 20) / 2 / slots.inProcess(),
            slots.memorySetting());
  }

  private static void appendShapes(
      StringBuilder text, List<Probe.Seen> seen, DecodeLimits limits, TaskSlots slots) {
    String types =
        seen.stream()
            .map(image -> image.type().name().toLowerCase(Locale.ROOT))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    line(
        text,
        "shapes",
        "%s x %s x %s %s",
        range(seen, Probe.Seen::height),
        range(seen, Probe.Seen::width),
        range(seen, Probe.Seen::channels),
        types);
    Probe.Seen largest =
        seen.stream().max(Comparator.comparingLong(Probe.Seen::bytes)).orElseThrow();
    line(
        text,
        "largest",
        "%d x %d x %d, %,.1f MB of samples; a task decodes up to %,.1f MB at once, which %s raises",
        largest.height(),
        largest.width(),
        largest.channels(),
        largest.bytes() / MB,
        limits.maxBytes() / MB,
        slots.memorySetting());
  }

  private static String range(List<Probe.Seen> seen, ToIntFunction<Probe.Seen> size) {
    int least = seen.stream().mapToInt(size).min().orElseThrow();
    int most = seen.stream().mapToInt(size).max().orElseThrow();
    return least == most ? Text.of("%d", least) : Text.of("%d..%d", least, most);
  }

  private void appendResult(StringBuilder text, Probe probe, int looked, int bytes) {
    long results = probe.seen().stream().mapToLong(Probe.Seen::results).sum();
    if (results == 0 || bytes == 0) {
      return;
    }
    double all = (double) results * bytes * listing.files().size() / looked;
    line(text, "result", "about %,.1f MB before compression", all / MB);
  }
}
