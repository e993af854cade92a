package pointwise.network.apply;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import pointwise.network.layer.Shape;
import pointwise.network.run.Placement;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.tile.Tile;

/** The result of a layer for one image: its pieces as tiles that say where they lie. */
final class NetworkMap {
  private final String origin;
  private final String layer;
  private final Shape shape;
  private final Raster image;
  private final NoData none;
  private final boolean anyTap;

  /** Where lines and columns lie in the image; null of a vector. */
  private final Reach y;

  private final Reach x;

  /**
   * @param shape of the map
   * @param placement of the map in the image; null where it has lost the places
   * @param input the shape of what the network gets of the image
   * @param none the pixels of the image that are no data, of the window that a piece was made of
   */
  NetworkMap(
      String origin,
      String layer,
      Shape shape,
      Placement placement,
      Raster image,
      Shape input,
      Preprocessing preparation,
      NoData none) {
    this.origin = origin;
    this.layer = layer;
    this.shape = shape;
    this.image = image;
    this.none = none;
    this.anyTap = preparation.nodata().anyTap();
    boolean vector = placement == null || (shape.pixels() == 1 && input.pixels() > 1);
    this.y = vector ? null : preparation.rows(placement.y(), image, input);
    this.x = vector ? null : preparation.columns(placement.x(), image, input);
  }

  /**
   * A piece as a tile.
   *
   * @param arrays gives an array of at least so many bytes
   */
  Tile tile(Runner.Piece piece, IntFunction<byte[]> arrays) {
    byte[] data = arrays.apply(Math.multiplyExact(SampleType.COMPUTED.bytes(), piece.hwc().length));
    FloatBuffer samples = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    samples.put(piece.hwc());
    Tile tile =
        new Tile(
                origin,
                shape.height(),
                shape.width(),
                shape.channels(),
                piece.window(),
                SampleType.COMPUTED,
                data)
            .ofLayer(layer);
    if (y == null) {
      tile.setValidShare(none.validShare());
      return tile;
    }
    blank(piece.window(), samples);
    SceneInfo found = image.info();
    tile.of(new SceneInfo(found.crs(), transform(found.transform()), List.of(), Map.of()), null);
    boolean some =
        image.type().isFloating()
            || found.bands().stream().anyMatch(band -> band.nodata() != null)
            || none.isMasked();
    tile.setNodata(some ? Double.NaN : null);
    return tile;
  }

  /** Makes NaN of what pixels without data are in the middle of, or anywhere in. */
  private void blank(Window window, FloatBuffer samples) {
    if (none.isEmpty()) {
      return;
    }
    float[] blank = new float[shape.channels()];
    Arrays.fill(blank, Float.NaN);
    int[][] columns = new int[window.columns()][];
    Arrays.setAll(columns, column -> x.pixels(window.x() + column, anyTap));
    for (int row = 0; row < window.rows(); row++) {
      int[] lines = y.pixels(window.y() + row, anyTap);
      for (int column = 0; column < columns.length; column++) {
        if (none.any(lines, columns[column])) {
          samples.put((row * columns.length + column) * blank.length, blank);
        }
      }
    }
  }

  /** From pixels of the map to coordinates. */
  private List<Double> transform(List<Double> of) {
    if (of.isEmpty()) {
      return of;
    }
    return List.of(
        of.get(0) + x.origin() * of.get(1) + y.origin() * of.get(2),
        of.get(1) * x.step(),
        of.get(2) * y.step(),
        of.get(3) + x.origin() * of.get(4) + y.origin() * of.get(5),
        of.get(4) * x.step(),
        of.get(5) * y.step());
  }
}
