package pointwise.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import pointwise.export.file.Cut;
import pointwise.export.file.FileKind;
import pointwise.export.file.MapHead;
import pointwise.export.file.Samples;

/** The file of a map that is one row of the table, made in memory. */
final class WholeMap {
  private WholeMap() {}

  /** Its parts, in order. */
  static List<byte[]> file(MapHead head, Samples samples, FileKind kind) throws IOException {
    Cut cut = kind.cut(head);
    int[][] lengths = new int[cut.levels() + 1][];
    List<byte[]> parts = new ArrayList<>();
    Samples level = samples;
    for (int l = 0; l <= cut.levels(); l++) {
      if (l > 0) {
        level = level.halved(head, kind.isNearest(head));
      }
      lengths[l] = new int[cut.blocks(l)];
      List<byte[]> blocks = new ArrayList<>();
      for (int place = 0; place < lengths[l].length; place++) {
        byte[] block =
            kind.block(
                head,
                level.window(
                    place / cut.across(l) * cut.rows(),
                    cut.rowsOf(l, place),
                    place % cut.across(l) * cut.columns(),
                    cut.columnsOf(l, place)));
        lengths[l][place] = block.length;
        blocks.add(block);
      }
      parts.addAll(0, blocks);
    }
    parts.add(0, kind.head(head, lengths));
    return parts;
  }
}
