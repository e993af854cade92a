package pointwise.input;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkConf;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.SampleType;
import pointwise.report.Failures;
import pointwise.text.Text;

/**
 * Images spread evenly over a listing, looked at on the driver before a job: until one is fit or
 * all of them, and for no longer than a minute.
 *
 * @param images how many were to be looked at
 * @param listed how many there are
 * @param seen those that are fit
 * @param failures of those that are not
 */
public record Probe(int images, int listed, List<Seen> seen, List<ImageException> failures) {
  private static final int MOST = 100;
  private static final int THREADS = 16;
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

  /** Of the JVM that looks, which is not the one that reads but in local mode. */
  private static final String MEMORY = "--driver-memory";

  private static final Pattern DENIED =
      Pattern.compile(
          "(?i)permission denied|access ?denied|forbidden|unauthori[sz]ed|credentials|(status|code|http)\\W{0,3}40[13]\\b");

  /**
   * An image that is fit.
   *
   * @param origin its path
   * @param results samples of its results
   */
  public record Seen(
      String origin, int height, int width, int channels, SampleType type, long results) {
    /** Bytes of its samples. */
    public long bytes() {
      return (long) height * width * channels * type.bytes();
    }
  }

  /** What is required of an image, as far as its shape tells. */
  @FunctionalInterface
  public interface Fit {
    /**
     * Requires that an image fits.
     *
     * @throws ImageException if it does not
     */
    void require(String origin, Raster image);

    /** How many samples the results of an image that fits have; 0 where that is not known. */
    default long results(String origin, Raster image) {
      return 0;
    }
  }

  /** Looks at images of the listing until one is fit. */
  public static Probe of(
      Configuration configuration,
      List<InputSplit> files,
      long maxPixels,
      RasterOptions options,
      Fit fit) {
    DecodeLimits limits = new DecodeLimits(maxPixels, Runtime.getRuntime().maxMemory() / 2, MEMORY);
    return of(configuration, files, limits, options, fit, false);
  }

  /** Looks at all of the images that are chosen. */
  public static Probe ofAll(
      Configuration configuration,
      List<InputSplit> files,
      DecodeLimits limits,
      RasterOptions options,
      Fit fit) {
    return of(configuration, files, limits, options, fit, true);
  }

  private static Probe of(
      Configuration configuration,
      List<InputSplit> files,
      DecodeLimits limits,
      RasterOptions options,
      Fit fit,
      boolean all) {
    int n = Math.min(MOST, files.size());
    List<InputSplit> chosen =
        IntStream.range(0, n)
            .mapToObj(i -> files.get((int) ((long) i * files.size() / n)))
            .toList();
    Look look = new Look(new RasterReader(configuration, limits, options), fit);
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(THREADS, n),
            run -> {
              Thread thread = new Thread(run, "pointwise-probe");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return inOrder(chosen, files.size(), look, pool, all);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Probe inOrder(
      List<InputSplit> chosen, int listed, Look look, ExecutorService pool, boolean all) {
    long end = System.nanoTime() + LONGEST;
    List<ImageException> failures = new ArrayList<>();
    List<Seen> seen = new ArrayList<>();
    List<Future<Seen>> looks = new ArrayList<>(List.of(pool.submit(() -> look.at(chosen.get(0)))));
    for (int i = 0; i < chosen.size() && (all || seen.isEmpty()); i++) {
      if (i == 1) {
        // Mostly the first is fit, and no more are opened.
        chosen.stream().skip(1).forEach(part -> looks.add(pool.submit(() -> look.at(part))));
      }
      try {
        seen.add(looks.get(i).get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof ImageException failure)) {
          // The job will tell.
          break;
        }
        failures.add(failure);
      } catch (TimeoutException e) {
        break;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return new Probe(chosen.size(), listed, seen, failures);
  }

  /** Looks at one image. */
  private record Look(RasterReader reader, Fit fit) {
    Seen at(InputSplit part) {
      if (part.failure() != null) {
        throw part.failure();
      }
      String origin = part.getOrigin();
      try {
        reader.requireFormat(part);
        return decode(part);
      } catch (IOException e) {
        throw Unforeseen.ofFile(origin, e);
      }
    }

    /** Images are decoded one at a time, so that each has the memory. */
    private synchronized Seen decode(InputSplit part) throws IOException {
      if (Thread.interrupted()) {
        throw new InterruptedIOException("the answer is known");
      }
      try (Raster image = reader.open(part)) {
        fit.require(part.getOrigin(), image);
        return new Seen(
            part.getOrigin(),
            image.height(),
            image.width(),
            image.channels(),
            image.type(),
            fit.results(part.getOrigin(), image));
      } finally {
        reader.close();
      }
    }
  }

  /** Those of the first image that is fit; 0 if none is. */
  public int channels() {
    return seen.isEmpty() ? 0 : seen.get(0).channels;
  }

  /** The failure of the first image if all fail alike, and would in the job. */
  public Optional<ImageException> failure() {
    boolean alike =
        failures.size() == images
            && failures.stream().map(Failures::alike).distinct().count() == 1
            && (isLocal() || !failures.get(0).reason().endsWith("raise " + MEMORY));
    return alike ? Optional.of(failures.get(0)) : Optional.empty();
  }

  /** Whether the tasks run in this JVM. */
  private static boolean isLocal() {
    SparkConf conf = new SparkConf().setIfMissing("spark.master", "local");
    return TaskSlots.of(conf).isLocal();
  }

  /**
   * Why a command cannot do its work.
   *
   * @param command what it does
   * @param mismatch what mends images that do not fit; may be empty
   * @param choice what chooses other images; may be empty
   */
  public String message(String command, ImageException failure, String mismatch, String choice) {
    Stream<String> remedies =
        switch (failure.kind()) {
          case CONTENT -> Stream.of(choice);
          case MISMATCH ->
              failure.reason().contains("raise --") ? Stream.of() : Stream.of(mismatch, choice);
          case STORAGE ->
              isDenied(failure)
                  ? Stream.of(
                      "check permissions and credentials, found user "
                          + System.getProperty("user.name"))
                  : Stream.of();
        };
    String remedy =
        remedies.filter(text -> !text.isEmpty()).collect(Collectors.joining(", ", ": ", ""));
    String which =
        images == 1 && listed == 1
            ? "the one image fails, "
            : Text.of(
                "all of %,d images%s fail alike, such as ",
                images, images == listed ? "" : Text.of(" spread over the %,d", listed));
    return Text.of(
        "Cannot %s: %s%s: %s%s",
        command, which, failure.origin(), failure.reason(), remedy.equals(": ") ? "" : remedy);
  }

  /** Whether the storage refused who asks, as file systems of many makers say it. */
  private static boolean isDenied(ImageException failure) {
    return failure.getCause() instanceof AccessDeniedException
        || failure.getCause() instanceof AccessControlException
        || DENIED.matcher(failure.reason()).find();
  }
}
