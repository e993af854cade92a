package pointwise.command.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.SampleChoice;
import pointwise.learn.train.ModelShape;
import pointwise.learn.train.TrainingSettings;
import pointwise.network.layer.Pool;
import pointwise.text.Text;

/** Which model is trained and how. */
public final class TrainOptions {
  private enum PoolKind {
    MAX,
    MEAN
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--unit",
      required = true,
      paramLabel = "UNIT",
      description = "What has one label: image or pixel.")
  private LabelUnit unit;

  @Option(
      names = "--hidden",
      paramLabel = "N[,N...]",
      description =
          "Kernels of each hidden layer, ReLU after each; none for a linear model. Default: 32; none with --network.")
  private String hidden;

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description =
          "What becomes of the pixels of an image before the last layer: max or mean; with --unit image. Default: mean.")
  private PoolKind pool;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      defaultValue = "50",
      description = "Passes over the samples at most. Default: ${DEFAULT-VALUE}.")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "B",
      description =
          "Samples of a step, about; 0 for all. Default: a 32nd of them, 64 to 65,536, since a step is a Spark job.")
  private Long batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Of Adam. Default: 0.02; 0.002 with --network.")
  private Double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "D",
      defaultValue = "0",
      description =
          "Decoupled (AdamW): a step takes this times the learning rate off of each weight. Default: ${DEFAULT-VALUE}.")
  private double weightDecay;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Of the samples, put aside to validate with; 0 for none. Default: ${DEFAULT-VALUE}.")
  private double validation;

  @Option(
      names = "--validation-blocks",
      paramLabel = "N",
      description =
          "Put aside blocks of N x N pixels instead of single ones, whose neighbours are trained on; with --unit pixel.")
  private Integer validationBlocks;

  @Option(
      names = "--patience",
      paramLabel = "P",
      defaultValue = "0",
      description =
          "Stop after so many epochs without a lower validation loss; 0 never. Default: ${DEFAULT-VALUE}.")
  private int patience;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "Of first weights, validation, batches and parts of images. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private FeatureOptions features;
  @Mixin private CommonOptions.Engine engine;

  public LabelUnit unit() {
    return unit;
  }

  /** By which network images become features. */
  public FeatureOptions features() {
    return features;
  }

  /** What samples are scaled to. */
  public SampleRange range() {
    return features.range();
  }

  private String hiddenLayers() {
    if (hidden != null) {
      return hidden;
    }
    return features.given() ? "none" : "32";
  }

  private double learningRate() {
    if (learningRate != null) {
      return learningRate;
    }
    return features.given() ? 0.002 : 0.02;
  }

  public Blas.Kind blas() {
    return engine.blas();
  }

  public long seed() {
    return seed;
  }

  private int blocks() {
    return validationBlocks == null ? 1 : validationBlocks;
  }

  /** A line where neighbours of pixels for validation are trained on, else nothing. */
  public String warning() {
    return unit == LabelUnit.PIXEL && validates() && blocks() == 1
        ? Text.of(
            "%-10s validation takes single pixels, whose neighbours are trained on: --validation-blocks N takes blocks%n",
            "warning")
        : "";
  }

  public boolean validates() {
    return validation > 0;
  }

  /**
   * Checks that the options fit each other.
   *
   * @throws ParameterException naming the first option that is out of range
   */
  public void check() {
    SampleRange unused = range();
    features.checkVariants(unit);
    hidden();
    require("--pool", pool == null || unit == LabelUnit.IMAGE, pool, "none with --unit pixel");
    require("--epochs", epochs >= 1, epochs, "at least 1");
    require("--batch", batch == null || batch >= 0, batch, "at least 0");
    require(
        "--learning-rate",
        learningRate() > 0 && Double.isFinite(learningRate()),
        learningRate,
        "above 0");
    require(
        "--weight-decay",
        weightDecay >= 0 && Double.isFinite(weightDecay),
        weightDecay,
        "at least 0");
    require(
        "--validation", validation >= 0 && validation < 1, validation, "at least 0 and below 1");
    require(
        "--validation-blocks",
        validationBlocks == null || validationBlocks >= 1,
        validationBlocks,
        "at least 1");
    require(
        "--validation-blocks",
        validationBlocks == null || (unit == LabelUnit.PIXEL && validates()),
        validationBlocks,
        "none with --unit image or --validation 0");
    require("--patience", patience >= 0, patience, "at least 0");
    require("--patience", patience == 0 || validates(), patience, "0 where --validation is 0");
  }

  private void require(String option, boolean holds, Object found, String expected) {
    CommonOptions.require(command, option, holds, found, expected);
  }

  private List<Integer> hidden() {
    List<Integer> widths = new ArrayList<>();
    String hidden = hiddenLayers();
    if (hidden.equals("none")) {
      return widths;
    }
    for (String width : hidden.split(",", -1)) {
      require(
          "--hidden",
          width.matches("[1-9]\\d{0,5}"),
          hidden,
          "numbers of kernels such as 32,16, or none");
      widths.add(Integer.valueOf(width));
    }
    return widths;
  }

  private PoolKind pool() {
    return pool == null ? PoolKind.MEAN : pool;
  }

  public ModelShape shape(int channels, int classes) {
    return new ModelShape(
        unit,
        channels,
        hidden(),
        pool() == PoolKind.MAX ? Pool.Kind.MAX : Pool.Kind.AVERAGE,
        classes);
  }

  public SampleChoice choice(int channels, int classes, FailurePolicy policy) {
    return new SampleChoice(unit, channels, classes, range(), validation, blocks(), seed, policy);
  }

  public TrainingSettings settings(long samples) {
    return new TrainingSettings(
        epochs,
        batch == null ? TrainingSettings.defaultBatch(samples) : batch,
        learningRate(),
        weightDecay,
        validates(),
        patience,
        seed);
  }

  /** What the result depends on: of the options all but how many epochs there are at most. */
  public Map<String, String> identity() {
    Map<String, String> identity = new TreeMap<>();
    settings()
        .forEach(
            (name, value) -> {
              if (!name.equals("epochs")) {
                identity.put("--" + name, String.valueOf(value));
              }
            });
    return identity;
  }

  /** For the report. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("unit", unit.name());
    settings.put("hidden", hiddenLayers());
    settings.put("pool", unit == LabelUnit.PIXEL ? "" : pool().name());
    settings.put("epochs", epochs);
    settings.put("batch", batch == null ? "" : batch);
    settings.put("learning-rate", learningRate());
    settings.put("weight-decay", weightDecay);
    settings.put("validation", validation);
    settings.put("validation-blocks", unit == LabelUnit.PIXEL ? blocks() : "");
    settings.put("patience", patience);
    settings.put("seed", seed);
    settings.put("range", range().name());
    settings.put("blas", blas().name());
    settings.putAll(features.augment().settings());
    return settings;
  }
}
