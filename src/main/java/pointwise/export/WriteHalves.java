package pointwise.export;

import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FlatMapFunction;
import pointwise.export.file.Cut;
import pointwise.export.file.MapHead;
import pointwise.export.file.Samples;

/**
 * Blocks of maps at a smaller size to a file of encoded blocks.
 *
 * @param level of all of them
 */
record WriteHalves(CutMaps maps, int level, Target target, String staging)
    implements FlatMapFunction<Iterator<HalfBlock>, Block> {
  @Override
  public Iterator<Block> call(Iterator<HalfBlock> blocks) throws IOException {
    BlockWriter writer = new BlockWriter(target.files(), staging, maps.kind());
    try (writer) {
      while (blocks.hasNext()) {
        HalfBlock block = blocks.next();
        MapHead head = maps.heads().get(block.map);
        Cut cut = maps.cut(block.map);
        Samples samples =
            Samples.empty(head, cut.rowsOf(level, block.place), cut.columnsOf(level, block.place));
        for (int quarter = 0; quarter < block.quarters.length; quarter++) {
          if (block.quarters[quarter] != null) {
            Samples half = read(head, cut, block.quarters[quarter]);
            samples.put(quarter / 2 * (cut.rows() / 2), quarter % 2 * (cut.columns() / 2), half);
          }
        }
        writer.add(block.map, head, block.place, samples, level == cut.levels());
      }
    }
    return writer.written().iterator();
  }

  private Samples read(MapHead head, Cut cut, Block block) throws IOException {
    Samples half =
        Samples.empty(
            head,
            (cut.rowsOf(level - 1, block.place) + 1) / 2,
            (cut.columnsOf(level - 1, block.place) + 1) / 2);
    try (FSDataInputStream in = target.files().open(new Path(staging, block.halfFile))) {
      in.readFully(block.halfOffset, half.data());
    }
    return half;
  }
}
