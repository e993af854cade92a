package pointwise.command;

import static pointwise.command.options.CommonOptions.require;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.blas.Lapack;
import pointwise.command.options.CommonOptions;
import pointwise.command.options.ImageOptions;
import pointwise.file.OutputFile;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.job.ExitCodes;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.kernel.SampleRange;
import pointwise.learn.moments.Covariance;
import pointwise.learn.moments.MomentsPass;
import pointwise.learn.moments.Pca;
import pointwise.learn.moments.PcaResult;
import pointwise.learn.moments.PixelChoice;
import pointwise.learn.moments.PixelStatistics;
import pointwise.learn.moments.PixelSums;
import pointwise.learn.moments.SameChannels;
import pointwise.learn.moments.TableSum;
import pointwise.network.onnx.OnnxWriter;
import pointwise.report.ImageTally;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.store.Bundles;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;
import pointwise.store.Table;
import pointwise.store.TableCounts;
import pointwise.store.TableWriter;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Principal components of the pixels of images, in one pass. */
@Command(
    name = FitPcaCommand.NAME,
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise fit-pca --images scenes --components 3 --out pca.onnx",
    description =
        "Principal components of the pixels of images, as a network of one 1x1 convolution.")
public final class FitPcaCommand implements Callable<Integer> {
  static final String NAME = "fit-pca";

  private static final String REPORT = ".report.json";
  private static final String SUMS = ".sums";
  private static final String CHANNELS = "channels of the images";

  private static final Table<PixelSums> TABLE =
      Table.of("sums", PixelSums.COLUMNS, PixelSums.ENCODER);

  @Spec private CommandSpec command;
  @Mixin private ImageOptions images;

  @Option(
      names = "--components",
      paramLabel = "K",
      description = "How many components; this or --variance.")
  private Integer components;

  @Option(
      names = "--variance",
      paramLabel = "SHARE",
      description = "As many components as explain this share of the variance, such as 0.99.")
  private Double variance;

  @Option(
      names = "--sample",
      paramLabel = "SHARE",
      defaultValue = "1",
      description =
          "Look at this share of the pixels, chosen by a hash of image and place. Default: all.")
  private double sample;

  @Mixin private CommonOptions.Range rangeOption;
  @Mixin private CommonOptions.Engine engine;
  @Mixin private CommonOptions.Overwrite overwrite;
  @Mixin private CommonOptions.Resume resume;
  @Mixin private CommonOptions.Extension extend;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The network, as ONNX; a report of the same name ending in .report.json is written beside it, and the sums of the images in a folder ending in .sums.")
  private String out;

  @Option(
      names = "--save-inverse",
      paramLabel = "FILE",
      description = "Write the network from components back to channels here.")
  private String inverse;

  /** Whether this run wrote the networks. */
  private boolean written;

  @Override
  public Integer call() throws IOException {
    PixelChoice choice = choice();
    engine.blas().load();
    Lapack lapack = engine.blas().loadLapack();
    Configuration configuration = Sessions.configuration();
    Listing listing = images.list(configuration);
    boolean extended = resume.asked() || extend.incremental() || extend.retriesStorage();
    boolean replaces =
        overwrite.asked()
            || (extended && OutputDirectory.isThere(configuration, OutputFile.beside(out, SUMS)));
    OutputFile model = OutputFile.prepare(configuration, out, replaces).withBeside(REPORT);
    String folder = model.beside(SUMS).path();
    OutputFile back = inverse(configuration, model, replaces);
    List<String> inputs = List.copyOf(listing.paths());
    model.requireNoInput(inputs, List.of(REPORT));
    if (back != null) {
      back.requireNoInput(inputs, List.of());
    }
    // Where all sums are there and the wanted networks are not, they are made of them.
    boolean lacksNetwork =
        resume.asked() && (!isFitted(model) || (back != null && back.read().isEmpty()));
    Start start =
        new Start(
            overwrite.asked(),
            resume.asked(),
            extend.incremental() || lacksNetwork,
            extend.retriesStorage());
    OutputDirectory sums = OutputDirectory.prepare(configuration, folder, start, inputs);
    List<InputSplit> parts = images.split(configuration, listing, 0);
    OptionalInt end = images.explained(configuration, listing, parts, NAME, this::requirePossible);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    // Of an earlier fit that this one goes on with, the channels are settled.
    Optional<String> before = sums.earlier(CHANNELS);
    int channels =
        before.isPresent()
            ? Integer.parseInt(before.get())
            : images.channels(configuration, listing, "fit components");
    if (channels == 0) {
      return ExitCodes.EVERY_INPUT_FAILED;
    }
    requirePossible(channels);
    int code =
        Job.runTold(
            NAME,
            sums,
            images.inputs(listing),
            (spark, metrics) -> {
              Bundles bundles =
                  Bundles.ofImages(
                      spark, sums, NAME, identity(channels), parts, images.partitions());
              if (sums.isComplete() && bundles.isCurrent()) {
                return new Job.Told(null, null);
              }
              new TableWriter<>(spark, bundles, TABLE, Codec.UNCOMPRESSED, metrics)
                  .images(
                      new MomentsPass(
                          images.reading(spark, metrics),
                          choice,
                          channels,
                          engine.blas(),
                          images.policy()));
              Fit fit = fit(spark, metrics, listing, bundles, channels, lapack, model, sums);
              write(fit, model, back);
              return new Job.Told(bundles.isCurrent() ? null : fit.ofSums, fit.told);
            });
    if (!written) {
      return code;
    }
    System.out.printf(Locale.ROOT, "%-10s %s%n", "report", model.beside(REPORT).path());
    if (back != null) {
      System.out.printf(Locale.ROOT, "%-10s %s%n", "inverse", back.path());
    }
    return code;
  }

  /**
   * What was fitted.
   *
   * @param kept components, K
   * @param ofSums the report of their table
   * @param told that of the components
   */
  private record Fit(Pca pca, int kept, JobReport ofSums, JobReport told) {}

  private Fit fit(
      SparkSession spark,
      JobMetrics metrics,
      Listing listing,
      Bundles bundles,
      int channels,
      Lapack lapack,
      OutputFile model,
      OutputDirectory sums) {
    Dataset<Row> table = ParquetTable.read(spark, bundles.parts().toArray(String[]::new));
    TableCounts counts = TableCounts.ofPixels(table);
    ImageTally tally = counts.images(spark, bundles.parts());
    spark.sparkContext().setJobDescription(NAME + ": adding up the sums of the images");
    PixelStatistics statistics = TableSum.of(table, channels, engine.blas(), bundles.bytes());
    Pca pca;
    try {
      SameChannels.requireMost("fit components", tally);
      pca = Pca.of(statistics.moments(), lapack);
    } catch (IllegalStateException e) {
      // The images have no components: to go on would find the same.
      sums.giveUp();
      throw e;
    }
    int kept = components == null ? pca.componentsFor(variance) : components;
    Map<String, Object> settings = Job.settings(images.settings(), settings());
    Job.Done done =
        new Job.Done(bundles, bundles.inputs(), listing.skipped(), counts, null, settings);
    return new Fit(
        pca,
        kept,
        Job.report(NAME, spark, metrics, done),
        new JobReport(
            NAME,
            model.path(),
            bundles.inputs(),
            listing.skipped(),
            tally,
            metrics.notes(),
            metrics,
            settings,
            PcaResult.of(statistics, pca, kept, range())));
  }

  private PixelChoice choice() {
    if ((components == null) == (variance == null)) {
      throw wrong("Cannot fit components: expected one of --components and --variance");
    }
    require(
        command, "--components", components == null || components >= 1, components, "at least 1");
    require(
        command,
        "--variance",
        variance == null || (variance > 0 && variance <= 1),
        variance,
        "above 0 and at most 1");
    require(command, "--sample", sample > 0 && sample <= 1, sample, "above 0 and at most 1");
    return new PixelChoice(range(), sample);
  }

  private OutputFile inverse(Configuration configuration, OutputFile model, boolean replaces)
      throws IOException {
    if (inverse == null) {
      return null;
    }
    OutputFile back = OutputFile.prepare(configuration, inverse, replaces);
    boolean taken =
        back.path().equals(model.path())
            || back.path().equals(model.beside(REPORT).path())
            || OutputFile.isInside(new Path(back.path()), new Path(model.beside(SUMS).path()));
    if (taken) {
      throw wrong("Cannot use --save-inverse: found a file of --out, expected another");
    }
    return back;
  }

  /** Whether the network is there, of as many components as are wanted. */
  private boolean isFitted(OutputFile model) throws IOException {
    byte[] report = model.beside(REPORT).read().orElse(new byte[0]);
    try {
      JsonNode settings = new ObjectMapper().readTree(report).path("settings");
      return model.read().isPresent()
          && settings.path("components").asText().equals(String.valueOf(components))
          && settings.path("variance").asText().equals(String.valueOf(variance));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private void requirePossible(int channels) {
    if (channels > Covariance.MOST_CHANNELS) {
      throw new UsageException(
          Text.of(
              "Cannot fit components: the images have too many channels, found %d, expected at most %d",
              channels, Covariance.MOST_CHANNELS));
    }
    require(
        command,
        "--components",
        components == null || components <= channels,
        components,
        Text.of("at most the %d channels of the images", channels));
  }

  private void write(Fit fit, OutputFile model, OutputFile back) throws IOException {
    written = true;
    Pca pca = fit.pca;
    if (back != null) {
      // Components go in as they are, whatever the range of the images was.
      back.write(
          OnnxWriter.write(pca.reconstruction(fit.kept), pca.metadata(fit.kept, SampleRange.RAW)));
    }
    model.write(OnnxWriter.write(pca.projection(fit.kept), pca.metadata(fit.kept, range())));
    // Last, since it tells of how many components they are.
    model.beside(REPORT).write(fit.told.json());
  }

  private SampleRange range() {
    return rangeOption.given().orElse(SampleRange.RAW);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** What sums can be added to those of an earlier job by: not how many components are wanted. */
  private Map<String, String> identity(int channels) {
    Map<String, String> identity = new TreeMap<>(images.identity());
    identity.put("--sample", Double.toString(sample));
    identity.put("--range", range().name());
    identity.put("--blas", engine.blas().name());
    identity.put(CHANNELS, Integer.toString(channels));
    return identity;
  }

  /** For the report. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("components", components);
    settings.put("variance", variance);
    settings.put("sample", sample);
    settings.put("range", range().name());
    settings.put("blas", engine.blas().name());
    return settings;
  }
}
