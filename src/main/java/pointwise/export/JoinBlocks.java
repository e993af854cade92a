package pointwise.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import pointwise.export.file.MapHead;

/** All blocks of a map, by level and place, to its file; gives how many bytes it has. */
record JoinBlocks(CutMaps maps, Target target, Names names, String staging)
    implements Function<Block[][], Long> {
  private static final int BUFFER = 1 << 17;

  @Override
  public Long call(Block[][] levels) throws IOException {
    MapHead head = maps.heads().get(levels[0][0].map);
    int[][] lengths = new int[levels.length][];
    for (int l = 0; l < levels.length; l++) {
      lengths[l] = new int[levels[l].length];
      for (int place = 0; place < lengths[l].length; place++) {
        lengths[l][place] = levels[l][place].length;
      }
    }
    return target.write(
        names.of(head.origin, head.layer),
        head,
        to -> {
          to.write(maps.kind().head(head, lengths));
          for (int l = levels.length - 1; l >= 0; l--) {
            copy(target.files(), List.of(levels[l]), to);
          }
        });
  }

  /** Copies blocks; those that are one behind the other in a file, at once. */
  private void copy(FileSystem fs, List<Block> blocks, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int i = 0; i < blocks.size(); ) {
      Block first = blocks.get(i);
      long length = 0;
      for (; i < blocks.size() && follows(first, length, blocks.get(i)); i++) {
        length += blocks.get(i).length;
      }
      try (FSDataInputStream in = fs.open(new Path(staging, first.file), BUFFER)) {
        in.seek(first.offset);
        while (length > 0) {
          int some = (int) Math.min(buffer.length, length);
          in.readFully(buffer, 0, some);
          to.write(buffer, 0, some);
          length -= some;
        }
      }
    }
  }

  private static boolean follows(Block first, long length, Block next) {
    return next.file.equals(first.file) && next.offset == first.offset + length;
  }
}
