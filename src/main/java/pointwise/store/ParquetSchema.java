package pointwise.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import pointwise.tile.Column;

/** Columns of a table as Parquet has them. */
final class ParquetSchema {
  private static final Map<DataType, PrimitiveTypeName> TYPES =
      Map.of(
          DataTypes.BooleanType, PrimitiveTypeName.BOOLEAN,
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
    if (column.type() instanceof ArrayType list) {
      return list.elementType() instanceof StructType bands
          ? Types.optionalList()
              .element(new GroupType(Type.Repetition.REQUIRED, "element", fields(bands)))
              .named(name)
          : Types.optionalList().requiredElement(TYPES.get(list.elementType())).named(name);
    }
    return simple(name, column.type());
  }

  private static List<Type> fields(StructType struct) {
    return Arrays.stream(struct.fields())
        .map(field -> simple(field.name(), field.dataType()))
        .toList();
  }

  private static Type simple(String name, DataType type) {
    return type.equals(DataTypes.StringType)
        ? Types.optional(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named(name)
        : Types.optional(TYPES.get(type)).named(name);
  }
}
