package pointwise.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.export.file.FileKind;
import pointwise.export.file.MapHead;
import pointwise.export.file.Samples;

/** Writes the blocks of a task one behind the other, and their halves to another file. */
final class BlockWriter implements AutoCloseable {
  private final FileKind kind;
  private final FSDataOutputStream blocks;
  private final FSDataOutputStream halves;
  private final String name = UUID.randomUUID().toString();
  private final List<Block> written = new ArrayList<>();

  BlockWriter(FileSystem fs, String staging, FileKind kind) throws IOException {
    this.kind = kind;
    this.blocks = fs.create(new Path(staging, name));
    this.halves = fs.create(new Path(staging, half()));
  }

  private String half() {
    return name + ".half";
  }

  /**
   * Encodes and writes a block.
   *
   * @param map the place of the map among those that are cut
   * @param last whether the level is the last, of which no half is wanted
   */
  void add(int map, MapHead head, int place, Samples samples, boolean last) throws IOException {
    byte[] block = kind.block(head, samples);
    written.add(
        new Block(
            map,
            place,
            name,
            blocks.getPos(),
            block.length,
            last ? null : half(),
            halves.getPos()));
    blocks.write(block);
    if (!last) {
      halves.write(samples.halved(head, kind.isNearest(head)).data());
    }
  }

  /** What was written; to be asked for once it is closed. */
  List<Block> written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    try (halves) {
      blocks.close();
    }
  }
}
