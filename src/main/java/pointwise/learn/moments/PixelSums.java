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
          new Column<>("sums", DataTypes.BinaryType, PixelSums::getSums),
          new Column<>("error", DataTypes.StringType, PixelSums::getError),
          new Column<>("errorKind", DataTypes.StringType, PixelSums::getErrorKind));

  private Integer y;
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
    row.sums = part.bytes();
    return row;
  }

  /** Of an image that failed. */
  static PixelSums failed(ImageException failure) {
    PixelSums row = new PixelSums();
    row.fail(failure);
    return row;
  }

  /** The first line; null with an error, as are the sums. */
  public Integer getY() {
    return y;
  }

  public void setY(Integer y) {
    this.y = y;
  }

  /** The sums as {@link PartSums} writes them down. */
  public byte[] getSums() {
    return sums;
  }

  public void setSums(byte[] sums) {
    this.sums = sums;
  }
}
