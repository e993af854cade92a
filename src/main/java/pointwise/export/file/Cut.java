package pointwise.export.file;

/**
 * How a map lies in a file: in blocks of one size, the last of a line or column as large as what is
 * left; at half the size, and half of that, so many times more. Level 0 is the map itself.
 *
 * @param height lines of the map
 * @param width pixels per line of the map
 * @param rows lines of a block
 * @param columns pixels per line of a block
 * @param levels how often the map is halved; where it is, rows and columns are even
 */
public record Cut(int height, int width, int rows, int columns, int levels) {
  /** A file that is one block. */
  public static Cut whole(int height, int width) {
    return new Cut(height, width, height, width, 0);
  }

  /** Full lines, of so many bytes in all where a line is not more. */
  public static Cut lines(MapHead head, long bytes) {
    long fit = bytes / ((long) head.width * head.pixelBytes());
    int rows = (int) Math.max(1, Math.min(head.height, fit));
    return new Cut(head.height, head.width, rows, head.width, 0);
  }

  public int height(int level) {
    return ((height - 1) >> level) + 1;
  }

  public int width(int level) {
    return ((width - 1) >> level) + 1;
  }

  public int down(int level) {
    return (height(level) - 1) / rows + 1;
  }

  public int across(int level) {
    return (width(level) - 1) / columns + 1;
  }

  /** How many blocks a level has. */
  public int blocks(int level) {
    return Math.multiplyExact(down(level), across(level));
  }

  /** Lines of the block at a place: blocks are counted along lines, from the first line down. */
  public int rowsOf(int level, int place) {
    return Math.min(rows, height(level) - place / across(level) * rows);
  }

  /** Pixels per line of the block at a place. */
  public int columnsOf(int level, int place) {
    return Math.min(columns, width(level) - place % across(level) * columns);
  }
}
