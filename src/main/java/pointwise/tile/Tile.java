package pointwise.tile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import pointwise.raster.Band;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;

/**
 * Samples of a window of one image, or of what was made of it, under a header: the image, the shape
 * of the whole, the window, the type of the samples, and how the map is cut. A tile of a result is
 * a row of the table; see {@link MapTable}. An image that failed is one tile with its {@code
 * error}.
 *
 * <p>A stage hands a tile on and keeps nothing of it, but the samples are the receiver's only until
 * it asks for the next tile, unless who made them says that they stay.
 */
public final class Tile extends ImageRow {
  private static final long serialVersionUID = 4L;

  public static final Encoder<Tile> ENCODER = Encoders.bean(Tile.class);

  private String key;
  private String layer;
  private int height;
  private int width;
  private int channels;
  private int y;
  private int rows;
  private int x;
  private int columns;
  private int lines;
  private String dtype;
  private Double nodata;
  private Double validShare;
  private String crs;
  private double[] transform;
  private String[] bandNames;
  private double[] wavelengths;
  private byte[] mask;
  private byte[] samples;

  public Tile() {}

  /**
   * A tile of a map that is cut as {@link TilePlan} has it for this shape.
   *
   * @param height lines of the whole
   * @param width pixels per line of the whole
   * @param channels samples per pixel
   * @param samples of the window, rows x columns x channels, row-major, little-endian, of {@code
   *     type}; what is behind them is not the tile's
   */
  public Tile(
      String origin,
      int height,
      int width,
      int channels,
      Window window,
      SampleType type,
      byte[] samples) {
    setOrigin(origin);
    this.height = height;
    this.width = width;
    this.lines = TilePlan.lines(height, width, channels);
    set(window, channels, type, samples);
  }

  private void set(Window window, int channels, SampleType type, byte[] samples) {
    this.channels = channels;
    this.y = window.y();
    this.rows = window.rows();
    this.x = window.x();
    this.columns = window.columns();
    this.dtype = type.dtype();
    this.samples = samples;
  }

  /** An image that failed. */
  public static Tile failed(ImageException failure) {
    Tile tile = new Tile();
    tile.fail(failure);
    return tile;
  }

  /**
   * What was made of a window of the same image, which lies where it did and has its bands; the map
   * is cut as this tile says.
   */
  Tile result(Window window, int channels, SampleType type, byte[] samples) {
    Tile result = new Tile();
    result.setOrigin(getOrigin());
    result.key = key;
    result.layer = layer;
    result.height = height;
    result.width = width;
    result.lines = lines;
    result.nodata = nodata;
    result.validShare = validShare;
    result.crs = crs;
    result.transform = transform;
    result.bandNames = bandNames;
    result.wavelengths = wavelengths;
    result.set(window, channels, type, samples);
    return result;
  }

  /** This tile, for maps of so many channels: they say how the map is cut. */
  public Tile plannedFor(int channels) {
    lines = TilePlan.lines(height, width, channels);
    return this;
  }

  /** This tile, as the result of a layer of a network. */
  public Tile ofLayer(String name) {
    layer = name;
    return this;
  }

  /**
   * This tile, of an image of which that much is known.
   *
   * @param valid one byte for each pixel, 0 where it is no data; null where all are
   */
  public Tile of(SceneInfo info, byte[] valid) {
    crs = info.crs();
    transform =
        info.transform().isEmpty()
            ? null
            : info.transform().stream().mapToDouble(number -> number).toArray();
    List<Band> bands = info.bands();
    setBands(
        bands.stream().anyMatch(band -> band.name() != null)
            ? bands.stream().map(Band::name).toArray(String[]::new)
            : null,
        bands.stream().anyMatch(band -> band.wavelength() != null)
            ? bands.stream()
                .mapToDouble(band -> band.wavelength() == null ? Double.NaN : band.wavelength())
                .toArray()
            : null);
    List<Double> values = bands.stream().map(Band::nodata).distinct().toList();
    nodata = values.size() == 1 ? values.get(0) : null;
    mask = valid;
    return this;
  }

  /** This tile with channels of these names; null for none. */
  Tile setBands(String[] names, double[] centres) {
    bandNames = names;
    wavelengths = centres;
    return this;
  }

  /** The number in the image, y · width + x, of a pixel counted from the first of the window. */
  public long number(int pixel) {
    return (long) (y + pixel / columns) * width + x + pixel % columns;
  }

  /** Whether a pixel, counted from the first of the window, is data. */
  public boolean isValid(int pixel) {
    return mask == null || mask[pixel] != 0;
  }

  /** Whether it is the first of its image, which tells of all of it; so is an image that failed. */
  public boolean tellsOfImage() {
    return y == 0 && x == 0;
  }

  /** Whether the map is one row of the table. */
  boolean isOneRow() {
    return lines >= height;
  }

  /** The part of the image that the samples are of. */
  public Window window() {
    return new Window(y, rows, x, columns);
  }

  /** The type of the samples. */
  public SampleType type() {
    return SampleType.of(dtype);
  }

  /** How many pixels it has. */
  public int pixels() {
    return Math.multiplyExact(rows, columns);
  }

  /** Bytes of the samples. */
  public int bytes() {
    return Math.multiplyExact(pixels(), Math.multiplyExact(channels, type().bytes()));
  }

  /** The samples in an array of their length: the tile's own where it has that. */
  public byte[] data() {
    return samples.length == bytes() ? samples : Arrays.copyOf(samples, bytes());
  }

  /** The samples, in order, little-endian. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where chance decides over the image: see {@code InputSplit}; null of what was not read. */
  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  /** The layer of a network whose result this is; null for kernels, and for a failed image. */
  public String getLayer() {
    return layer;
  }

  public void setLayer(String layer) {
    this.layer = layer;
  }

  /** Lines of the whole. */
  public int getHeight() {
    return height;
  }

  public void setHeight(int height) {
    this.height = height;
  }

  /** Pixels per line of the whole. */
  public int getWidth() {
    return width;
  }

  public void setWidth(int width) {
    this.width = width;
  }

  /** Samples per pixel. */
  public int getChannels() {
    return channels;
  }

  public void setChannels(int channels) {
    this.channels = channels;
  }

  /** The first line of the window. */
  public int getY() {
    return y;
  }

  public void setY(int y) {
    this.y = y;
  }

  /** Lines in the window. */
  public int getRows() {
    return rows;
  }

  public void setRows(int rows) {
    this.rows = rows;
  }

  /** The first column of the window. */
  public int getX() {
    return x;
  }

  public void setX(int x) {
    this.x = x;
  }

  /** Columns in the window. */
  public int getColumns() {
    return columns;
  }

  public void setColumns(int columns) {
    this.columns = columns;
  }

  /** Lines per strip of the map that this is, or that is made of it. */
  public int getLines() {
    return lines;
  }

  public void setLines(int lines) {
    this.lines = lines;
  }

  /** NumPy's name of the type of the samples. */
  public String getDtype() {
    return dtype;
  }

  public void setDtype(String dtype) {
    this.dtype = dtype;
  }

  /** What a sample is where there is no number for it; null where none stands for that. */
  public Double getNodata() {
    return nodata;
  }

  public void setNodata(Double nodata) {
    this.nodata = nodata;
  }

  /**
   * The share of the pixels of the image that are data, of a vector that was made of all of them;
   * null of maps.
   */
  public Double getValidShare() {
    return validShare;
  }

  public void setValidShare(Double validShare) {
    this.validShare = validShare;
  }

  /** The coordinate reference system, {@code EPSG:n} or WKT; null where there is none. */
  public String getCrs() {
    return crs;
  }

  public void setCrs(String crs) {
    this.crs = crs;
  }

  /** From (column, line) of the whole to coordinates, see {@link SceneInfo}; null for none. */
  public double[] getTransform() {
    return transform;
  }

  public void setTransform(double[] transform) {
    this.transform = transform;
  }

  /** The names of the channels, null where one has none; null where none has. */
  public String[] getBandNames() {
    return bandNames;
  }

  public void setBandNames(String[] bandNames) {
    this.bandNames = bandNames;
  }

  /** The wavelengths of the channels in nanometres, NaN where one has none; null where none has. */
  public double[] getWavelengths() {
    return wavelengths;
  }

  public void setWavelengths(double[] wavelengths) {
    this.wavelengths = wavelengths;
  }

  /** One byte for each pixel of the window, 0 where it is no data; null where all are. */
  public byte[] getMask() {
    return mask;
  }

  public void setMask(byte[] mask) {
    this.mask = mask;
  }

  /** The samples, see the constructor; null with an error. */
  public byte[] getSamples() {
    return samples;
  }

  public void setSamples(byte[] samples) {
    this.samples = samples;
  }
}
