package pointwise.export.file;

import java.io.IOException;
import java.util.List;

/** A kind of file that maps are exported to. */
public interface FileKind extends MapHead.FileSamples {
  /** How the names of its files end: that of the samples, then those beside it. */
  List<String> suffixes();

  /** How a map lies in it. */
  Cut cut(MapHead head);

  /** Whether it can say that a map lies so, see {@link MapHead#transform}. */
  default boolean holds(double[] transform) {
    return true;
  }

  /** Bytes that a task holds of a map, whatever its size; 0 where it is a few blocks. */
  default long memory(MapHead head) {
    return 0;
  }

  /** Whether pixels at half the size are one of the four, as labels have to be, not their mean. */
  default boolean isNearest(MapHead head) {
    return false;
  }

  /** The bytes of a block. */
  byte[] block(MapHead head, Samples samples) throws IOException;

  /**
   * What stands before the blocks, of which those of the last level come first.
   *
   * @param lengths of the blocks of each level
   */
  byte[] head(MapHead head, int[][] lengths);

  /** What the file beside it holds, where it has one. */
  default byte[] beside(MapHead head) {
    throw new IllegalStateException("no file is beside it");
  }
}
