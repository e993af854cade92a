package pointwise.learn.moments;

import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.DataTypes;
import pointwise.raster.ImageException;
import pointwise.tile.Column;
import pointwise.tile.ImageRow;

/** The sums of the pixels of an image, or of a range of its lines, as a table row. */
public final class PixelSums extends ImageRow {
  private static final long serialVersionUID = 1L;

  public static final Encoder<PixelSums> ENCODER = Encoders.bean(PixelSums.class);

  /** Of the documented table, in their order. */
  public static final List<Column<PixelSums>> COLUMNS =
      List.of(
          new Column<>("origin", DataTypes.StringType, PixelSums::getOrigin),
          new Column<>("y", DataTypes.IntegerType, PixelSums::getY),
          new Column<>("pixels", DataTypes.LongType, PixelSums::getPixels),
          new Column<>("notFinite", DataTypes.LongType, PixelSums::getNotFinite),
          new Column<>("nodata", DataTypes.LongType, PixelSums::getNodata),
          new Column<>("notSampled", DataTypes.LongType, PixelSums::getNotSampled),
          new Column<>("sums", DataTypes.BinaryType, PixelSums::getSums),
          new Column<>("error", DataTypes.StringType, PixelSums::getError),
          new Column<>("errorKind", DataTypes.StringType, PixelSums::getErrorKind));

  private Integer y;
  private Long pixels;
  private Long notFinite;
  private Long nodata;
  private Long notSampled;
  private byte[] sums;

  public PixelSums() {}

  /**
   * Of an image.
   *
   * @param y the first of the lines
   */
  static PixelSums of(String origin, int y, PartSums part) {
    PixelSums row = new PixelSums();
    row.setOrigin(origin);
    row.y = y;
    row.pixels = part.pixels();
    row.notFinite = part.notFinite();
    row.nodata = part.nodata();
    row.notSampled = part.notSampled();
    row.sums = part.bytes();
    return row;
  }

  /** Of an image that failed. */
  static PixelSums failed(ImageException failure) {
    PixelSums row = new PixelSums();
    row.fail(failure);
    return row;
  }

  /** The first line; null with an error, as are those below. */
  public Integer getY() {
    return y;
  }

  public void setY(Integer y) {
    this.y = y;
  }

  /** Pixels that are in the sums. */
  public Long getPixels() {
    return pixels;
  }

  public void setPixels(Long pixels) {
    this.pixels = pixels;
  }

  /** Pixels left out because of a sample that is NaN or infinite. */
  public Long getNotFinite() {
    return notFinite;
  }

  public void setNotFinite(Long notFinite) {
    this.notFinite = notFinite;
  }

  /** Pixels left out because of the value for "no data". */
  public Long getNodata() {
    return nodata;
  }

  public void setNodata(Long nodata) {
    this.nodata = nodata;
  }

  /** Pixels that were not looked at. */
  public Long getNotSampled() {
    return notSampled;
  }

  public void setNotSampled(Long notSampled) {
    this.notSampled = notSampled;
  }

  /** The sums as {@link PartSums} writes them down. */
  public byte[] getSums() {
    return sums;
  }

  public void setSums(byte[] sums) {
    this.sums = sums;
  }
}
