package pointwise.tile;

import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table.
 *
 * @param value of a row; null where it has none
 */
public record Column<T>(String name, DataType type, Value<T> value) implements Serializable {
  /** What a row has in a column. */
  @FunctionalInterface
  public interface Value<T> extends Function<T, Object>, Serializable {}

  /** The columns as Spark has them. */
  public static <T> StructType schema(List<Column<T>> columns) {
    return DataTypes.createStructType(
        columns.stream()
            .map(column -> DataTypes.createStructField(column.name, column.type, true))
            .toArray(StructField[]::new));
  }
}
