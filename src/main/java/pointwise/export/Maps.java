package pointwise.export;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import pointwise.export.file.FileKind;
import pointwise.export.file.MapHead;
import pointwise.raster.ErrorKind;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;

/**
 * The maps of a table, without their samples.
 *
 * @param names of their files, without suffixes
 * @param files those names, in no order
 * @param origins of all images
 * @param images what became of them when the table was made
 * @param cut whether some maps are several rows
 */
record Maps(Names names, Set<String> files, Set<String> origins, ImageTally images, boolean cut) {
  private static final List<String> COLUMNS =
      List.of(
          "origin",
          "layer",
          "height",
          "width",
          "nChannels",
          "y",
          "rows",
          "x",
          "columns",
          "dtype",
          MapTable.DATA,
          "error",
          "errorKind",
          "nodata");

  private static final Column FIRST = col("y").equalTo(0).and(col("x").equalTo(0));

  /** Whether a row is a whole map. */
  static final Column WHOLE =
      col("rows").equalTo(col("height")).and(col("columns").equalTo(col("width")));

  /**
   * Those of a table.
   *
   * @throws UsageException if it is another one, or has a map twice
   */
  static Maps of(String table, Dataset<Row> rows) {
    if (!Arrays.asList(rows.columns()).containsAll(COLUMNS)) {
      throw new UsageException(
          Text.of(
              "Cannot export %s: found columns %s, expected maps, as extract, assemble or classify writes them",
              table, List.of(rows.columns())));
    }
    Map<String, Set<String>> layers = new LinkedHashMap<>();
    Failures failures = new Failures();
    Set<String> failed = new HashSet<>();
    boolean cut = false;
    for (Row row :
        rows.where(FIRST.or(col("error").isNotNull()))
            .select(col("origin"), col("layer"), col("error"), col("errorKind"), WHOLE.as("whole"))
            .collectAsList()) {
      String origin = row.getString(0);
      if (row.isNullAt(2)) {
        String layer = row.isNullAt(1) ? "" : row.getString(1);
        if (!layers.computeIfAbsent(origin, key -> new HashSet<>(2)).add(layer)) {
          throw new UsageException(
              Text.of("Cannot export %s: the map of %s is there more than once", table, origin));
        }
        cut |= !row.getBoolean(4);
      } else if (failed.add(origin)) {
        failures.add(origin, ErrorKind.of(row.getString(3)), row.getString(2));
      }
    }
    Set<String> origins = new TreeSet<>(layers.keySet());
    origins.addAll(failed);
    Set<String> known = new HashSet<>();
    layers.values().forEach(known::addAll);
    Names names = new Names(origins, known.size() > 1);
    return new Maps(
        names, files(table, names, layers), origins, new ImageTally(layers.size(), failures), cut);
  }

  private static Set<String> files(String table, Names names, Map<String, Set<String>> layers) {
    Set<String> files = new HashSet<>();
    layers.forEach(
        (origin, all) -> {
          for (String layer : all) {
            String file = names.of(origin, layer.isEmpty() ? null : layer);
            if (!files.add(file)) {
              throw new UsageException(
                  Text.of("Cannot export %s: several maps would have the name %s", table, file));
            }
          }
        });
    return files;
  }

  /** Of the first rows of maps, all columns but the samples. */
  static List<MapHead> heads(Dataset<Row> rows, FileKind kind) {
    List<MapHead> heads = new ArrayList<>();
    Dataset<Row> first = rows.where(FIRST).drop(MapTable.DATA, MapTable.VECTOR);
    for (Row row : first.orderBy("origin", "layer").collectAsList()) {
      heads.add(new MapHead(row, kind));
    }
    return heads;
  }
}
