package pointwise.network.apply;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import pointwise.blas.Blas;
import pointwise.input.TaskInputs;
import pointwise.input.TaskSlots;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.network.runtime.RuntimeImage;
import pointwise.network.runtime.RuntimeLibrary;
import pointwise.network.runtime.RuntimeMemory;
import pointwise.network.runtime.RuntimeSession;
import pointwise.raster.ImageException;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * What runs a network in this JVM, for all of its tasks: layers of this program, ONNX Runtime, or
 * one of them by the size of an image. Thread-safe.
 */
final class Runners {
  private final String file;
  private final List<String> names;
  private final Network layers;
  private final boolean usesLayers;
  private final RuntimeSession runtime;
  private final List<Double> mean;
  private final List<Double> std;
  private final Map<Blas.Kind, PackedWeights> weights = new EnumMap<>(Blas.Kind.class);
  private RuntimeMemory memory;

  /**
   * @param file the name that messages use
   * @param names of the layers that are wanted
   * @param layers those of this program; null where they do not take the network
   * @param usesLayers whether they may run it
   * @param runtime null where it is not wanted
   * @param mean of channels, for that; empty for none
   * @param std of channels, for that; empty for none
   */
  Runners(
      String file,
      List<String> names,
      Network layers,
      boolean usesLayers,
      RuntimeSession runtime,
      List<Double> mean,
      List<Double> std) {
    this.file = file;
    this.names = names;
    this.layers = layers;
    this.usesLayers = usesLayers;
    this.runtime = runtime;
    this.mean = mean;
    this.std = std;
  }

  private Network.Input takes() {
    return layers == null ? runtime.model().takes() : layers.input();
  }

  /** See {@link NetworkSource#requireTiles}. */
  int requireTiles(Preprocessing.Size.Tiles tiles) {
    if (AutoRunner.isLarge(new Shape(tiles.side(), tiles.side(), takes().channels()))) {
      return 0;
    }
    RuntimeMemory alone =
        new RuntimeMemory(
            file,
            1,
            Long.MAX_VALUE,
            "give the heap less (--driver-memory), or make --tile smaller");
    Runner one = runner(alone, Integer.MAX_VALUE, true, () -> {});
    TiledRunner runner = new TiledRunner(one, tiles, takes(), names);
    try {
      runner.requireTiles(file);
    } catch (ImageException e) {
      throw new UsageException(Text.of("Cannot run network %s by tiles: %s", file, e.reason()), e);
    }
    return runner.reach();
  }

  /** What makes maps of images in a task. */
  NetworkImages images(Preprocessing preparation, Blas.Kind blas, TaskInputs reading) {
    long samples = reading.networkFloats();
    JobMetrics metrics = reading.metrics();
    Runner own =
        usesLayers
            ? new LayersRunner(
                layers,
                () -> {
                  metrics.addEngine(blas.load().describe());
                  return weights(blas);
                },
                samples)
            : null;
    Runner runner = own;
    if (runtime != null) {
      boolean inTiles = preparation.size() instanceof Preprocessing.Size.Tiles;
      Runner whole =
          runner(
              memory(reading.slots()),
              samples,
              inTiles,
              () -> metrics.addEngine(RuntimeLibrary.describe()));
      runner = own == null ? whole : new AutoRunner(whole, own);
    }
    if (preparation.size() instanceof Preprocessing.Size.Tiles tiles) {
      runner = new TiledRunner(runner, tiles, takes(), names);
    }
    return new NetworkImages(takes(), names, preparation, runner, samples, metrics::addInvalid);
  }

  private RuntimeRunner runner(RuntimeMemory memory, long samples, boolean inTiles, Runnable used) {
    RuntimeImage image = new RuntimeImage(runtime.model(), mean, std);
    return new RuntimeRunner(
        runtime, image, memory, this::least, this::placements, samples, inTiles, used);
  }

  /** That of this JVM. */
  private synchronized RuntimeMemory memory(TaskSlots slots) {
    if (memory == null) {
      memory =
          new RuntimeMemory(
              file,
              slots.inProcess(),
              TaskInputs.containerBytes(),
              slots.isLocal()
                  ? "run fewer tasks (--master 'local[1]'), give the heap less (--driver-memory), or make the images smaller"
                  : "raise spark.executor.memoryOverhead, run fewer tasks (--executor-cores), or make the images smaller");
    }
    return memory;
  }

  /** Bytes of the largest layer, where they are known, of the smallest type, which has one. */
  private long least(Shape image) {
    return layers != null
        ? layers.shapes(image).stream()
            .mapToLong(shape -> shape.pixels() * shape.channels())
            .max()
            .orElse(0)
        : 0;
  }

  private Optional<List<Placement>> placements(Shape image) {
    if (layers == null) {
      return Optional.empty();
    }
    List<Shape> shapes = layers.shapes(image);
    return Optional.of(
        layers.outputs().stream()
            .map(place -> Placement.of(layers, image, shapes, place).orElse(null))
            .toList());
  }

  /** What multiplies, with the kernels laid out once for all tasks. */
  synchronized PackedWeights weights(Blas.Kind blas) {
    return weights.computeIfAbsent(blas, kind -> new PackedWeights(kind.load()));
  }
}
