package pointwise.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import pointwise.Spark;
import pointwise.tile.MapTable;

/** Tables of maps, written by Spark from rows that a test makes. */
public final class MapRows {
  private static final StructType BAND =
      new StructType().add("name", DataTypes.StringType).add("wavelength", DataTypes.DoubleType);

  private final StructType schema;
  private final List<Row> rows = new ArrayList<>();

  private MapRows(StructType schema) {
    this.schema = schema;
  }

  /** With the columns of the place of a map. */
  public static MapRows placed() {
    StructType schema = plain().schema;
    return new MapRows(
        schema
            .add("crs", DataTypes.StringType)
            .add("transform", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("bands", DataTypes.createArrayType(BAND)));
  }

  /** As tables were before maps had a place. */
  public static MapRows plain() {
    StructType schema = new StructType();
    for (String name : MapTable.SCHEMA.fieldNames()) {
      if (!List.of("crs", "transform", "bands", "validShare").contains(name)) {
        schema = schema.add(name, MapTable.SCHEMA.apply(name).dataType());
      }
    }
    return new MapRows(schema);
  }

  /** What a row has in some columns; null in the others. */
  public MapRows add(Map<String, ?> values) {
    Object[] row = new Object[schema.length()];
    values.forEach((name, value) -> row[schema.fieldIndex(name)] = value);
    rows.add(RowFactory.create(row));
    return this;
  }

  /** A window of a map; {@code more} are values of other columns. */
  public MapRows window(
      String origin,
      int[] shape,
      int y,
      int rows,
      int x,
      int columns,
      String dtype,
      byte[] data,
      Map<String, ?> more) {
    Map<String, Object> values = new HashMap<>(more);
    values.put("origin", origin);
    values.put("height", shape[0]);
    values.put("width", shape[1]);
    values.put("nChannels", shape[2]);
    values.put("y", y);
    values.put("rows", rows);
    values.put("x", x);
    values.put("columns", columns);
    values.put("dtype", dtype);
    values.put("data", data);
    return add(values);
  }

  /** An image that failed. */
  public MapRows failed(String origin, String kind) {
    return add(Map.of("origin", origin, "error", "the bytes are wrong", "errorKind", kind));
  }

  public static Row band(String name, Double wavelength) {
    return RowFactory.create(name, wavelength);
  }

  /** Writes the table, in two files. */
  public Path write(Path folder) {
    Spark.session()
        .createDataFrame(rows, schema)
        .repartition(2)
        .write()
        .parquet(folder.toUri().toString());
    return folder;
  }
}
