package pointwise.input.maps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The folder of a result, which is whole once its report is there. */
public final class MapFolder {
  private static final String REPORT = "_report.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private MapFolder() {}

  /**
   * The parts of a table that a job wrote, in the order of their names.
   *
   * @return none of a folder that is no such result
   * @throws UsageException if one is gone
   */
  public static List<FileStatus> parts(FileSystem fs, Path folder) throws IOException {
    JsonNode report;
    try (InputStream in = fs.open(new Path(folder, REPORT))) {
      report = JSON.readTree(in);
    } catch (FileNotFoundException | JsonProcessingException e) {
      return List.of();
    }
    if (!report.path("schema_version").isInt()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    report.path("parts").forEach(part -> names.add(part.asText()));
    names.sort(null);
    List<FileStatus> parts = new ArrayList<>();
    for (String name : names) {
      try {
        parts.add(fs.getFileStatus(new Path(folder, name)));
      } catch (FileNotFoundException e) {
        throw new UsageException(
            Text.of(
                "Cannot list images in %s: its report lists the part %s, which is not there",
                Text.printable(folder.toString()), name),
            e);
      }
    }
    return parts;
  }

  /**
   * The folder that has all of these paths.
   *
   * @return ends in a slash
   */
  static String above(List<String> paths) {
    String common = paths.get(0);
    for (String path : paths) {
      int same = 0;
      int most = Math.min(common.length(), path.length());
      while (same < most && common.charAt(same) == path.charAt(same)) {
        same++;
      }
      common = common.substring(0, same);
    }
    return common.substring(0, common.lastIndexOf('/') + 1);
  }

  /**
   * The paths of the images below the folder that has all of them.
   *
   * @param maps at least one
   */
  public static List<String> below(List<StoredMap> maps) {
    List<String> origins = maps.stream().map(map -> map.name().origin()).toList();
    int above = above(origins).length();
    return origins.stream().map(origin -> origin.substring(above)).toList();
  }
}
