package pointwise.input.maps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import pointwise.raster.Band;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.MapTable;

/**
 * A map of a table as an image: in memory where it is one row, else read row by row, of which the
 * last is kept.
 */
public final class MapRaster implements Raster {
  private final String origin;
  private final MapRows rows;
  private final List<Piece> pieces;
  private final int height;
  private final int width;
  private final int channels;
  private final SampleType type;
  private final SceneInfo info;

  /** The samples of the piece that was read last. */
  private byte[] samples;

  private Piece held;

  /** A row of the table. */
  private record Piece(MapRows.Place place, Window window) {}

  /**
   * Opens a map.
   *
   * @param rows those of the table
   * @param places where the map's are
   * @throws ImageException if they are not all of a map
   * @throws IOException if the table cannot be read
   */
  public static MapRaster open(String origin, MapRows rows, List<MapRows.Place> places)
      throws IOException {
    return new MapRaster(origin, rows, places);
  }

  private MapRaster(String origin, MapRows rows, List<MapRows.Place> places) throws IOException {
    this.origin = origin;
    this.rows = rows;
    boolean one = places.size() == 1;
    Group first = one ? rows.whole(places.get(0)) : rows.head(places.get(0));
    this.height = MapPart.number(first, "height");
    this.width = MapPart.number(first, "width");
    this.channels = MapPart.number(first, "nChannels");
    this.type = SampleType.of(MapPart.text(first, "dtype"));
    this.info = info(first);
    this.pieces = new ArrayList<>(places.size());
    for (MapRows.Place place : places) {
      pieces.add(new Piece(place, window(place.equals(places.get(0)) ? first : rows.head(place))));
    }
    pieces.sort(
        Comparator.comparingInt((Piece piece) -> piece.window.y())
            .thenComparingInt(piece -> piece.window.x()));
    long pixels = pieces.stream().mapToLong(piece -> piece.window.pixels()).sum();
    if (pixels != (long) height * width) {
      throw new ImageException(
          origin,
          ErrorKind.CONTENT,
          Text.of(
              "the table has not all of its map, found %d pixels in %d rows, expected %d x %d",
              pixels, pieces.size(), height, width));
    }
    if (one) {
      hold(pieces.get(0), first);
    }
  }

  private static Window window(Group row) {
    return new Window(
        MapPart.number(row, "y"),
        MapPart.number(row, "rows"),
        MapPart.number(row, "x"),
        MapPart.number(row, "columns"));
  }

  private SceneInfo info(Group row) {
    Double nodata = MapPart.has(row, "nodata") ? row.getDouble("nodata", 0) : null;
    // Samples that are not finite are no data without being told.
    Double value = nodata == null || nodata.isNaN() ? null : nodata;
    Band[] bands = new Band[channels];
    Arrays.fill(bands, Band.PLAIN.withNodata(value));
    if (MapPart.has(row, "bands")) {
      Group list = row.getGroup("bands", 0);
      for (int c = 0; c < Math.min(channels, list.getFieldRepetitionCount(0)); c++) {
        Group band = list.getGroup(0, c).getGroup(0, 0);
        Double wavelength =
            MapPart.has(band, "wavelength") ? band.getDouble("wavelength", 0) : null;
        bands[c] = new Band(MapPart.text(band, "name"), wavelength, true, value, 1, 0);
      }
    } else if (value == null) {
      bands = new Band[0];
    }
    return new SceneInfo(
        MapPart.text(row, "crs"),
        Arrays.stream(MapPart.numbers(row, "transform")).boxed().toList(),
        List.of(bands),
        Map.of());
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public SampleType type() {
    return type;
  }

  @Override
  public boolean inMemory() {
    return pieces.size() == 1;
  }

  @Override
  public int blockRows() {
    return pieces.get(0).window.rows();
  }

  @Override
  public int blockColumns() {
    return pieces.get(0).window.columns();
  }

  @Override
  public SceneInfo info() {
    return info;
  }

  @Override
  public byte[] read(Window window) throws IOException {
    Piece only = pieces.get(0);
    if (inMemory() && window.equals(only.window)) {
      return samples;
    }
    int pixel = channels * type.bytes();
    byte[] all = new byte[Math.multiplyExact(window.pixels(), pixel)];
    for (Piece piece : pieces) {
      Window part = piece.window;
      int top = Math.max(window.y(), part.y());
      int bottom = Math.min(window.y() + window.rows(), part.y() + part.rows());
      int left = Math.max(window.x(), part.x());
      int right = Math.min(window.x() + window.columns(), part.x() + part.columns());
      if (top >= bottom || left >= right) {
        continue;
      }
      if (!piece.equals(held)) {
        hold(piece, rows.whole(piece.place));
      }
      for (int y = top; y < bottom; y++) {
        System.arraycopy(
            samples,
            ((y - part.y()) * part.columns() + left - part.x()) * pixel,
            all,
            ((y - window.y()) * window.columns() + left - window.x()) * pixel,
            (right - left) * pixel);
      }
    }
    return all;
  }

  private void hold(Piece piece, Group row) {
    byte[] data = row.getBinary(MapTable.DATA, 0).getBytes();
    int expected = piece.window.pixels() * channels * type.bytes();
    if (data.length != expected) {
      throw new ImageException(
          origin,
          ErrorKind.CONTENT,
          Text.of(
              "a row of its map is damaged, found %d bytes of samples, expected %d",
              data.length, expected));
    }
    samples = data;
    held = piece;
  }

  /** The table stays open for the next map. */
  @Override
  public void close() {}
}
