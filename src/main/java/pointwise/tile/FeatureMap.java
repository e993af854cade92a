package pointwise.tile;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import pointwise.raster.ImageException;

/** A feature map, or a strip of full lines of a large one, as a table row. */
public final class FeatureMap implements ImageRow, Serializable {
  private static final long serialVersionUID = 1L;

  public static final Encoder<FeatureMap> ENCODER = Encoders.bean(FeatureMap.class);

  private static final String[] COLUMNS = {
    "origin", "height", "width", "nChannels", "y", "rows", "dtype", "data", "error", "errorKind"
  };

  private static final String[] COLUMNS_AND_LAYER =
      Stream.concat(Arrays.stream(COLUMNS), Stream.of("layer")).toArray(String[]::new);

  private String origin;
  private Integer height;
  private Integer width;
  private Integer nChannels;
  private Integer y;
  private Integer rows;
  private String dtype;
  private byte[] data;
  private String error;
  private String errorKind;
  private String layer;

  public FeatureMap() {}

  /** The rows with the columns of the table of a network: those of any table, and the layer. */
  public static Dataset<Row> tableOfLayers(Dataset<FeatureMap> maps) {
    return maps.selectExpr(COLUMNS_AND_LAYER);
  }

  /** The rows with the columns in the order of the documented table. */
  public static Dataset<Row> table(Dataset<FeatureMap> maps) {
    return maps.selectExpr(COLUMNS);
  }

  /** This map, as the result of a layer. */
  public FeatureMap ofLayer(String name) {
    this.layer = name;
    return this;
  }

  /**
   * Lines {@code y} to {@code y + rows} of the image that {@code shape} is a block of; the data are
   * not copied.
   */
  public static FeatureMap strip(Tile shape, int y, int rows, byte[] data) {
    FeatureMap map = new FeatureMap();
    map.origin = shape.getOrigin();
    map.height = shape.getHeight();
    map.width = shape.getWidth();
    map.nChannels = shape.getChannels();
    map.y = y;
    map.rows = rows;
    map.dtype = shape.getDtype();
    map.data = data;
    return map;
  }

  /** An image that failed. */
  public static FeatureMap failed(ImageException failure) {
    FeatureMap map = new FeatureMap();
    map.origin = failure.origin();
    map.error = failure.reason();
    map.errorKind = failure.kind().label();
    return map;
  }

  @Override
  public String getOrigin() {
    return origin;
  }

  public void setOrigin(String origin) {
    this.origin = origin;
  }

  /** Lines of the whole image. */
  public Integer getHeight() {
    return height;
  }

  public void setHeight(Integer height) {
    this.height = height;
  }

  /** Pixels per line. */
  public Integer getWidth() {
    return width;
  }

  public void setWidth(Integer width) {
    this.width = width;
  }

  /** Maps, that is samples per pixel. */
  public Integer getnChannels() {
    return nChannels;
  }

  public void setnChannels(Integer nChannels) {
    this.nChannels = nChannels;
  }

  /** The first line of the strip. */
  public Integer getY() {
    return y;
  }

  public void setY(Integer y) {
    this.y = y;
  }

  /** Lines in the strip. */
  public Integer getRows() {
    return rows;
  }

  public void setRows(Integer rows) {
    this.rows = rows;
  }

  /** NumPy's name of the type of the samples. */
  public String getDtype() {
    return dtype;
  }

  public void setDtype(String dtype) {
    this.dtype = dtype;
  }

  /** rows x width x nChannels samples, row-major, little-endian; null with an error. */
  public byte[] getData() {
    return data;
  }

  public void setData(byte[] data) {
    this.data = data;
  }

  @Override
  public String getError() {
    return error;
  }

  public void setError(String error) {
    this.error = error;
  }

  /** The layer of a network whose result this is; null for kernels, and for a failed image. */
  public String getLayer() {
    return layer;
  }

  public void setLayer(String layer) {
    this.layer = layer;
  }

  @Override
  public String getErrorKind() {
    return errorKind;
  }

  public void setErrorKind(String errorKind) {
    this.errorKind = errorKind;
  }
}
