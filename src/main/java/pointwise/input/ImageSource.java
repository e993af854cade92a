package pointwise.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.RasterOptions;
import pointwise.raster.stack.StackRaster;
import pointwise.text.Text;
import pointwise.tile.TilePlan;

/** Image files as a Dataset: what is to be read, packed so that tasks are equally long. */
public final class ImageSource {
  /** A file of lines larger than this is read by several tasks. */
  private static final long SPLIT_BYTES = 64L << 20;

  private static final long LEAST_SPLIT_BYTES = 1L << 20;

  /** Of each of the images that the driver opens at a time. */
  private static final long OPENED_BYTES = 16L << 20;

  /** What the driver decodes of an image before it is cut: masks, of which some are read whole. */
  private static final DecodeLimits OPENED =
      new DecodeLimits(Long.MAX_VALUE, OPENED_BYTES, "the memory");

  private static final int EVEN_PARTS = 64;

  /** What a partition decodes, about, unless there are too few or too many of them. */
  private static final long PARTITION_BYTES = 128L << 20;

  private static final int MOST_PARTITIONS = 10_000;
  private static final int PARTITIONS_PER_SLOT = 2;

  /** What is lost at most of a task that is stopped. */
  private static final long BUNDLE_BYTES = 1L << 30;

  private static final int BUNDLE_PARTS = 4096;
  private static final int BUNDLES_PER_SLOT = 4;

  /** Maps of a table that go into one bin together: a quarter of it, and no more than so many. */
  private static final int RUNS_PER_BIN = 4;

  private static final int RUN_PARTS = 256;
  private static final long COST_OF_OPENING = 64L << 10;

  private ImageSource() {}

  /**
   * The images in files, folders and globs, each whole.
   *
   * @throws IllegalArgumentException if a path is missing or no image is found
   */
  public static Dataset<InputSplit> read(SparkSession spark, String... paths) {
    try {
      Listing listing =
          Lister.list(
              spark.sessionState().newHadoopConf(),
              Arrays.asList(paths),
              Listing.Selection.DEFAULT);
      return pack(spark, listing.files(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Parts of the files: large ones that are read by lines are cut where the strips of their feature
   * maps begin, or rows of tiles. One that cannot be opened, or has to decode more than 16 MiB for
   * that, is one part: the task that opens it says so in a row. One that cannot be had is an input
   * that failed: to hand it on whole would make the parts depend on chance.
   *
   * @param outputChannels channels of the feature maps; 0 for as many as the image has
   */
  public static List<InputSplit> split(
      Configuration configuration, Listing listing, int outputChannels) {
    return split(configuration, listing, outputChannels, RasterOptions.DEFAULT);
  }

  /** The same of images that are read otherwise. */
  public static List<InputSplit> split(
      Configuration configuration, Listing listing, int outputChannels, RasterOptions options) {
    return split(
        configuration,
        listing,
        options,
        image -> new Grid(strip(image, outputChannels), 0),
        SPLIT_BYTES);
  }

  /**
   * {@link #split(Configuration, Listing, int)} into smaller parts, so that few large files make
   * equal partitions: a 64th of all bytes, where that is less. A function of the files alone.
   */
  public static List<InputSplit> splitEvenly(Configuration configuration, Listing listing) {
    return splitEvenly(configuration, listing, RasterOptions.DEFAULT);
  }

  /** The same of images that are read otherwise. */
  public static List<InputSplit> splitEvenly(
      Configuration configuration, Listing listing, RasterOptions options) {
    return splitEvenly(configuration, listing, options, image -> new Grid(strip(image, 0), 0));
  }

  /**
   * Where parts of an image may begin.
   *
   * @param lines between two such places
   * @param tail lines that are no part by themselves
   */
  public record Grid(int lines, int tail) {}

  /** The same, of parts that begin elsewhere. */
  public static List<InputSplit> splitEvenly(
      Configuration configuration,
      Listing listing,
      RasterOptions options,
      Function<FormatReader.Lines, Grid> grids) {
    long all = listing.files().stream().mapToLong(InputSplit::getLength).sum();
    return split(
        configuration,
        listing,
        options,
        grids,
        Math.max(LEAST_SPLIT_BYTES, Math.min(SPLIT_BYTES, all / EVEN_PARTS)));
  }

  private static List<InputSplit> split(
      Configuration configuration,
      Listing listing,
      RasterOptions options,
      Function<FormatReader.Lines, Grid> grids,
      long bytes) {
    Predicate<InputSplit> isLarge =
        file ->
            file.getLength() > bytes
                && !file.isStored()
                && ImageFormats.mayHaveLines(file.getOrigin());
    try {
      Iterator<List<InputSplit>> cut =
          DriverPool.map(
                  listing.files().stream().filter(isLarge).toList(),
                  file -> cut(configuration, file, options, grids, bytes))
              .iterator();
      return listing.files().stream()
          .flatMap(file -> isLarge.test(file) ? cut.next().stream() : Stream.of(file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<InputSplit> cut(
      Configuration configuration,
      InputSplit file,
      RasterOptions options,
      Function<FormatReader.Lines, Grid> grids,
      long bytes) {
    FormatReader.Lines image;
    Grid grid;
    int lines;
    try {
      Optional<FormatReader.Lines> header = header(configuration, file, options);
      if (header.isEmpty()) {
        return List.of(file);
      }
      image = header.get();
      grid = grids.apply(image);
      int strips = (int) Math.max(1, bytes / image.lineBytes() / grid.lines);
      lines = (int) Math.min(image.height(), (long) strips * grid.lines);
      if (lines == image.height()) {
        return List.of(file);
      }
      // What fails when it is opened is one part: of several, some would seem to have changed.
      new RasterReader(configuration, OPENED, options).open(file).close();
    } catch (IOException e) {
      String reason = "the file cannot be read: " + Entry.reason(e);
      return List.of(
          InputSplit.failed(
              file.getKey(), new ImageException(file.getOrigin(), ErrorKind.STORAGE, reason, e)));
    } catch (RuntimeException e) {
      return List.of(file);
    }
    List<InputSplit> parts = new ArrayList<>();
    // In long: a height may be 2^31 - 1.
    for (long y = 0, end; y < image.height(); y = end) {
      boolean last = y + lines >= image.height() - grid.tail;
      end = last ? image.height() : y + lines;
      parts.add(file.lines((int) y, (int) (end - y), (end - y) * image.lineBytes()));
    }
    return parts;
  }

  /**
   * Lines that parts of an image are multiples of: strips of the map, or rows of blocks where the
   * image is read by narrower windows and the map is cut.
   *
   * @param outputChannels of the map; 0 for as many as the image has
   * @throws IllegalArgumentException if full lines are read and one is too large
   */
  private static int strip(FormatReader.Lines image, int outputChannels) {
    int channels = outputChannels == 0 ? image.channels() : outputChannels;
    int strip = TilePlan.lines(image.height(), image.width(), channels);
    if (image.blockColumns() < image.width()) {
      return strip == image.height() ? strip : image.blockRows();
    }
    TilePlan.requireLine(image.width(), channels);
    long line = (long) image.width() * image.channels() * image.type().bytes();
    return line > TilePlan.LINE_BYTES ? image.height() : strip;
  }

  /** The lines of an image, of a stack those of the bands that are used. */
  private static Optional<FormatReader.Lines> header(
      Configuration configuration, InputSplit image, RasterOptions options) throws IOException {
    Map<String, InputSplit> bands = image.bands();
    if (bands.isEmpty()) {
      return header(configuration, image, image, options);
    }
    List<FormatReader.Lines> lines = new ArrayList<>();
    for (String name : RasterReader.used(image.getOrigin(), bands, options)) {
      InputSplit file = bands.get(name);
      try {
        Optional<FormatReader.Lines> band = header(configuration, file, image, options);
        if (band.isEmpty()) {
          return band;
        }
        lines.add(band.get());
      } catch (IOException e) {
        throw new IOException(
            Text.of("band %s: %s: %s", name, file.getOrigin(), Entry.reason(e)), e);
      }
    }
    return StackRaster.lines(lines);
  }

  /**
   * @param image whose files beside it are taken
   */
  private static Optional<FormatReader.Lines> header(
      Configuration configuration, InputSplit file, InputSplit image, RasterOptions options)
      throws IOException {
    String origin = file.getOrigin();
    try (FSDataInputStream in = SteadyInput.open(configuration, new Path(origin))) {
      ImageFile open = RasterReader.file(configuration, origin, image, in, file.getFileLength());
      return ImageFormats.ofContent(origin, open.head()).lines(open, options.read());
    }
  }

  /**
   * The parts in partitions of equal cost.
   *
   * @param partitions how many; 0 for a number that suits their size and the cluster's
   */
  public static Dataset<InputSplit> pack(
      SparkSession spark, List<InputSplit> parts, int partitions) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int bins = bins(parts, partitions, context.defaultParallelism());
    List<List<InputSplit>> packed = pack(parts, bins);
    return spark.createDataset(
        context.parallelize(packed, bins).flatMap(List::iterator).rdd(), InputSplit.ENCODER);
  }

  /**
   * In how many partitions parts are read by one query.
   *
   * @param wanted 0 for as many as suit
   * @param slots tasks that run at a time
   */
  public static int bins(List<InputSplit> parts, int wanted, int slots) {
    return Math.min(
        parts.size(),
        wanted > 0 ? wanted : Math.max(slots * PARTITIONS_PER_SLOT, partitions(parts)));
  }

  /**
   * The parts in bundles of equal cost: of at most 4,096 parts and, where no part alone is more, 1
   * GiB of estimated decoded samples.
   *
   * @param wanted how many at least, where there are as many parts; 0 for four for each slot
   * @param slots tasks that run at a time
   */
  public static List<List<InputSplit>> bundles(List<InputSplit> parts, int wanted, int slots) {
    long cost = decodedBytes(parts);
    long least = 1 + Math.max((cost - 1) / BUNDLE_BYTES, (parts.size() - 1) / BUNDLE_PARTS);
    long most = Math.max(least, wanted > 0 ? wanted : slots * BUNDLES_PER_SLOT);
    return pack(parts, (int) Math.min(parts.size(), most));
  }

  /** Bytes of the samples of the parts, as far as the listing tells. */
  public static long decodedBytes(List<InputSplit> parts) {
    return parts.stream().mapToLong(ImageSource::cost).sum();
  }

  /** How many partitions keep each to some 128 MB of decoded samples; 10,000 at most. */
  public static int partitions(List<InputSplit> parts) {
    long cost = decodedBytes(parts);
    return (int) Math.min(MOST_PARTITIONS, cost / PARTITION_BYTES);
  }

  /**
   * The parts in bins of equal cost: the costliest first, each into the bin that has least; in
   * their old order inside a bin. Maps that follow each other in a table stay together, as far as
   * bins can be equal then.
   */
  public static List<List<InputSplit>> pack(List<InputSplit> parts, int bins) {
    List<Bin> all = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      all.add(new Bin(i));
    }
    PriorityQueue<Bin> emptiest =
        new PriorityQueue<>(
            Comparator.comparingLong((Bin bin) -> bin.cost).thenComparing(bin -> bin.number));
    emptiest.addAll(all);
    runs(parts, bins).stream()
        .sorted(Comparator.comparingLong((Bin run) -> run.cost).reversed())
        .forEach(
            run -> {
              Bin bin = emptiest.peek();
              if (bin == null || !bin.hasRoomFor(run)) {
                bin = new Bin(all.size());
                all.add(bin);
              } else {
                emptiest.remove();
              }
              bin.add(run);
              if (bin.parts.size() < BUNDLE_PARTS) {
                emptiest.add(bin);
              }
            });
    Comparator<InputSplit> order =
        InputSplit.BY_TABLE.thenComparing(InputSplit::getOrigin).thenComparing(InputSplit::getY);
    all.forEach(bin -> bin.parts.sort(order));
    return all.stream().map(bin -> bin.parts).toList();
  }

  /** What goes into one bin together, in the order of the parts: mostly each part alone. */
  private static List<Bin> runs(List<InputSplit> parts, int bins) {
    long most = decodedBytes(parts) / Math.max(1, bins) / RUNS_PER_BIN;
    List<Bin> runs = new ArrayList<>();
    String table = null;
    for (InputSplit part : parts) {
      String file = part.isStored() ? part.file() : null;
      Bin last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (file == null
          || !file.equals(table)
          || last.cost + cost(part) > most
          || last.parts.size() == RUN_PARTS) {
        last = new Bin(runs.size());
        runs.add(last);
      }
      last.add(part);
      table = file;
    }
    return runs;
  }

  /** Bytes when decoded, as far as the listing tells: compressed formats by their usual ratio. */
  private static long cost(InputSplit part) {
    String name = part.isStored() ? "" : part.getOrigin().toLowerCase(Locale.ROOT);
    int ratio =
        name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".webp")
            ? 8
            : name.endsWith(".png") || name.endsWith(".gif") ? 3 : 1;
    return COST_OF_OPENING + ratio * part.getLength();
  }

  private static final class Bin {
    final int number;
    final List<InputSplit> parts = new ArrayList<>(1);
    long cost;

    Bin(int number) {
      this.number = number;
    }

    boolean hasRoomFor(Bin run) {
      return parts.isEmpty()
          || (cost + run.cost <= BUNDLE_BYTES && parts.size() + run.parts.size() <= BUNDLE_PARTS);
    }

    void add(InputSplit part) {
      cost += ImageSource.cost(part);
      parts.add(part);
    }

    void add(Bin run) {
      cost += run.cost;
      parts.addAll(run.parts);
    }
  }
}
