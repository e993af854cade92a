package pointwise.image;

import java.io.Serializable;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;

/**
 * A file that is to be read, or a range of its lines: what Spark hands to a task. A bean, since
 * Spark does not encode records.
 */
public final class ImagePart implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final Encoder<ImagePart> ENCODER = Encoders.bean(ImagePart.class);

  private String origin;
  private long length;
  private int y;
  private int rows;

  public ImagePart() {}

  /**
   * @param length bytes in the file, or in the range of lines
   * @param y the first line
   * @param rows how many lines; 0 for the whole image
   */
  public ImagePart(String origin, long length, int y, int rows) {
    this.origin = origin;
    this.length = length;
    this.y = y;
    this.rows = rows;
  }

  /** The path of the file. */
  public String getOrigin() {
    return origin;
  }

  public void setOrigin(String origin) {
    this.origin = origin;
  }

  /** Bytes in the file when it was listed, or in the range of lines. */
  public long getLength() {
    return length;
  }

  public void setLength(long length) {
    this.length = length;
  }

  /** The first line. */
  public int getY() {
    return y;
  }

  public void setY(int y) {
    this.y = y;
  }

  /** How many lines; 0 for the whole image. */
  public int getRows() {
    return rows;
  }

  public void setRows(int rows) {
    this.rows = rows;
  }
}
