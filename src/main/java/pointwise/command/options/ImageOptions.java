package pointwise.command.options;

import static pointwise.command.options.CommonOptions.require;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.PathList;
import pointwise.input.Probe;
import pointwise.input.TaskInputs;
import pointwise.job.ExitCodes;
import pointwise.job.Explanation;
import pointwise.job.Job;
import pointwise.network.apply.Preprocessing;
import pointwise.raster.BandChoice;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.MaskFile;
import pointwise.raster.stack.StackPattern;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Which images a job reads, and what becomes of those that fail. */
public final class ImageOptions {
  private static final long LEAST_UNREADABLE = 10;
  private static final long MOST_UNREADABLE = 1000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--images",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files, folders or globs, or folders of feature maps. Of a folder, files with a known suffix are taken; names that begin with . or _ are passed over, in a glob too unless it begins with them itself.")
  private List<String> images = List.of();

  @Option(
      names = "--images-from",
      paramLabel = "FILE",
      description =
          "A file with a path in each line, as for --images, beside or instead of those; - for standard input.")
  private String list;

  @Option(
      names = "--stack",
      paramLabel = "PATTERN",
      description =
          "Images whose bands are files of their own, in place of --images: a path with wildcards in which {band} stands for what tells the bands of an image apart, such as '*/{scene}_B{band}.TIF'. What {band} stands for are their names.")
  private String stack;

  @Option(
      names = "--glob",
      paramLabel = "GLOB",
      description = "Take the files of a folder whose names match, instead of known suffixes.")
  private String glob;

  @Option(names = "--recursive", description = "Take folders inside the folders too.")
  private boolean recursive;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "permissive",
      description =
          "What becomes of an image that fails: permissive keeps a row with the error where the result has rows, dropmalformed leaves it out where its bytes are wrong, failfast stops; failed images are counted in each. Default: ${DEFAULT-VALUE}.")
  private FailurePolicy policy;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description =
          "Refuse larger images, but for formats read by lines. Default: ${DEFAULT-VALUE}.")
  private long maxPixels = TaskInputs.MAX_PIXELS;

  @Mixin private ReadingOptions readingOptions = new ReadingOptions();

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many tasks share the images. Default: by their size.")
  private Integer partitions;

  @Option(
      names = "--max-unreadable",
      paramLabel = "N",
      description =
          "Stop when more files than this cannot be read, for permission or a failing storage. Default: 1 %% of the images, at least 10 and at most 1000.")
  private Long maxUnreadable;

  @Option(
      names = "--explain",
      description =
          "Look at the images, at 100 of them where there are more, say what the job would do and what would fail, and run nothing.")
  private boolean explain;

  /** What was named, of both kinds. */
  private List<String> roots;

  /** Takes folders inside the folders too, asked or not. */
  public void enterFolders() {
    recursive = true;
  }

  /**
   * The same of a table of maps in place of the images: what is made of those is in it.
   *
   * @param folder of the table
   */
  public ImageOptions ofMaps(String folder) {
    ImageOptions maps = new ImageOptions();
    maps.command = command;
    maps.images = List.of(folder);
    maps.policy = policy;
    maps.partitions = partitions;
    maps.maxUnreadable = maxUnreadable;
    maps.explain = explain;
    return maps;
  }

  /** Whether images were named. */
  public boolean given() {
    return !images.isEmpty() || list != null || stack != null;
  }

  public FailurePolicy policy() {
    return policy;
  }

  public long maxPixels() {
    return maxPixels;
  }

  /**
   * Uses the bands that kernels name.
   *
   * @throws ParameterException if others are chosen
   */
  public void useBands(List<BandChoice> choices) {
    readingOptions.useBands(choices);
  }

  /** The listed images in parts, see {@link ImageSource#split}. */
  public List<InputSplit> split(Configuration configuration, Listing listing, int channels) {
    return ImageSource.split(configuration, listing, channels, readingOptions.options());
  }

  /** The same in more of them, see {@link ImageSource#splitEvenly}. */
  public List<InputSplit> splitEvenly(Configuration configuration, Listing listing) {
    return ImageSource.splitEvenly(configuration, listing, readingOptions.options());
  }

  /** The same of parts that begin elsewhere. */
  public List<InputSplit> splitEvenly(
      Configuration configuration,
      Listing listing,
      Function<FormatReader.Lines, ImageSource.Grid> grids) {
    return ImageSource.splitEvenly(configuration, listing, readingOptions.options(), grids);
  }

  /** What tasks read images by. */
  public TaskInputs reading(SparkSession spark, JobMetrics metrics) {
    return new TaskInputs(spark, maxPixels, readingOptions.options(), metrics);
  }

  /** How many; 0 for by their size. */
  public int partitions() {
    return partitions == null ? 0 : partitions;
  }

  /**
   * Looks at some of the images before a job: tells if all fail alike, or all about them where that
   * is what was asked for. In the mode failfast the job itself ends at the first that fails.
   *
   * @param parts that bundles are made of; empty where there are none
   * @param command what cannot be done
   * @param bytes of a sample of the results; 0 where they are no such
   * @param mismatch what mends images that do not fit
   * @return the exit code; empty if the job is to be run
   */
  public OptionalInt look(
      Configuration configuration,
      Listing listing,
      List<InputSplit> parts,
      String command,
      Probe.Fit fit,
      int bytes,
      String mismatch) {
    if (explain) {
      return OptionalInt.of(explanation(listing, parts).print(configuration, command, fit, bytes));
    }
    if (policy == FailurePolicy.FAILFAST) {
      return OptionalInt.empty();
    }
    Probe probe =
        Probe.of(configuration, listing.files(), maxPixels, readingOptions.options(), fit);
    ImageException failure = probe.failure().orElse(null);
    if (failure == null) {
      return OptionalInt.empty();
    }
    System.err.println(probe.message(command, failure, mismatch, choice(configuration, failure)));
    return OptionalInt.of(
        failure.reason().startsWith(Preprocessing.OTHER_SIZE)
            ? ExitCodes.WRONG_USE
            : ExitCodes.EVERY_INPUT_FAILED);
  }

  /**
   * Tells all about images that have to have the same channels, where that was asked for.
   *
   * @param channels requires that the job can take images of so many
   */
  public OptionalInt explained(
      Configuration configuration,
      Listing listing,
      List<InputSplit> parts,
      String command,
      IntConsumer channels) {
    return explain
        ? OptionalInt.of(explanation(listing, parts).printAlike(configuration, command, channels))
        : OptionalInt.empty();
  }

  private Explanation explanation(Listing listing, List<InputSplit> parts) {
    return new Explanation(
        listing, parts, maxPixels, readingOptions.options(), policy, partitions());
  }

  /**
   * The channels of the first image that can be read, of some that are spread over the listing; 0
   * if none can, with the reasons told.
   *
   * @param command what cannot be done
   * @throws ImageException at the first that cannot be read, in the mode failfast
   */
  public int channels(Configuration configuration, Listing listing, String command) {
    Probe probe =
        Probe.of(
            configuration,
            listing.files(),
            maxPixels,
            readingOptions.options(),
            (origin, image) -> {});
    List<ImageException> failures = probe.failures();
    if (policy == FailurePolicy.FAILFAST && !failures.isEmpty()) {
      throw failures.get(0);
    }
    if (probe.channels() == 0) {
      System.err.println(
          probe
              .failure()
              .map(e -> probe.message(command, e, "", choice(configuration, e)))
              .orElse(
                  Text.of(
                      "Cannot %s: none of %d images that were looked at can be read%s",
                      command,
                      probe.images(),
                      failures.isEmpty() ? "" : ", such as " + failures.get(0).getMessage())));
    }
    return probe.channels();
  }

  /** What chooses other images; empty for one that was named, since it stays whatever is chosen. */
  private String choice(Configuration configuration, ImageException failure) {
    return roots.stream().anyMatch(root -> qualified(configuration, root).equals(failure.origin()))
        ? ""
        : "--glob chooses images";
  }

  private static String qualified(Configuration configuration, String root) {
    Path given = Listing.path(root);
    try {
      return given.getFileSystem(configuration).makeQualified(given).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a job reads. */
  public Job.Inputs inputs(Listing listing) {
    long most =
        maxUnreadable == null
            ? Math.max(LEAST_UNREADABLE, Math.min(MOST_UNREADABLE, listing.files().size() / 100))
            : maxUnreadable;
    String more = roots.size() == 1 ? "" : Text.of(" and %,d more", roots.size() - 1);
    return new Job.Inputs(Text.printable(roots.get(0)) + more, most);
  }

  public Listing list(Configuration configuration) throws IOException {
    require(command, "--max-pixels", maxPixels >= 1, maxPixels, "at least 1");
    require(
        command, "--partitions", partitions == null || partitions >= 1, partitions, "at least 1");
    require(
        command,
        "--max-unreadable",
        maxUnreadable == null || maxUnreadable >= 0,
        maxUnreadable,
        "at least 0");
    MaskFile other = readingOptions.options().mask();
    require(
        command,
        "--mask",
        other == null
            || !other.path().contains(MaskFile.SCENE)
            || (stack != null && stack.contains(StackPattern.SCENE)),
        readingOptions.mask(),
        StackPattern.SCENE + " in --stack too");
    if (stack != null) {
      return stacks(configuration, other);
    }
    roots = new ArrayList<>(images);
    if (list != null) {
      roots.addAll(PathList.read(configuration, list));
    } else if (images.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "Cannot list images: expected --images, --images-from or --stack");
    }
    if (roots.isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot list images: the list %s is empty, found no path, expected one in each line",
              Text.printable(list)));
    }
    Listing found = Lister.list(configuration, roots, new Listing.Selection(glob, recursive));
    return other == null ? found : found.withMasks(configuration, other, null);
  }

  private Listing stacks(Configuration configuration, MaskFile other) throws IOException {
    if (!images.isEmpty() || list != null || glob != null || recursive) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --stack: found --images, --images-from, --glob or --recursive, expected it alone");
    }
    StackPattern pattern;
    try {
      pattern = new StackPattern(stack);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command.commandLine(), "Cannot use --stack: " + e.getMessage(), e);
    }
    roots = List.of(pattern.glob());
    Listing found = Lister.list(configuration, roots, Listing.Selection.DEFAULT).stacked(pattern);
    return other == null ? found : found.withMasks(configuration, other, pattern);
  }

  /**
   * Refuses a file with pictures beside it where the next listing would find them.
   *
   * @throws IllegalArgumentException if it lies in a folder of images
   */
  public void requireOutside(Configuration configuration, String file) {
    for (String path : roots) {
      String folder = qualified(configuration, path);
      boolean below = file.startsWith(folder + "/");
      if (below && (recursive || file.lastIndexOf('/') == folder.length())) {
        throw new UsageException(
            Text.of(
                "Cannot write to %s: pictures beside it would be taken for images, found it in %s, expected another folder",
                file, path));
      }
    }
  }

  /** What decides which of the listed images are read. */
  public Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>(readingOptions.identity());
    identity.put("--mode", policy.name());
    identity.put("--max-pixels", Long.toString(maxPixels));
    identity.put("--stack", stack == null ? "" : stack);
    return identity;
  }

  /** For the report. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>(readingOptions.settings());
    settings.put("mode", policy.name());
    settings.put("max-pixels", maxPixels);
    settings.put("stack", stack == null ? "" : stack);
    settings.put("glob", glob == null ? "" : glob);
    settings.put("recursive", recursive);
    settings.put("partitions", partitions == null ? "" : partitions);
    settings.put("max-unreadable", maxUnreadable == null ? "" : maxUnreadable);
    return settings;
  }
}
