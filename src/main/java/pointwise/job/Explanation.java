package pointwise.job;

import static pointwise.report.Reports.line;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
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
import pointwise.learn.moments.SameChannels;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.raster.RasterOptions;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;

/**
 * What a job would do, from a look at some of its images.
 *
 * @param parts that bundles are made of; empty where there are none
 * @param options how images are read
 * @param partitions that were asked for; 0 for as many as suit
 */
public record Explanation(
    Listing listing,
    List<InputSplit> parts,
    long maxPixels,
    RasterOptions options,
    FailurePolicy policy,
    int partitions) {
  private static final double MB = 1e6;

  /**
   * Says it of images that kernels or a network are applied to.
   *
   * @param fit what is required of images
   * @param bytes of a sample of the results; 0 where they are no such
   * @return 0, or the exit code of wrong use where the job would fail
   */
  public int print(Configuration configuration, String command, Probe.Fit fit, int bytes) {
    Probe probe = probe(configuration, fit);
    String failing =
        probe.seen().isEmpty() && !probe.failures().isEmpty()
            ? "all images that were looked at do"
            : "";
    return print(command, probe, failing, bytes);
  }

  /**
   * Says it of images that something is learned of, which have to have the same channels.
   *
   * @param channels requires that the job can take images of so many
   */
  public int printAlike(Configuration configuration, String command, IntConsumer channels) {
    Probe probe = probe(configuration, (origin, image) -> {});
    if (probe.seen().isEmpty()) {
      return print(command, probe, "no image that was looked at can be read", 0);
    }
    channels.accept(probe.channels());
    Probe alike = alike(probe);
    Failures failures = new Failures();
    alike.failures().forEach(failures::add);
    try {
      SameChannels.requireMost(command, new ImageTally(alike.seen().size(), failures));
      return print(command, alike, "", 0);
    } catch (IllegalStateException e) {
      return print(command, alike, e.getMessage(), 0);
    }
  }

  private Probe probe(Configuration configuration, Probe.Fit fit) {
    return Probe.ofAll(configuration, listing.files(), limits(), options, fit);
  }

  private int print(String command, Probe probe, String failing, int bytes) {
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
      appendShapes(text, probe.seen());
      appendResult(text, probe, looked, bytes);
    }
    if (!parts.isEmpty()) {
      appendBundles(text);
    }
    String why =
        policy == FailurePolicy.FAILFAST && !probe.failures().isEmpty()
            ? "in the mode failfast it stops at " + probe.failures().get(0).origin()
            : failing;
    line(
        text,
        "outcome",
        "%s",
        why.isEmpty()
            ? Text.of("%s would run; nothing was run", command)
            : Text.of("%s would fail: %s", command, why));
    System.out.print(text);
    return why.isEmpty() ? 0 : ExitCodes.WRONG_USE;
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

  private void appendBundles(StringBuilder text) {
    TaskSlots slots = TaskSlots.of(conf());
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

  private static SparkConf conf() {
    return new SparkConf().setIfMissing("spark.master", "local[*]");
  }

  /** Those of a task: of an executor on a cluster, as far as the configuration tells. */
  private DecodeLimits limits() {
    SparkConf conf = conf();
    TaskSlots slots = TaskSlots.of(conf);
    return slots.isLocal()
        ? slots.limits(maxPixels)
        : new DecodeLimits(
            maxPixels,
            (conf.getSizeAsMb("spark.executor.memory", "1g") << 20) / 2 / slots.inProcess(),
            slots.memorySetting());
  }

  private void appendShapes(StringBuilder text, List<Probe.Seen> seen) {
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
        limits().maxBytes() / MB,
        limits().memorySetting());
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
