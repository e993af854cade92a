package pointwise.network.apply;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.MappedIterator;
import pointwise.tile.TilePlan;

/** Layers of this program: whole images that fit, others by strips. */
final class LayersRunner implements Runner {
  private final Network network;
  private final Supplier<PackedWeights> weights;
  private PackedWeights packed;
  private final long samples;

  /** Ready for the shape of the last image; images of one size follow each other, mostly. */
  private Inference inference;

  private Shape ready;

  /**
   * @param network whose outputs are wanted
   * @param weights the kernels as they are multiplied
   * @param samples how many samples the buffers of an image may hold, about
   */
  LayersRunner(Network network, Supplier<PackedWeights> weights, long samples) {
    this.network = network;
    this.weights = weights;
    this.samples = samples;
  }

  @Override
  public List<Result> results(String origin, Shape image, Source source) {
    prepare(origin, image);
    Inference.Source lines =
        (begin, end) -> source.read(Window.lines(begin, end - begin, image.width()));
    List<float[]> whole =
        inference.fits(samples) ? inference.run(lines.lines(0, image.height())) : null;
    if (whole == null) {
      try {
        inference.open(samples, lines);
      } catch (IllegalArgumentException e) {
        throw Runner.mismatch(origin, e.getMessage(), e);
      }
    }
    List<Result> results = new ArrayList<>();
    for (int target = 0; target < network.outputs().size(); target++) {
      int place = network.outputs().get(target);
      Shape shape = inference.shape(place);
      int wanted = target;
      results.add(
          new Result(
              shape,
              inference.placement(place),
              () -> strips(wanted, shape, whole == null ? null : whole.get(wanted))));
    }
    return results;
  }

  private Iterator<Piece> strips(int target, Shape shape, float[] whole) {
    return whole != null
        ? Piece.whole(shape, whole)
        : new MappedIterator<>(
            inference.strips(target),
            strip -> new Piece(Window.lines(strip.y(), strip.rows(), shape.width()), strip.hwc()));
  }

  /** Asked for once, when the first image comes. */
  private PackedWeights packed() {
    if (packed == null) {
      packed = weights.get();
    }
    return packed;
  }

  /** A shape that is refused leaves what was ready for the last one. */
  private void prepare(String origin, Shape shape) {
    if (shape.equals(ready)) {
      return;
    }
    try {
      double scratch = network.scratch(shape);
      if (scratch > samples) {
        throw new IllegalArgumentException(
            Text.of(
                "lines of the image are too large for the network, found %.0f samples in memory, expected at most %d: give the JVM more memory or fewer tasks",
                scratch, samples));
      }
      Inference made = new Inference(network, shape, network.outputs(), packed());
      for (int output : network.outputs()) {
        Shape map = made.shape(output);
        TilePlan.requireLine(map.width(), map.channels());
      }
      inference = made;
    } catch (IllegalArgumentException e) {
      throw Runner.mismatch(origin, e.getMessage(), e);
    }
    ready = shape;
  }
}
