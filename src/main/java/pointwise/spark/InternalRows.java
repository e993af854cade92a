package pointwise.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import pointwise.tile.Column;

/** Rows as Spark has them inside. */
final class InternalRows {
  private InternalRows() {}

  /** The columns of a row, without a copy of its samples. */
  static <T> InternalRow of(List<Column<T>> columns, T row) {
    Object[] values = new Object[columns.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(columns.get(i).value().apply(row));
    }
    return new GenericInternalRow(values);
  }

  private static Object value(Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (value instanceof float[] numbers) {
      return UnsafeArrayData.fromPrimitiveArray(numbers);
    }
    if (value instanceof double[] numbers) {
      return UnsafeArrayData.fromPrimitiveArray(numbers);
    }
    if (value instanceof Row[] structs) {
      Object[] all = new Object[structs.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = value(structs[i]);
      }
      return new GenericArrayData(all);
    }
    if (value instanceof Row struct) {
      Object[] all = new Object[struct.size()];
      for (int i = 0; i < all.length; i++) {
        all[i] = value(struct.get(i));
      }
      return new GenericInternalRow(all);
    }
    return value;
  }
}
