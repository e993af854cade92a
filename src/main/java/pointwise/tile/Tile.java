package pointwise.tile;

import java.io.Serializable;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import pointwise.input.InputSplit;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;

/**
 * A run of full lines of one image, packed: what the fast path passes on. An image that could not
 * be read is one block with its {@code error}.
 *
 * <p>An emitted block and its samples belong to the receiver: no stage reuses them.
 */
public final class Tile implements ImageRow, Serializable {
  private static final long serialVersionUID = 1L;

  public static final Encoder<Tile> ENCODER = Encoders.bean(Tile.class);

  private String origin;
  private String key;
  private int height;
  private int width;
  private int channels;
  private int y;
  private int rows;
  private String dtype;
  private byte[] samples;
  private String error;
  private String errorKind;

  public Tile() {}

  /**
   * @param height lines of the whole image
   * @param width pixels per line
   * @param channels samples per pixel
   * @param y the first line of the block
   * @param rows lines in the block
   * @param samples rows x width x channels, row-major, little-endian, of {@code type}
   */
  public Tile(
      String origin,
      int height,
      int width,
      int channels,
      int y,
      int rows,
      SampleType type,
      byte[] samples) {
    this.origin = origin;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.y = y;
    this.rows = rows;
    this.dtype = type.dtype();
    this.samples = samples;
  }

  /** An image that failed. */
  public static Tile failed(ImageException failure) {
    Tile block = new Tile();
    block.origin = failure.origin();
    block.error = failure.reason();
    block.errorKind = failure.kind().label();
    return block;
  }

  /** Lines of the feature map of this block's image: float32 samples. */
  Tile product(int y, int rows, int channels, byte[] samples) {
    return new Tile(origin, height, width, channels, y, rows, SampleType.FLOAT32, samples);
  }

  /** The same lines with one uint8 sample per pixel. */
  Tile labelled(byte[] labels) {
    return new Tile(origin, height, width, 1, y, rows, SampleType.UINT8, labels);
  }

  public int pixels() {
    return rows * width;
  }

  @Override
  public String getOrigin() {
    return origin;
  }

  public void setOrigin(String origin) {
    this.origin = origin;
  }

  /** Where chance decides over the image: that of its {@link InputSplit}; null of results. */
  public String getKey() {
    return key;
  }

  public void setKey(String key) {
    this.key = key;
  }

  /** Lines of the whole image. */
  public int getHeight() {
    return height;
  }

  public void setHeight(int height) {
    this.height = height;
  }

  /** Pixels per line. */
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

  /** The first line of the block. */
  public int getY() {
    return y;
  }

  public void setY(int y) {
    this.y = y;
  }

  /** Lines in the block. */
  public int getRows() {
    return rows;
  }

  public void setRows(int rows) {
    this.rows = rows;
  }

  /** NumPy's name of the type of the samples. */
  public String getDtype() {
    return dtype;
  }

  public void setDtype(String dtype) {
    this.dtype = dtype;
  }

  /** rows x width x channels samples, row-major, little-endian; null with an error. */
  public byte[] getSamples() {
    return samples;
  }

  public void setSamples(byte[] samples) {
    this.samples = samples;
  }

  @Override
  public String getError() {
    return error;
  }

  public void setError(String error) {
    this.error = error;
  }

  @Override
  public String getErrorKind() {
    return errorKind;
  }

  public void setErrorKind(String errorKind) {
    this.errorKind = errorKind;
  }
}
