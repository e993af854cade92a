package pointwise.input.maps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.example.data.Group;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;

/** Which maps a table has and where their rows are; their samples are not read. */
public final class MapIndex {
  private static final List<String> COLUMNS =
      List.of("origin", "layer", "height", "width", "nChannels", "dtype", "error", "errorKind");

  private MapIndex() {}

  /**
   * Looks through a part.
   *
   * @param path for messages
   * @param number of the part
   * @param in the open file, which is closed
   * @return its maps as far as the part has them, each in one run
   * @throws UsageException if it is of another table
   * @throws IOException if it cannot be read
   */
  public static List<StoredMap> of(String path, int number, FSDataInputStream in, long length)
      throws IOException {
    try (MapPart part = MapPart.open(path, in, length, COLUMNS)) {
      if (!part.has(COLUMNS) || !part.columns().contains(MapTable.DATA)) {
        throw new UsageException(
            Text.of(
                "Cannot list images: %s holds no maps, found columns %s, expected those of feature maps",
                Text.printable(path), part.columns()));
      }
      List<StoredMap> maps = new ArrayList<>();
      for (int row = 0; row < part.count(); row++) {
        StoredMap map = map(part.row(row), new StoredMap.Run(number, row, 1));
        StoredMap last = maps.isEmpty() ? null : maps.get(maps.size() - 1);
        if (last != null && last.name().equals(map.name())) {
          StoredMap.Run run = last.runs().get(0);
          map = last.with(List.of(new StoredMap.Run(number, run.first(), run.count() + 1)));
          maps.remove(maps.size() - 1);
        }
        maps.add(map);
      }
      return maps;
    }
  }

  private static StoredMap map(Group row, StoredMap.Run run) {
    StoredMap.Name name =
        new StoredMap.Name(MapPart.text(row, "origin"), MapPart.text(row, "layer"));
    String error = MapPart.text(row, "error");
    if (error != null) {
      ErrorKind kind = ErrorKind.of(MapPart.text(row, "errorKind"));
      return new StoredMap(name, 0, new ImageException(name.origin(), kind, error), List.of(run));
    }
    long pixels = (long) MapPart.number(row, "height") * MapPart.number(row, "width");
    int size = SampleType.of(MapPart.text(row, "dtype")).bytes();
    return new StoredMap(
        name, pixels * MapPart.number(row, "nChannels") * size, null, List.of(run));
  }

  /** The maps of a table by what was found in its parts, in the order of their first rows. */
  public static List<StoredMap> join(List<List<StoredMap>> parts) {
    Map<StoredMap.Name, StoredMap> maps = new LinkedHashMap<>();
    for (List<StoredMap> part : parts) {
      for (StoredMap found : part) {
        maps.merge(found.name(), found, StoredMap::and);
      }
    }
    return List.copyOf(maps.values());
  }
}
