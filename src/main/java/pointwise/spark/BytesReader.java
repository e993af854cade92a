package pointwise.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import pointwise.blas.Blas;
import pointwise.input.InputSplit;
import pointwise.input.RasterReader;
import pointwise.input.TaskInputs;
import pointwise.input.TaskSlots;
import pointwise.input.TileReader;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelSource;
import pointwise.kernel.KernelStack;
import pointwise.kernel.TileMultiply;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.ReadOptions;
import pointwise.raster.SelectedRaster;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.tile.FlatIterator;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;
import pointwise.tile.TileJoiner;
import pointwise.tile.TileMultiplier;

/**
 * Reads images that are in a table, as bytes of files or as structs of samples, and multiplies
 * them. Travels with its kernels.
 */
final class BytesReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What is said to be the path of an image that has none. */
  static final String NO_PATH = "bytes";

  /** All of an image. */
  private static final InputSplit PART = new InputSplit(NO_PATH, NO_PATH, 0, 0, null);

  private final KernelSource kernels;
  private final TaskSlots slots;
  private transient TileMultiplier multiplier;

  /**
   * @param kernels null for the samples as they are
   */
  BytesReader(KernelSource kernels, SparkConf conf) {
    this.kernels = kernels;
    this.slots = TaskSlots.of(conf);
  }

  /**
   * The whole map of an image, or what is wrong with it; of a struct that is a part of a map, that
   * part.
   */
  Tile map(Object image) {
    return map(image, false);
  }

  /** The same with its mask, for which an image of several tiles is read a second time. */
  Tile masked(Object image) {
    return map(image, true);
  }

  private Tile map(Object content, boolean masked) {
    try (Raster image = open(content)) {
      Iterator<Tile> tiles =
          new MappedIterator<>(
              new TileReader(0).read(PART, image),
              tile -> {
                tile.setLines(tile.getHeight());
                return tile;
              });
      Iterator<Tile> products =
          kernels == null ? tiles : new FlatIterator<>(tiles, multiplier()::multiply);
      Tile whole = new TileJoiner(products, true, byte[]::new).next();
      if (masked) {
        whole.setMask(image.mask(Window.lines(0, image.height(), image.width())));
      }
      return content instanceof Row struct && whole.getError() == null
          ? StructImage.placed(struct, whole)
          : whole;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ImageException e) {
      return Tile.failed(e);
    } catch (RuntimeException | StackOverflowError e) {
      // Decoders are given any bytes, and check less than can be wrong with them.
      return Tile.failed(
          new ImageException(
              NO_PATH,
              ErrorKind.CONTENT,
              Text.of("the image cannot be read or run: %s", Text.printable(e.toString())),
              e));
    }
  }

  private Raster open(Object content) throws IOException {
    RasterOptions options =
        kernels == null
            ? RasterOptions.DEFAULT
            : new RasterOptions(
                kernels.stack().bands(), null, false, null, false, ReadOptions.DEFAULT);
    if (content instanceof Row struct) {
      Raster image = StructImage.open(struct, NO_PATH);
      int[] channels = options.channels(NO_PATH, image.info(), image.channels());
      return new SelectedRaster(image, channels, options, null);
    }
    return new RasterReader(new Configuration(false), slots.limits(TaskInputs.MAX_PIXELS), options)
        .open(BytesFile.of(NO_PATH, (byte[]) content));
  }

  private TileMultiplier multiplier() {
    if (multiplier == null) {
      KernelStack stack = kernels.stack();
      List<String> names = new ArrayList<>(stack.outputs());
      multiplier =
          new TileMultiplier(
              new TileMultiply(stack, Blas.Kind.NATIVE.load()),
              ChannelRule.CONVERT,
              names.equals(KernelStack.numbered("k", names.size()))
                  ? null
                  : names.toArray(String[]::new),
              JobMetrics.ofOne(),
              byte[]::new);
    }
    return multiplier;
  }
}
