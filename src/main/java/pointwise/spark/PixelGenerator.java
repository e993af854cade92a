package pointwise.spark;

import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import pointwise.pixels.Explode;
import pointwise.pixels.PixelRow;
import pointwise.tile.Column;
import pointwise.tile.MappedIterator;
import scala.collection.IterableOnce;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** Images to their pixels, each made when it is wanted; no row where there is no image. */
final class PixelGenerator extends AbstractFunction1<Row, IterableOnce<InternalRow>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<Column<PixelRow>> COLUMNS =
      PixelRow.COLUMNS.stream().filter(column -> !column.name().equals("origin")).toList();

  static final StructType SCHEMA = Column.schema(COLUMNS);

  private final BytesReader reader;

  PixelGenerator(BytesReader reader) {
    this.reader = reader;
  }

  @Override
  public IterableOnce<InternalRow> apply(Row row) {
    Iterator<PixelRow> pixels =
        row.isNullAt(0) ? Collections.emptyIterator() : Explode.rows(reader.masked(row.get(0)));
    return CollectionConverters.asScala(
        new MappedIterator<>(pixels, pixel -> InternalRows.of(COLUMNS, pixel)));
  }
}
