package pointwise.export.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The beginning of a TIFF: header, what GDAL tells of the layout, and all directories, of which the
 * first is the map and each other half the size of the one before. Blocks follow, those of the last
 * directory first. Classic where offsets fit 4 bytes, else BigTIFF.
 *
 * @see <a href="https://gdal.org/en/stable/drivers/raster/cog.html">GDAL's layout of a COG</a>
 */
final class TiffFile {
  private static final int OFFSETS = 273;
  private static final int TILE_OFFSETS = 324;
  private static final long MOST_CLASSIC = 0xffffffffL;

  private final boolean big;
  private final byte[] layout;

  private TiffFile(boolean big, byte[] layout) {
    this.big = big;
    this.layout = layout;
  }

  /**
   * All before the first block.
   *
   * @param layout what stands between header and directories
   * @param levels the fields of the directories by their tags, but for the offsets of the blocks
   * @param lengths of the blocks of each
   * @param tiled whether blocks are tiles, else strips
   */
  static byte[] head(
      byte[] layout, List<SortedMap<Integer, TiffField>> levels, int[][] lengths, boolean tiled) {
    byte[] classic = new TiffFile(false, layout).head(levels, lengths, tiled);
    long end = classic.length;
    for (int[] level : lengths) {
      for (int length : level) {
        end += length;
      }
    }
    return end <= MOST_CLASSIC ? classic : new TiffFile(true, layout).head(levels, lengths, tiled);
  }

  private byte[] head(List<SortedMap<Integer, TiffField>> levels, int[][] lengths, boolean tiled) {
    int offsets = tiled ? TILE_OFFSETS : OFFSETS;
    for (int l = 0; l < levels.size(); l++) {
      levels.get(l).put(offsets, TiffField.numbers(new long[lengths[l].length], big));
    }
    int size = start();
    for (SortedMap<Integer, TiffField> level : levels) {
      size = Math.addExact(size, bytes(level));
    }
    long at = size;
    for (int l = levels.size() - 1; l >= 0; l--) {
      long[] places = new long[lengths[l].length];
      for (int place = 0; place < places.length; place++) {
        places[place] = at;
        at += lengths[l][place];
      }
      levels.get(l).put(offsets, TiffField.numbers(places, big));
    }
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) (big ? 43 : 42));
    if (big) {
      out.putShort((short) Long.BYTES).putShort((short) 0);
    }
    offset(out, start());
    out.put(layout).position(start());
    for (int l = 0; l < levels.size(); l++) {
      directory(out, levels.get(l), l == levels.size() - 1);
    }
    return out.array();
  }

  private int start() {
    return even((big ? 16 : 8) + layout.length);
  }

  private static int even(int bytes) {
    return bytes + (bytes & 1);
  }

  /** Of a field in its directory. */
  private int inline() {
    return big ? Long.BYTES : Integer.BYTES;
  }

  /** Bytes of the directory without values that stand behind it. */
  private int ownBytes(Map<Integer, TiffField> fields) {
    return big ? 16 + 20 * fields.size() : 6 + 12 * fields.size();
  }

  private int bytes(Map<Integer, TiffField> fields) {
    int bytes = ownBytes(fields);
    for (TiffField field : fields.values()) {
      if (field.values().length > inline()) {
        bytes = Math.addExact(bytes, even(field.values().length));
      }
    }
    return bytes;
  }

  private void offset(ByteBuffer out, long offset) {
    if (big) {
      out.putLong(offset);
    } else {
      out.putInt((int) offset);
    }
  }

  private void directory(ByteBuffer out, SortedMap<Integer, TiffField> fields, boolean last) {
    int begin = out.position();
    int behind = begin + ownBytes(fields);
    if (big) {
      out.putLong(fields.size());
    } else {
      out.putShort((short) fields.size());
    }
    for (Map.Entry<Integer, TiffField> entry : fields.entrySet()) {
      TiffField field = entry.getValue();
      byte[] values = field.values();
      out.putShort((short) (int) entry.getKey()).putShort((short) field.type());
      offset(out, field.count());
      int next = out.position() + inline();
      if (values.length > inline()) {
        offset(out, behind);
        out.position(behind).put(values);
        behind += even(values.length);
      } else {
        out.put(values);
      }
      out.position(next);
    }
    offset(out, last ? 0 : behind);
    out.position(behind);
  }
}
