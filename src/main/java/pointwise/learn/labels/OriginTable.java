package pointwise.learn.labels;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.input.LocalFiles;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A CSV file, UTF-8, with one line for each image. Its header names the column {@code origin} and
 * another; further columns are not looked at. An origin is the full path of the image, a path from
 * the folder of the CSV file, or a file name that only one of the images has.
 *
 * @param file the CSV file
 * @param entries by the origin of the image, in its order
 */
record OriginTable(String file, TreeMap<String, Entry> entries) {
  /**
   * What a line says of an image.
   *
   * @param line counted from 1
   */
  record Entry(String value, int line) {}

  /**
   * Reads the file.
   *
   * @param column the other column
   * @param images every one that can be had must have a line, and every line an image
   * @throws IllegalArgumentException naming the line, if there is none or two lines for an image,
   *     or no image for a line
   */
  static OriginTable read(
      Configuration configuration, String file, String column, List<InputSplit> images)
      throws IOException {
    Path path = Listing.path(file);
    FileSystem fs = LocalFiles.of(configuration, path);
    List<Csv.Line> lines = Csv.read(configuration, "labels", path);
    List<String> header = lines.isEmpty() ? List.of() : lines.get(0).fields();
    int origin = header.indexOf("origin");
    int value = header.indexOf(column);
    if (origin < 0 || value < 0) {
      throw wrong(
          file,
          Text.of(
              "found %s, expected a first line with origin,%s",
              lines.isEmpty() ? "an empty file" : "first line " + String.join(",", header),
              column));
    }
    for (String name : List.of("origin", column)) {
      if (header.indexOf(name) != header.lastIndexOf(name)) {
        throw wrong(
            file,
            Text.of(
                "found first line %s with several columns %s, expected one",
                String.join(",", header), name));
      }
    }
    OriginTable table = new OriginTable(file, new TreeMap<>());
    Images known = new Images(fs.makeQualified(path).getParent(), images);
    for (Csv.Line line : lines.subList(1, lines.size())) {
      if (line.fields().size() != header.size()) {
        throw wrong(
            file,
            Text.of(
                "line %d: found %d fields, expected %d",
                line.line(), line.fields().size(), header.size()));
      }
      table.add(known, line.fields().get(origin), line.fields().get(value), line.line());
    }
    for (InputSplit image : images) {
      if (image.failure() == null && !table.entries.containsKey(image.getOrigin())) {
        throw wrong(
            file,
            Text.of(
                "image %s has no line, found lines for %d of %d images, expected one for each: --glob chooses images",
                image.getOrigin(), table.entries.size(), images.size()));
      }
    }
    return table;
  }

  private void add(Images known, String name, String value, int line) {
    if (value.isBlank()) {
      throw wrong(file, Text.of("line %d: the label of %s is empty", line, name));
    }
    String origin;
    try {
      origin = known.origin(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          wrong(file, Text.of("line %d: %s", line, e.getMessage())).getMessage(), e);
    }
    Entry other = entries.putIfAbsent(origin, new Entry(value, line));
    if (other != null) {
      throw wrong(
          file,
          Text.of(
              "line %d: image %s has line %d already, found labels %s and %s, expected one line",
              line, origin, other.line, other.value, value));
    }
  }

  static IllegalArgumentException wrong(String file, String why) {
    return new UsageException(Text.of("Cannot use labels %s: %s", file, why));
  }

  /** The images by every name that a line may give them. */
  private static final class Images {
    private static final String AMBIGUOUS = "";

    private final Path folder;
    private final List<InputSplit> images;
    private final Map<String, String> byOrigin = new HashMap<>();
    private final Map<String, String> byName = new HashMap<>();

    Images(Path folder, List<InputSplit> images) {
      this.folder = folder;
      this.images = images;
      for (InputSplit image : images) {
        String origin = image.getOrigin();
        byOrigin.put(origin, origin);
        byName.merge(origin.substring(origin.lastIndexOf('/') + 1), origin, (a, b) -> AMBIGUOUS);
      }
    }

    String origin(String name) {
      String origin = byOrigin.get(name);
      if (origin == null) {
        origin = byOrigin.get(fromFolder(name));
      }
      if (origin == null) {
        origin = byName.get(name);
      }
      if (origin == null) {
        throw new UsageException(
            Text.of(
                "there is no image %s, found %d images such as %s",
                name, images.size(), images.get(0).getOrigin()));
      }
      if (origin.equals(AMBIGUOUS)) {
        throw new UsageException(
            Text.of("several images have the name %s, expected the path of one", name));
      }
      return origin;
    }

    private String fromFolder(String name) {
      try {
        return new Path(folder, Listing.path(name)).toString();
      } catch (IllegalArgumentException e) {
        // No path, because it is empty.
        return folder + "/" + name;
      }
    }
  }
}
