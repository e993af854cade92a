package pointwise.input.maps;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.example.data.Group;
import pointwise.tile.MapTable;

/**
 * Rows of tables of maps by their places: the part that was read last stays open, so that maps in
 * the order of a table are read in one go. Not safe for concurrent use.
 */
public final class MapRows implements Closeable {
  private static final List<String> HEAD =
      List.of(
          "height",
          "width",
          "nChannels",
          "y",
          "rows",
          "x",
          "columns",
          "dtype",
          "nodata",
          "crs",
          "transform",
          "bands");

  private static final List<String> WHOLE = new ArrayList<>(HEAD);

  static {
    WHOLE.add(MapTable.DATA);
  }

  private final Opener opener;
  private final Cursor heads = new Cursor(HEAD);
  private final Cursor whole = new Cursor(WHOLE);

  /**
   * Where a row is.
   *
   * @param part the path of the part
   * @param row its number in it
   */
  public record Place(String part, long row) {}

  /** An open file of so many bytes. */
  public record OpenPart(FSDataInputStream stream, long length) {}

  /** Opens parts. */
  @FunctionalInterface
  public interface Opener {
    /**
     * Opens a part.
     *
     * @throws IOException if it cannot be opened
     */
    OpenPart open(String part) throws IOException;
  }

  public MapRows(Opener opener) {
    this.opener = opener;
  }

  /** A row without its samples. */
  Group head(Place place) throws IOException {
    return heads.at(place);
  }

  /** A row. */
  Group whole(Place place) throws IOException {
    return whole.at(place);
  }

  /** One part, read forwards. */
  private final class Cursor implements Closeable {
    private final List<String> columns;
    private String path;
    private MapPart part;

    Cursor(List<String> columns) {
      this.columns = columns;
    }

    Group at(Place place) throws IOException {
      if (part == null || !place.part.equals(path) || !part.isAhead(place.row)) {
        close();
        OpenPart opened = opener.open(place.part);
        part = MapPart.open(place.part, opened.stream, opened.length, columns);
        path = place.part;
      }
      try {
        return part.row(place.row);
      } catch (IOException e) {
        // Where it would go on is not known.
        close();
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      if (part != null) {
        MapPart open = part;
        part = null;
        open.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (whole) {
      heads.close();
    }
  }
}
