package pointwise.export;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import pointwise.export.file.Cut;
import pointwise.export.file.FileKind;
import pointwise.export.file.MapHead;

/** The maps that are several rows, and all their blocks in one line. */
final class CutMaps implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<MapHead> heads;
  private final FileKind kind;

  /** The number of the first block of each map, and how many there are. */
  private final long[] first;

  CutMaps(List<MapHead> heads, FileKind kind) {
    this.heads = new ArrayList<>(heads);
    this.kind = kind;
    this.first = new long[heads.size() + 1];
    for (int map = 0; map < heads.size(); map++) {
      first[map + 1] = first[map] + cut(map).blocks(0);
    }
  }

  List<MapHead> heads() {
    return heads;
  }

  FileKind kind() {
    return kind;
  }

  Cut cut(int map) {
    return kind.cut(heads.get(map));
  }

  long first(int map) {
    return first[map];
  }

  /** How many blocks of the maps themselves there are. */
  long blocks() {
    return first[heads.size()];
  }

  /** The map that has a block. */
  int map(long block) {
    int at = Arrays.binarySearch(first, block);
    return at >= 0 ? at : -at - 2;
  }

  /** How many bytes the samples of the maps have. */
  long bytes() {
    return heads.stream().mapToLong(h -> (long) h.height * h.width * h.pixelBytes()).sum();
  }

  /** How often the map that is halved most often is. */
  int levels() {
    int most = 0;
    for (int map = 0; map < heads.size(); map++) {
      most = Math.max(most, cut(map).levels());
    }
    return most;
  }
}
