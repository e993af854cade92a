package pointwise.network.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import pointwise.kernel.Conversion;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.network.run.Inference;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.FlatIterator;
import pointwise.tile.MappedIterator;
import pointwise.tile.ReusedArray;
import pointwise.tile.Tile;
import pointwise.tile.TileJoiner;
import pointwise.tile.TilePlan;

/**
 * One image after the other through a network. Images that are in memory or of changed size are run
 * from there; others are read by the lines that each strip needs. One per task.
 */
public final class NetworkImages {
  private final Network network;
  private final List<String> layers;
  private final Preprocessing preparation;
  private final PackedWeights engine;
  private final long samples;
  private final LongConsumer invalid;
  private final float[] fill;
  private final ReusedArray pieces = new ReusedArray();
  private final ReusedArray joined = new ReusedArray();

  /** Ready for the shape of the last image; images of one size follow each other, mostly. */
  private Inference inference;

  private Shape ready;

  /**
   * @param layers the names of the outputs of the network
   * @param samples how many samples the buffers of an image may hold, about
   * @param invalid counts pixels that are no data
   */
  public NetworkImages(
      Network network,
      List<String> layers,
      Preprocessing preparation,
      PackedWeights engine,
      long samples,
      LongConsumer invalid) {
    this.network = network;
    this.layers = layers;
    this.preparation = preparation;
    this.engine = engine;
    this.samples = samples;
    this.invalid = invalid;
    this.fill = preparation.fill();
  }

  /**
   * The maps of an image: layer by layer, each whole or in strips, made when they are wanted. The
   * image must stay open until then; the samples of one are gone when the next is asked for. A map
   * is NaN where pixels without data are in the middle of the receptive field, or anywhere in it.
   *
   * @throws ImageException if the image is none that the network takes
   * @throws UncheckedIOException if the file cannot be read
   */
  public Iterator<Tile> maps(String origin, Raster image) {
    Conversion conversion = preparation.conversion(origin, image);
    Shape shape = preparation.shape(origin, image, network.input());
    requireRoom(origin, image);
    prepare(origin, shape);
    NoData none = new NoData(image.width());
    Inference.Source source = source(conversion, image, shape, none);
    IntFunction<Iterator<Inference.Strip>> strips = strips(origin, shape, source);
    return new FlatIterator<>(
        IntStream.range(0, layers.size()).iterator(),
        target -> maps(results(origin, image, target, none), strips.apply(target)));
  }

  /** The strips of each layer: all layers in one run where that fits, else one by one. */
  private IntFunction<Iterator<Inference.Strip>> strips(
      String origin, Shape shape, Inference.Source source) {
    if (inference.fits(samples)) {
      List<float[]> results = inference.run(source.lines(0, shape.height()));
      return target ->
          List.of(
                  new Inference.Strip(
                      0,
                      inference.shape(network.outputs().get(target)).height(),
                      results.get(target)))
              .iterator();
    }
    try {
      inference.open(samples, source);
    } catch (IllegalArgumentException e) {
      throw mismatch(origin, e.getMessage(), e);
    }
    return inference::strips;
  }

  /** A shape that is refused leaves what was ready for the last one. */
  private void prepare(String origin, Shape shape) {
    if (!shape.equals(ready)) {
      try {
        double scratch = network.scratch(shape);
        if (scratch > samples) {
          throw new IllegalArgumentException(
              Text.of(
                  "lines of the image are too large for the network, found %.0f samples in memory, expected at most %d: give the JVM more memory or fewer tasks",
                  scratch, samples));
        }
        Inference made = new Inference(network, shape, network.outputs(), engine);
        for (int output : network.outputs()) {
          Shape map = made.shape(output);
          TilePlan.requireLine(map.width(), map.channels());
        }
        inference = made;
      } catch (IllegalArgumentException e) {
        throw mismatch(origin, e.getMessage(), e);
      }
      ready = shape;
    }
  }

  /** Refuses an image of which a line, or the new size, would not fit, before it is read. */
  private void requireRoom(String origin, Raster image) {
    long line = (long) image.width() * image.channels() * image.type().bytes();
    if (!image.inMemory() && line > TilePlan.LINE_BYTES) {
      throw mismatch(
          origin,
          Text.of(
              "a line of the image is too large, found %d bytes, expected at most %d",
              line, TilePlan.LINE_BYTES),
          null);
    }
    if (preparation.size() instanceof Preprocessing.Size.AsIs) {
      return;
    }
    double decoded = image.inMemory() ? (double) line * image.height() : 0;
    double found = decoded + Float.BYTES * preparation.resizedFloats(image);
    double most = 2.0 * Float.BYTES * samples;
    if (found > most) {
      throw mismatch(
          origin,
          Text.of(
              "the image is too large to be resized in memory, found %.0f bytes, expected at most %.0f: give the JVM more memory or fewer tasks",
              found, most),
          null);
    }
  }

  private static ImageException mismatch(String origin, String reason, Throwable cause) {
    return new ImageException(origin, ErrorKind.MISMATCH, reason, cause);
  }

  private Inference.Source source(Conversion conversion, Raster image, Shape shape, NoData none) {
    Resize.Source stored = (begin, end) -> floats(conversion, image, none, begin, end);
    if (preparation.size() instanceof Preprocessing.Size.AsIs) {
      return (begin, end) -> {
        none.restart();
        return stored.lines(begin, end);
      };
    }
    float[] all = preparation.resized(stored, image.height(), image.width());
    return (begin, end) ->
        begin == 0 && end == shape.height()
            ? all
            : Arrays.copyOfRange(all, begin * shape.line(), end * shape.line());
  }

  /** Lines as floats; read some at a time, so that their bytes need not fit one array. */
  private float[] floats(Conversion conversion, Raster image, NoData none, int begin, int end) {
    long line = (long) image.width() * image.channels() * image.type().bytes();
    int rows = image.inMemory() ? image.height() : (int) Math.max(1, TilePlan.READ_BYTES / line);
    try {
      if (end - begin <= rows) {
        return lines(conversion, image, none, begin, end - begin);
      }
      int floats = Math.multiplyExact(image.width(), preparation.channels());
      float[] all = new float[Math.multiplyExact(end - begin, floats)];
      for (int y = begin, read; y < end; y += read) {
        read = Math.min(rows, end - y);
        float[] some = lines(conversion, image, none, y, read);
        System.arraycopy(some, 0, all, (y - begin) * floats, some.length);
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private float[] lines(Conversion conversion, Raster image, NoData none, int y, int rows)
      throws IOException {
    Window window = Window.lines(y, rows, image.width());
    float[] floats = preparation.floats(conversion, image, image.read(window), rows);
    invalid.accept(none.add(window, image.mask(window), floats, fill));
    return floats;
  }

  private NetworkMap results(String origin, Raster image, int target, NoData none) {
    int place = network.outputs().get(target);
    return new NetworkMap(
        origin,
        layers.get(target),
        inference.shape(place),
        inference.placement(place).orElse(null),
        image,
        ready,
        preparation,
        none);
  }

  private Iterator<Tile> maps(NetworkMap map, Iterator<Inference.Strip> strips) {
    return new TileJoiner(
        new MappedIterator<>(strips, strip -> map.tile(strip, pieces)), true, joined);
  }
}
