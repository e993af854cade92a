package pointwise.spark;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** A column that has no values: one that has some overrides what Spark reads its type by. */
abstract class TileColumn extends ColumnVector {
  TileColumn(DataType type) {
    super(type);
  }

  /** The samples are the tile's. */
  @Override
  public void close() {}

  /** Whether some may be. */
  @Override
  public boolean hasNull() {
    return isNullAt(0);
  }

  /** Spark asks for it where all values are null. */
  @Override
  public int numNulls() {
    return hasNull() ? 1 : 0;
  }

  @Override
  public boolean isNullAt(int row) {
    return false;
  }

  @Override
  public boolean getBoolean(int row) {
    throw unread();
  }

  @Override
  public byte getByte(int row) {
    throw unread();
  }

  @Override
  public short getShort(int row) {
    throw unread();
  }

  @Override
  public int getInt(int row) {
    throw unread();
  }

  @Override
  public long getLong(int row) {
    throw unread();
  }

  @Override
  public float getFloat(int row) {
    throw unread();
  }

  @Override
  public double getDouble(int row) {
    throw unread();
  }

  @Override
  public ColumnarArray getArray(int row) {
    throw unread();
  }

  @Override
  public ColumnarMap getMap(int row) {
    throw unread();
  }

  @Override
  public Decimal getDecimal(int row, int precision, int scale) {
    throw unread();
  }

  @Override
  public UTF8String getUTF8String(int row) {
    throw unread();
  }

  @Override
  public byte[] getBinary(int row) {
    throw unread();
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    throw unread();
  }

  private UnsupportedOperationException unread() {
    return new UnsupportedOperationException("Cannot read a column of " + type.simpleString());
  }
}
