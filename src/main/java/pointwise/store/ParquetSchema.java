package pointwise.store;

import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import pointwise.tile.Column;

/** Columns of a table as Parquet has them. */
final class ParquetSchema {
  private static final Map<DataType, PrimitiveTypeName> TYPES =
      Map.of(
          DataTypes.IntegerType, PrimitiveTypeName.INT32,
          DataTypes.FloatType, PrimitiveTypeName.FLOAT,
          DataTypes.DoubleType, PrimitiveTypeName.DOUBLE,
          DataTypes.BinaryType, PrimitiveTypeName.BINARY);

  private ParquetSchema() {}

  static <T> MessageType of(String name, List<Column<T>> columns) {
    return new MessageType(name, columns.stream().<Type>map(ParquetSchema::of).toList());
  }

  private static Type of(Column<?> column) {
    String name = column.name();
    if (column.type() instanceof ArrayType) {
      return Types.optionalList().requiredElement(PrimitiveTypeName.FLOAT).named(name);
    }
    if (column.type().equals(DataTypes.StringType)) {
      return Types.optional(PrimitiveTypeName.BINARY)
          .as(LogicalTypeAnnotation.stringType())
          .named(name);
    }
    return Types.optional(TYPES.get(column.type())).named(name);
  }
}
