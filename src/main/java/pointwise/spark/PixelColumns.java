package pointwise.spark;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import pointwise.pixels.PixelRow;
import pointwise.raster.SampleType;
import pointwise.tile.Tile;

/** Columns of pixel rows that read where the samples of a tile lie: nothing is copied. */
final class PixelColumns {
  private PixelColumns() {}

  /** The pixels of a tile, line by line; of an image that failed one row. */
  static ColumnarBatch of(StructType schema, Tile tile) {
    return new ColumnarBatch(
        Arrays.stream(schema.fields()).map(field -> of(field, tile)).toArray(ColumnVector[]::new),
        tile.getError() == null ? tile.pixels() : 1);
  }

  private static ColumnVector of(StructField column, Tile tile) {
    return switch (column.name()) {
      case "origin" -> new Text(tile.getOrigin());
      case "dtype" -> new Text(tile.getDtype());
      case "error" -> new Text(tile.getError());
      case "errorKind" -> new Text(tile.getErrorKind());
      default -> tile.getError() == null ? ofPixels(column.name(), tile) : new Nulls(column);
    };
  }

  private static ColumnVector ofPixels(String column, Tile tile) {
    int columns = tile.getColumns();
    return switch (column) {
      case "height" -> new Ints(pixel -> tile.getHeight());
      case "width" -> new Ints(pixel -> tile.getWidth());
      case "y" -> new Ints(pixel -> tile.getY() + pixel / columns);
      case "x" -> new Ints(pixel -> tile.getX() + pixel % columns);
      case "valid" -> new Flags(tile::isValid);
      case PixelRow.CHANNELS -> new Channels(tile);
      default -> throw new IllegalArgumentException("Cannot read pixels: no column " + column);
    };
  }

  private static final class Text extends TileColumn {
    private final UTF8String text;

    /**
     * @param text null for none
     */
    Text(String text) {
      super(DataTypes.StringType);
      this.text = UTF8String.fromString(text);
    }

    @Override
    public boolean isNullAt(int pixel) {
      return text == null;
    }

    @Override
    public UTF8String getUTF8String(int pixel) {
      return text;
    }
  }

  private static final class Nulls extends TileColumn {
    Nulls(StructField column) {
      super(column.dataType());
    }

    @Override
    public boolean isNullAt(int pixel) {
      return true;
    }
  }

  private static final class Ints extends TileColumn {
    private final IntUnaryOperator numbers;

    Ints(IntUnaryOperator numbers) {
      super(DataTypes.IntegerType);
      this.numbers = numbers;
    }

    @Override
    public int getInt(int pixel) {
      return numbers.applyAsInt(pixel);
    }
  }

  private static final class Flags extends TileColumn {
    private final IntPredicate flags;

    Flags(IntPredicate flags) {
      super(DataTypes.BooleanType);
      this.flags = flags;
    }

    @Override
    public boolean getBoolean(int pixel) {
      return flags.test(pixel);
    }
  }

  private static final class Channels extends TileColumn {
    private final int channels;
    private final Samples samples;

    Channels(Tile tile) {
      super(DataTypes.createArrayType(DataTypes.FloatType, false));
      this.channels = tile.getChannels();
      this.samples = new Samples(tile.type(), tile.buffer());
    }

    @Override
    public ColumnarArray getArray(int pixel) {
      return new ColumnarArray(samples, pixel * channels, channels);
    }
  }

  /** The samples of all pixels. */
  private static final class Samples extends TileColumn {
    private final SampleType sampleType;
    private final ByteBuffer samples;

    Samples(SampleType sampleType, ByteBuffer samples) {
      super(DataTypes.FloatType);
      this.sampleType = sampleType;
      this.samples = samples;
    }

    @Override
    public float getFloat(int sample) {
      return sampleType.sample(samples, sample);
    }
  }
}
