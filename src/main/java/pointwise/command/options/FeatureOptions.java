package pointwise.command.options;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.blas.Blas;
import pointwise.input.Probe;
import pointwise.job.Job;
import pointwise.kernel.SampleRange;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.apply.Augmentation;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.network.runtime.HeadedModel;
import pointwise.report.JobReport;
import pointwise.store.OutputDirectory;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** By which network images become features that a classifier is trained on. */
public final class FeatureOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description =
          "Train on what this network makes of the images, as ONNX. The model is the network and what was trained, in one file.")
  private String network;

  @Option(
      names = "--maps",
      paramLabel = "FOLDER",
      description =
          "What extract made of the images by --network and the same options, in place of --images. Default: made, and kept beside --out.")
  private String maps;

  @Mixin private CommonOptions.Channels channels;
  @Mixin private NetworkOptions networkOptions;
  @Mixin private AugmentOptions augment;

  /** Whether a network was named. */
  public boolean given() {
    return network != null;
  }

  /** The table of features that was named; null for none. */
  public String maps() {
    return maps;
  }

  /** In which variants images are learned from. */
  AugmentOptions augment() {
    return augment;
  }

  /**
   * Checks the options of variants.
   *
   * @throws ParameterException if there can be none
   */
  void checkVariants(LabelUnit unit) {
    augment.check();
    String why = null;
    if (unit == LabelUnit.PIXEL) {
      why = "with --unit pixel: labels of pixels are not mirrored or cut, expected --unit image";
    } else if (!given()) {
      why =
          "without --network: a model of 1x1 convolutions and a pool takes pixels in any order, so it sees no mirror image, expected a network that does";
    } else if (maps != null) {
      why = "with --maps: they were made of images as they are, expected --images";
    }
    if (augment.given() && why != null) {
      throw new ParameterException(
          command.commandLine(), "Cannot use --flip or --crop-scale " + why);
    }
  }

  /**
   * What the samples are scaled to that a classifier is trained on: none of features.
   *
   * @throws ParameterException if options of a network came without one
   */
  public SampleRange range() {
    if (given()) {
      return SampleRange.RAW;
    }
    if (maps != null || networkOptions.areGiven()) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --maps, --layer, --preset, --resize, --resize-short, --crop, --interpolation, --tile, --overlap, --mean, --std, --nodata-taps or --engine: they go with --network");
    }
    return networkOptions.range().orElse(SampleRange.UNIT);
  }

  /**
   * A network whose one wanted result are the features.
   *
   * @param file its name
   * @param identity what changes features
   * @param settings for the report
   * @param made how they come out of the network
   * @param metadata how images are made ready, as a file says it
   * @param blas what multiplies where all layers are 1x1
   * @param described for the report
   * @param variants of the images, first as they are
   */
  public record Features(
      String file,
      NetworkSource source,
      Preprocessing preparation,
      Map<String, String> identity,
      Map<String, Object> settings,
      HeadedModel.Features made,
      Map<String, String> metadata,
      Blas.Kind blas,
      JobReport.Part described,
      List<Augmentation> variants) {
    /** Whether images as they are are learned from. */
    public boolean fromWhole() {
      return variants.stream().allMatch(variant -> variant.scale() == null);
    }

    /** What the network requires of images. */
    public Probe.Fit fit() {
      ToLongFunction<Shape> samples = Extraction.samples(source, preparation);
      return KernelOptions.fit(preparation, source.input(), samples);
    }

    /** The file of the network and a head that was trained on the features. */
    public byte[] model(Network head, ClassifierInfo info) {
      return source.withHead(made, head, Job.settings(info.metadata(), metadata));
    }
  }

  /**
   * The network.
   *
   * @param images how they are read
   * @param seed of the training
   * @throws ParameterException if several of its results are wanted
   */
  public Features read(
      Configuration configuration, ImageOptions images, LabelUnit unit, Blas.Kind blas, long seed)
      throws IOException {
    NetworkSource source = networkOptions.read(configuration, network);
    if (source.layers().size() != 1) {
      throw new ParameterException(
          command.commandLine(),
          Text.of(
              "Cannot train on network %s: it has several outputs, found %s, expected one, which --layer names",
              network, source.layers()));
    }
    Preprocessing preparation =
        networkOptions.preparation(source, channels.rule(), images.maxPixels());
    boolean inTiles = preparation.size() instanceof Preprocessing.Size.Tiles;
    if (inTiles && unit == LabelUnit.IMAGE) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --tile with --unit image: what is made of an image by tiles is a map, expected --unit pixel, or --resize");
    }
    if (preparation.nodata().anyTap()) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --nodata-taps any with train: which pixels a map of the model is made of is not known, expected centre");
    }
    if (!augment.keepsWhole() && preparation.fixedShape().isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "Cannot use --crop-scale: images keep their size, expected --resize, --crop or --preset");
    }
    HeadedModel.Features made =
        source.features(
            preparation.size() instanceof Preprocessing.Size.Tiles tiles
                ? new Shape(tiles.side(), tiles.side(), source.input().channels())
                : preparation.fixedShape().orElseGet(source.input()::example));
    Map<String, String> identity = new TreeMap<>(source.identity("--network"));
    identity.putAll(networkOptions.identity());
    identity.put("--channels", channels.rule().name());
    identity.put("--dtype", "float32");
    Map<String, Object> settings = new TreeMap<>(networkOptions.settings());
    settings.put("network", network);
    settings.put("channels", channels.rule().name());
    if (maps != null) {
      requireMadeBy(configuration, identity, images.identity());
    }
    return new Features(
        network,
        source,
        preparation,
        identity,
        settings,
        made,
        networkOptions.metadata(),
        blas,
        networkOptions.describe(source),
        augment.variants(seed));
  }

  /** Requires that the table that was named is what the network makes. */
  private void requireMadeBy(
      Configuration configuration, Map<String, String> identity, Map<String, String> images)
      throws IOException {
    Map<String, String> made =
        OutputDirectory.identity(configuration, maps)
            .orElseThrow(
                () ->
                    new UsageException(
                        Text.of(
                            "Cannot train on the maps in %s: found no plan of a job, expected what extract writes",
                            maps)));
    Map<String, String> expected = new TreeMap<>(images);
    // What fails, and may be larger, does not change the others.
    expected.keySet().removeAll(List.of("--mode", "--max-pixels"));
    expected.putAll(identity);
    // Its results differ by no more than rounding.
    expected.remove("ONNX Runtime");
    expected.put("--normalize", null);
    expected.forEach(
        (name, value) -> {
          String found = made.get(name);
          if (!Optional.ofNullable(value).equals(Optional.ofNullable(found))) {
            throw new UsageException(
                Text.of(
                    "Cannot train on the maps in %s: they were made by another %s, found %s, expected %s",
                    maps, name, found, value == null ? "none" : value));
          }
        });
  }
}
