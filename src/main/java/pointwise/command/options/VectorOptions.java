package pointwise.command.options;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.layer.Shape;
import pointwise.text.Text;
import pointwise.tile.TileStage;
import pointwise.tile.UnitVectors;

/** What is done to the vectors that a network makes. */
final class VectorOptions {
  /** The side of a large image, where a network takes any. */
  private static final int LARGE = 1021;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--normalize",
      paramLabel = "NORM",
      description =
          "Divide each vector that the network makes by its length: l2. Default: as it is made.")
  private Norm norm;

  private enum Norm {
    L2
  }

  /** Whether anything is done. */
  boolean given() {
    return norm != null;
  }

  /** What is done to the results, before they are cast. */
  List<TileStage> stages() {
    return norm == null ? List.of() : List.of(new UnitVectors());
  }

  /** For the report. */
  Map<String, String> settings() {
    return norm == null ? Map.of() : Map.of("normalize", SizeOptions.name(norm));
  }

  /** What changes results. */
  Map<String, String> identity() {
    return norm == null ? Map.of() : Map.of("--normalize", SizeOptions.name(norm));
  }

  /**
   * Requires that all results are vectors, as far as that is known: of images of any size, where
   * the network makes a vector of large ones.
   *
   * @throws ParameterException if they are not
   */
  void require(NetworkSource read, Preprocessing preparation) {
    if (norm == null) {
      return;
    }
    Network.Input input = read.input();
    Shape shape =
        preparation
            .fixedShape()
            .orElseGet(
                () ->
                    new Shape(
                        input.height() == 0 ? LARGE : input.height(),
                        input.width() == 0 ? LARGE : input.width(),
                        input.channels()));
    boolean known =
        preparation.fixedShape().isPresent() || (input.height() > 0 && input.width() > 0);
    List<Shape> shapes = List.of();
    try {
      if (known || read.hasLayers()) {
        shapes = read.results(shape).orElse(shapes);
      }
    } catch (IllegalArgumentException e) {
      if (known) {
        throw e;
      }
      // Images may be of the size that it takes; others are error rows.
    }
    // An image has all rows or one.
    if (shapes.isEmpty() && read.layers().size() > 1) {
      throw wrong(
          "Cannot use --normalize: which of the layers make vectors depends on the size of the images, expected --resize or one layer");
    }
    for (int i = 0; i < shapes.size(); i++) {
      Shape result = shapes.get(i);
      if (result.pixels() != 1) {
        String layer = read.layers().get(i);
        throw wrong(
            known
                ? Text.of(
                    "Cannot use --normalize: layer %s makes maps, found %s of images %s, expected vectors",
                    layer, result, shape)
                : Text.of(
                    "Cannot use --normalize: layer %s makes maps of large images, expected vectors, or --resize to a size of which it makes them",
                    layer));
      }
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
