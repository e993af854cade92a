package pointwise.command.options;

import static pointwise.command.options.CommonOptions.require;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.network.apply.Augmentation;

/** In which variants images are learned from, beside as they are. */
public final class AugmentOptions {
  /** How many parts are made of each image. */
  private static final int PARTS = 8;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--flip",
      description =
          "Learn from images mirrored left to right too, each in half of the epochs; with --network and --unit image.")
  private boolean flip;

  @Option(
      names = "--crop-scale",
      split = ",",
      paramLabel = "SHARE",
      description =
          "Learn from parts of images that have so much of their area, LOW,HIGH, and proportions from 3:4 to 4:3: eight of each image, one an epoch; with --network and --unit image.")
  private List<Double> scale = List.of();

  /** Whether there are any. */
  boolean given() {
    return flip || !scale.isEmpty();
  }

  /** Whether images are learned from as they are too. */
  boolean keepsWhole() {
    return scale.isEmpty();
  }

  /**
   * The variants, first that of images as they are.
   *
   * @param seed of the training
   */
  List<Augmentation> variants(long seed) {
    List<Augmentation> variants = new ArrayList<>(List.of(Augmentation.NONE));
    if (!scale.isEmpty()) {
      Augmentation.Scale parts = new Augmentation.Scale(scale.get(0), scale.get(1));
      IntStream.rangeClosed(1, PARTS)
          .mapToObj(number -> new Augmentation(seed, number, flip ? 0.5 : 0, parts))
          .forEach(variants::add);
    } else if (flip) {
      // Each image is mirrored, whatever the seed.
      variants.add(new Augmentation(0, 1, 1, null));
    }
    return variants;
  }

  /**
   * Checks the values.
   *
   * @throws ParameterException naming the first that is out of range
   */
  void check() {
    require(
        command,
        "--crop-scale",
        scale.isEmpty()
            || (scale.size() == 2
                && scale.get(0) > 0
                && scale.get(0) <= scale.get(1)
                && scale.get(1) <= 1),
        scale,
        "LOW,HIGH, above 0 and at most 1, such as 0.25,1");
  }

  /** For the report. */
  Map<String, Object> settings() {
    return new TreeMap<>(Map.of("flip", flip, "crop-scale", scale));
  }
}
