package pointwise.spark;

import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import pointwise.pixels.PixelRow;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Column;
import pointwise.tile.MapTable;

/** What a row of the source is. */
enum RowKind {
  /** Of the table of feature maps. */
  MAPS,
  /** Of the nine-sample view. */
  PIXELS;

  /** What the source is called. */
  static final String SOURCE = "pointwise";

  /** The option that chooses. */
  static final String OPTION = "rows";

  StructType schema() {
    return this == MAPS ? MapTable.SCHEMA : Column.schema(PixelRow.COLUMNS);
  }

  /** As it is written. */
  String lowerCase() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one that was asked for.
   *
   * @throws UsageException if it is none
   */
  static RowKind of(Map<String, String> options) {
    String asked = options.getOrDefault(OPTION, "maps");
    for (RowKind kind : values()) {
      if (kind.name().equalsIgnoreCase(asked)) {
        return kind;
      }
    }
    throw new UsageException(
        Text.of(
            "Cannot use the option rows: found %s, expected maps or pixels",
            Text.printable(asked)));
  }
}
