package pointwise.export;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import pointwise.export.file.MapHead;
import pointwise.export.file.Samples;
import pointwise.report.JobMetrics;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/** Rows that are whole maps to files; gives how many bytes each has. */
record WriteWhole(Target target, Names names, JobMetrics metrics)
    implements FlatMapFunction<Iterator<Row>, Long> {
  @Override
  public Iterator<Long> call(Iterator<Row> rows) throws IOException {
    long bytes = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      MapHead head = new MapHead(row, target.kind());
      List<byte[]> parts = WholeMap.file(head, samples(MapTable.tile(row), head), target.kind());
      bytes +=
          target.write(
              names.of(head.origin, head.layer),
              head,
              to -> {
                for (byte[] part : parts) {
                  to.write(part);
                }
              });
      metrics.countImage(true);
    }
    return List.of(bytes).iterator();
  }

  /** The samples of a tile as the file has them. */
  static Samples samples(Tile tile, MapHead head) {
    return new Samples(
            tile.getRows(), tile.getColumns(), tile.getChannels(), tile.type(), tile.getSamples())
        .converted(head);
  }
}
