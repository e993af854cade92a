package pointwise.export;

import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import pointwise.export.file.Cut;
import pointwise.export.file.MapHead;
import pointwise.export.file.Samples;
import pointwise.text.Text;

/** Pieces of blocks, in the order of the blocks, to a file of encoded blocks. */
record WriteBlocks(CutMaps maps, Target target, String staging)
    implements FlatMapFunction<Iterator<Row>, Block> {
  @Override
  public Iterator<Block> call(Iterator<Row> pieces) throws IOException {
    BlockWriter writer = new BlockWriter(target.files(), staging, maps.kind());
    try (writer) {
      Row next = pieces.hasNext() ? pieces.next() : null;
      while (next != null) {
        long block = next.getLong(1);
        int map = maps.map(block);
        MapHead head = maps.heads().get(map);
        Cut cut = maps.cut(map);
        int place = (int) (block - maps.first(map));
        Samples samples = Samples.empty(head, cut.rowsOf(0, place), cut.columnsOf(0, place));
        long pixels = 0;
        while (next != null && next.getLong(1) == block) {
          Samples piece =
              new Samples(next.getInt(3), next.getInt(5), head.channels, head.type, next.getAs(6));
          samples.put(next.getInt(2), next.getInt(4), piece);
          pixels += (long) piece.rows() * piece.columns();
          next = pieces.hasNext() ? pieces.next() : null;
        }
        if (pixels != (long) samples.rows() * samples.columns()) {
          throw new IllegalStateException(
              Text.of(
                  "Cannot export the map of %s: its rows do not add up, found %d pixels of a part, expected %d",
                  head.origin, pixels, (long) samples.rows() * samples.columns()));
        }
        writer.add(map, head, place, samples, cut.levels() == 0);
      }
    }
    return writer.written().iterator();
  }
}
