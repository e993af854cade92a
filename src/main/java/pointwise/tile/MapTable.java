package pointwise.tile;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * The table of feature maps: its columns, in their order, and the tiles that its rows are. What
 * writes and reads such a table takes names and types from here.
 */
public final class MapTable {
  /** The column of the samples, by far the largest. */
  public static final String DATA = "data";

  /** The column of the numbers of a map of one pixel. */
  public static final String VECTOR = "vector";

  private static final StructType BAND =
      DataTypes.createStructType(
          List.of(
              DataTypes.createStructField("name", DataTypes.StringType, true),
              DataTypes.createStructField("wavelength", DataTypes.DoubleType, true)));

  public static final List<Column<Tile>> COLUMNS =
      List.of(
          new Column<>("origin", DataTypes.StringType, Tile::getOrigin),
          ofMap("layer", DataTypes.StringType, Tile::getLayer),
          ofMap("height", DataTypes.IntegerType, Tile::getHeight),
          ofMap("width", DataTypes.IntegerType, Tile::getWidth),
          ofMap("nChannels", DataTypes.IntegerType, Tile::getChannels),
          ofMap("y", DataTypes.IntegerType, Tile::getY),
          ofMap("rows", DataTypes.IntegerType, Tile::getRows),
          ofMap("x", DataTypes.IntegerType, Tile::getX),
          ofMap("columns", DataTypes.IntegerType, Tile::getColumns),
          ofMap("dtype", DataTypes.StringType, Tile::getDtype),
          ofMap(DATA, DataTypes.BinaryType, Tile::data),
          ofMap(VECTOR, DataTypes.createArrayType(DataTypes.FloatType), MapTable::vector),
          new Column<>("error", DataTypes.StringType, Tile::getError),
          new Column<>("errorKind", DataTypes.StringType, Tile::getErrorKind),
          ofMap("nodata", DataTypes.DoubleType, Tile::getNodata),
          ofMap("crs", DataTypes.StringType, Tile::getCrs),
          ofMap(
              "transform",
              DataTypes.createArrayType(DataTypes.DoubleType, false),
              Tile::getTransform),
          ofMap("bands", DataTypes.createArrayType(BAND, false), MapTable::bands),
          ofMap("validShare", DataTypes.DoubleType, Tile::getValidShare));

  public static final StructType SCHEMA = Column.schema(COLUMNS);

  private static final List<String> NEEDED =
      List.of(SCHEMA.fieldNames()).subList(0, SCHEMA.fieldIndex("crs"));

  private MapTable() {}

  private static Column<Tile> ofMap(String name, DataType type, Column.Value<Tile> value) {
    return new Column<>(name, type, tile -> tile.getError() == null ? value.apply(tile) : null);
  }

  /** The numbers of a map of one pixel; null for others, and for other than floating types. */
  private static float[] vector(Tile tile) {
    SampleType type = tile.type();
    if (tile.getHeight() != 1
        || tile.getWidth() != 1
        || (type != SampleType.FLOAT32 && type != SampleType.FLOAT16)) {
      return null;
    }
    ByteBuffer samples = tile.buffer();
    float[] numbers = new float[tile.getChannels()];
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] = type.sample(samples, c);
    }
    return numbers;
  }

  /** Name and wavelength of each channel; null where none has either. */
  private static Row[] bands(Tile tile) {
    String[] names = tile.getBandNames();
    double[] wavelengths = tile.getWavelengths();
    if (names == null && wavelengths == null) {
      return null;
    }
    Row[] bands = new Row[tile.getChannels()];
    for (int c = 0; c < bands.length; c++) {
      boolean none = wavelengths == null || Double.isNaN(wavelengths[c]);
      bands[c] = RowFactory.create(names == null ? null : names[c], none ? null : wavelengths[c]);
    }
    return bands;
  }

  private static void setBands(Tile tile, List<Row> bands) {
    if (bands == null) {
      return;
    }
    if (bands.stream().anyMatch(band -> !band.isNullAt(0))) {
      tile.setBandNames(bands.stream().map(band -> band.getString(0)).toArray(String[]::new));
    }
    if (bands.stream().anyMatch(band -> !band.isNullAt(1))) {
      tile.setWavelengths(
          bands.stream()
              .mapToDouble(band -> band.isNullAt(1) ? Double.NaN : band.getDouble(1))
              .toArray());
    }
  }

  /** Tiles as rows of the table. */
  public static Dataset<Row> of(Dataset<Tile> tiles) {
    return tiles.map((MapFunction<Tile, Row>) MapTable::row, Encoders.row(SCHEMA));
  }

  private static Row row(Tile tile) {
    return RowFactory.create(COLUMNS.stream().map(column -> column.value().apply(tile)).toArray());
  }

  /**
   * Rows of the table as tiles.
   *
   * <p>Tables of before scenes were read have no columns of where they lie.
   *
   * @throws UsageException if the columns are others
   */
  public static JavaRDD<Tile> tiles(Dataset<Row> rows) {
    if (!List.of(rows.columns()).containsAll(NEEDED)) {
      throw new UsageException(
          Text.of(
              "Cannot use a table as feature maps: the columns do not fit, found %s, expected %s",
              List.of(rows.columns()), NEEDED));
    }
    return rows.javaRDD().map(MapTable::tile);
  }

  /** The tile that a row is. */
  public static Tile tile(Row row) {
    String origin = row.getAs("origin");
    String error = row.getAs("error");
    if (error != null) {
      return Tile.failed(
          new ImageException(origin, ErrorKind.of(row.<String>getAs("errorKind")), error));
    }
    Tile tile =
        new Tile(
            origin,
            row.<Integer>getAs("height"),
            row.<Integer>getAs("width"),
            row.<Integer>getAs("nChannels"),
            new Window(
                row.<Integer>getAs("y"),
                row.<Integer>getAs("rows"),
                row.<Integer>getAs("x"),
                row.<Integer>getAs("columns")),
            SampleType.of(row.getAs("dtype")),
            row.<byte[]>getAs(DATA));
    tile.setLayer(row.getAs("layer"));
    tile.setNodata(row.getAs("nodata"));
    if (row.schema().getFieldIndex("bands").isDefined()) {
      setScene(tile, row);
    }
    return tile;
  }

  private static void setScene(Tile tile, Row row) {
    tile.setCrs(row.getAs("crs"));
    int transform = row.fieldIndex("transform");
    if (!row.isNullAt(transform)) {
      tile.setTransform(
          row.<Double>getList(transform).stream().mapToDouble(number -> number).toArray());
    }
    int bands = row.fieldIndex("bands");
    setBands(tile, row.isNullAt(bands) ? null : row.getList(bands));
    if (row.schema().getFieldIndex("validShare").isDefined()) {
      tile.setValidShare(row.getAs("validShare"));
    }
  }
}
