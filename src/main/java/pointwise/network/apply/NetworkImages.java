package pointwise.network.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import pointwise.input.InputSplit;
import pointwise.kernel.Conversion;
import pointwise.network.graph.Network;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.Shape;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
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
 * from there; others are read by the lines that each strip needs, or by windows. One per task.
 */
public final class NetworkImages {
  private final Network.Input input;
  private final List<String> layers;
  private final Preprocessing preparation;
  private final Runner runner;
  private final long samples;
  private final LongConsumer invalid;
  private final float[] fill;
  private final ReusedArray pieces = new ReusedArray();
  private final ReusedArray joined = new ReusedArray();

  /**
   * @param input what the network takes
   * @param layers the names of what the runner makes
   * @param samples how many samples the buffers of an image may hold, about
   * @param invalid counts pixels that are no data
   */
  NetworkImages(
      Network.Input input,
      List<String> layers,
      Preprocessing preparation,
      Runner runner,
      long samples,
      LongConsumer invalid) {
    this.input = input;
    this.layers = layers;
    this.preparation = preparation;
    this.runner = runner;
    this.samples = samples;
    this.invalid = invalid;
    this.fill = preparation.fill();
  }

  /**
   * Images through layers of this program.
   *
   * @param network whose outputs are wanted
   * @param layers their names
   * @param samples how many samples the buffers of an image may hold, about
   * @param invalid counts pixels that are no data
   */
  public static NetworkImages ofLayers(
      Network network,
      List<String> layers,
      Preprocessing preparation,
      PackedWeights weights,
      long samples,
      LongConsumer invalid) {
    return new NetworkImages(
        network.input(),
        layers,
        preparation,
        new LayersRunner(network, () -> weights, samples),
        samples,
        invalid);
  }

  /**
   * The maps of an image: layer by layer, each whole or in pieces, made when they are wanted. The
   * image must stay open until then; the samples of one are gone when the next is asked for. A map
   * is NaN where pixels without data are in the middle of the receptive field, or anywhere in it.
   *
   * @throws ImageException if the image is none that the network takes
   * @throws UncheckedIOException if the file cannot be read
   */
  public Iterator<Tile> maps(String origin, Raster image) {
    return maps(origin, image, 0, image.height());
  }

  /** The same of a part of an image: the tiles that begin in its lines. */
  Iterator<Tile> maps(InputSplit split, Raster image) {
    int end = split.getRows() == 0 ? image.height() : split.getY() + split.getRows();
    return maps(split.getOrigin(), image, split.getY(), end);
  }

  private Iterator<Tile> maps(String origin, Raster image, int begin, int end) {
    Conversion conversion = preparation.conversion(origin, image);
    Shape shape = preparation.shape(origin, image, input);
    requireRoom(origin, image);
    NoData none = new NoData(begin, end);
    List<Runner.Result> results =
        runner.results(origin, shape, source(conversion, image, shape, none), begin, end);
    return new FlatIterator<>(
        IntStream.range(0, layers.size()).iterator(),
        target -> {
          Runner.Result result = results.get(target);
          NetworkMap map =
              new NetworkMap(
                  origin,
                  layers.get(target),
                  result.shape(),
                  result.placement().orElse(null),
                  image,
                  shape,
                  preparation,
                  none);
          return maps(map, result.pieces().get());
        });
  }

  /** Refuses an image of which a line, or the new size, would not fit, before it is read. */
  private void requireRoom(String origin, Raster image) {
    long line = (long) image.width() * image.channels() * image.type().bytes();
    boolean lines = !(preparation.size() instanceof Preprocessing.Size.Tiles);
    if (lines && !image.inMemory() && line > TilePlan.LINE_BYTES) {
      throw Runner.mismatch(
          origin,
          Text.of(
              "a line of the image is too large, found %d bytes, expected at most %d",
              line, TilePlan.LINE_BYTES),
          null);
    }
    if (!preparation.resizes()) {
      return;
    }
    double decoded = image.inMemory() ? (double) line * image.height() : 0;
    double found = decoded + Float.BYTES * preparation.resizedFloats(image);
    double most = 2.0 * Float.BYTES * samples;
    if (found > most) {
      throw Runner.mismatch(
          origin,
          Text.of(
              "the image is too large to be resized in memory, found %.0f bytes, expected at most %.0f: give the JVM more memory or fewer tasks",
              found, most),
          null);
    }
  }

  private Runner.Source source(Conversion conversion, Raster image, Shape shape, NoData none) {
    if (preparation.size() instanceof Preprocessing.Size.Tiles) {
      ReadAhead ahead = new ReadAhead(image, samples);
      return window -> {
        none.restart(window.x());
        return floats(conversion, image.type(), ahead, none, window);
      };
    }
    if (!preparation.resizes()) {
      return lines -> {
        none.restart(0);
        return floats(conversion, image, none, lines.y(), lines.y() + lines.rows());
      };
    }
    ReadAhead ahead = new ReadAhead(image, samples);
    int width = image.width();
    Resize.Source stored =
        image.inMemory()
            ? (y, end) -> floats(conversion, image, none, y, end)
            : (y, end) ->
                floats(conversion, image.type(), ahead, none, Window.lines(y, end - y, width));
    float[] all = preparation.resized(stored, image.height(), width);
    return lines -> lines.rows() == shape.height() ? all : Preprocessing.cut(all, shape, lines);
  }

  private float[] floats(
      Conversion conversion, SampleType type, ReadAhead ahead, NoData none, Window window) {
    try {
      ahead.read(window);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return floats(conversion, type, ahead.samples(window), ahead.mask(window), none, window);
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
    byte[] read = image.read(window);
    return floats(conversion, image.type(), read, image.mask(window), none, window);
  }

  private float[] floats(
      Conversion conversion,
      SampleType type,
      byte[] read,
      byte[] mask,
      NoData none,
      Window window) {
    float[] floats = preparation.floats(conversion, type, read, window.pixels());
    invalid.accept(none.add(window, mask, floats, fill));
    return floats;
  }

  private Iterator<Tile> maps(NetworkMap map, Iterator<Runner.Piece> made) {
    return new TileJoiner(
        new MappedIterator<>(made, piece -> map.tile(piece, pieces)), true, joined);
  }
}
