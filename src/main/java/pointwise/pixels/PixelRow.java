package pointwise.pixels;

import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.DataTypes;
import pointwise.raster.ImageException;
import pointwise.tile.Column;
import pointwise.tile.ImageRow;

/**
 * One pixel as a DataFrame row: the nine-sample view. An image that could not be read is one row
 * with its {@code error} and nothing else but the origin.
 */
public final class PixelRow extends ImageRow {
  private static final long serialVersionUID = 1L;

  public static final Encoder<PixelRow> ENCODER = Encoders.bean(PixelRow.class);

  /** The column of the samples. */
  public static final String CHANNELS = "channels";

  /** Of the documented table, in their order. */
  public static final List<Column<PixelRow>> COLUMNS =
      List.of(
          new Column<>("origin", DataTypes.StringType, PixelRow::getOrigin),
          new Column<>("height", DataTypes.IntegerType, PixelRow::getHeight),
          new Column<>("width", DataTypes.IntegerType, PixelRow::getWidth),
          new Column<>("y", DataTypes.IntegerType, PixelRow::getY),
          new Column<>("x", DataTypes.IntegerType, PixelRow::getX),
          new Column<>(
              CHANNELS,
              DataTypes.createArrayType(DataTypes.FloatType, false),
              PixelRow::getChannels),
          new Column<>("dtype", DataTypes.StringType, PixelRow::getDtype),
          new Column<>("valid", DataTypes.BooleanType, PixelRow::getValid),
          new Column<>("error", DataTypes.StringType, PixelRow::getError),
          new Column<>("errorKind", DataTypes.StringType, PixelRow::getErrorKind));

  private Integer height;
  private Integer width;
  private Integer y;
  private Integer x;
  private float[] channels;
  private String dtype;
  private Boolean valid;

  public PixelRow() {}

  /**
   * A pixel. The receiver owns {@code channels}.
   *
   * @param height lines of the image
   * @param width pixels per line of the image
   * @param y the line, from 0 at the top
   * @param x the place in the line, from 0 at the left
   * @param channels its samples
   * @param dtype NumPy's name of the type that the samples have in the file
   * @param valid whether the pixel is data
   */
  public PixelRow(
      String origin,
      int height,
      int width,
      int y,
      int x,
      float[] channels,
      String dtype,
      boolean valid) {
    setOrigin(origin);
    this.height = height;
    this.width = width;
    this.y = y;
    this.x = x;
    this.channels = channels;
    this.dtype = dtype;
    this.valid = valid;
  }

  /** An image that failed. */
  public static PixelRow failed(ImageException failure) {
    PixelRow row = new PixelRow();
    row.fail(failure);
    return row;
  }

  /** Lines of the image. */
  public Integer getHeight() {
    return height;
  }

  public void setHeight(Integer height) {
    this.height = height;
  }

  /** Pixels per line of the image. */
  public Integer getWidth() {
    return width;
  }

  public void setWidth(Integer width) {
    this.width = width;
  }

  /** The line, from 0 at the top. */
  public Integer getY() {
    return y;
  }

  public void setY(Integer y) {
    this.y = y;
  }

  /** The place in the line, from 0 at the left. */
  public Integer getX() {
    return x;
  }

  public void setX(Integer x) {
    this.x = x;
  }

  /**
   * The samples: raw values as the file has them, or what kernels made of them; null with an error.
   */
  public float[] getChannels() {
    return channels;
  }

  public void setChannels(float[] channels) {
    this.channels = channels;
  }

  /** The type of the samples in the file; kernels with {@code "range": "unit"} scale by it. */
  public String getDtype() {
    return dtype;
  }

  public void setDtype(String dtype) {
    this.dtype = dtype;
  }

  /** Whether the pixel is data: kernels make NaN of one that is not. */
  public Boolean getValid() {
    return valid;
  }

  public void setValid(Boolean valid) {
    this.valid = valid;
  }
}
