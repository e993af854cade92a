package pointwise.similar;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import pointwise.raster.ErrorKind;
import pointwise.report.Failures;
import pointwise.report.ImageTally;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.FilteredIterator;
import pointwise.tile.MapTable;
import pointwise.tile.MappedIterator;

/**
 * The vectors of a table of maps: its maps of one pixel. What has none is counted, and left out.
 * Their lengths and numbers are read when it is made, and once more by what uses them.
 */
public final class Vectors {
  private static final List<String> COLUMNS =
      List.of("origin", "layer", MapTable.VECTOR, "error", "errorKind", "height", "width", "dtype");

  /** Those, and the place of a row in its map. */
  private static final List<String> NEEDED =
      Stream.concat(COLUMNS.stream(), Stream.of("y", "x")).toList();

  private static final int ORIGIN = COLUMNS.indexOf("origin");
  private static final int LAYER = COLUMNS.indexOf("layer");
  private static final int NUMBERS = COLUMNS.indexOf(MapTable.VECTOR);
  private static final int ERROR = COLUMNS.indexOf("error");
  private static final int KIND = COLUMNS.indexOf("errorKind");
  private static final int HEIGHT = COLUMNS.indexOf("height");
  private static final int WIDTH = COLUMNS.indexOf("width");
  private static final int DTYPE = COLUMNS.indexOf("dtype");

  private final JavaRDD<InternalRow> rows;
  private final List<Tally> partitions;
  private final Tally tally;

  private Vectors(Dataset<Row> table) {
    // Rows as Spark has them: their arrays of numbers are not boxed.
    this.rows = table.queryExecution().toRdd().toJavaRDD();
    this.partitions = rows.mapPartitions(new Count()).collect();
    this.tally = partitions.stream().reduce(new Tally(), Tally::merge);
  }

  /**
   * Those of a table.
   *
   * @param name of the table, for people
   * @param layer whose vectors they are; null for the only one
   * @throws UsageException if the table has none, or of several layers or lengths
   */
  public static Vectors of(String name, Dataset<Row> table, String layer) {
    if (!List.of(table.columns()).containsAll(NEEDED)) {
      throw new UsageException(
          Text.of(
              "Cannot search %s: found columns %s, expected maps, as extract writes them",
              name, List.of(table.columns())));
    }
    Dataset<Row> first = table.where("error is not null or (y = 0 and x = 0)");
    Vectors vectors =
        new Vectors(
            (layer == null
                    ? first
                    : first.where(col("error").isNotNull().or(col("layer").equalTo(layer))))
                .select(COLUMNS.stream().map(functions::col).toArray(Column[]::new)));
    vectors.require(name, layer, first);
    return vectors;
  }

  private void require(String name, String layer, Dataset<Row> all) {
    if (tally.layers().size() > 1) {
      throw new UsageException(
          Text.of(
              "Cannot search %s: found several layers, %s, expected one: choose it with --layer",
              name, String.join(", ", tally.layers())));
    }
    if (tally.vectors() == 0) {
      Set<String> layers =
          new TreeSet<>(
              all.where("layer is not null")
                  .select("layer")
                  .distinct()
                  .as(Encoders.STRING())
                  .collectAsList());
      boolean misnamed = layer != null && !layers.contains(layer);
      throw new UsageException(
          misnamed
              ? Text.of(
                  "Cannot search layer %s of %s: found %s, expected %s",
                  layer,
                  name,
                  layers.isEmpty() ? "no layers" : String.join(", ", layers),
                  layers.isEmpty() ? "no --layer" : "one of them")
              : Text.of(
                  "Cannot search %s: found no vector%s, expected maps of one pixel, as extract writes them of networks that end in one vector",
                  name, reason()));
    }
    if (tally.lengths().size() > 1) {
      Map.Entry<Integer, String> one = tally.lengths().firstEntry();
      Map.Entry<Integer, String> other = tally.lengths().lastEntry();
      throw new UsageException(
          Text.of(
              "Cannot search %s: vectors have several lengths, found %,d numbers of %s and %,d of %s, expected one length",
              name, one.getKey(), one.getValue(), other.getKey(), other.getValue()));
    }
  }

  /** Of what is without a vector the most frequent reason, after a comma. */
  private String reason() {
    List<Failures.Alike> most = tally.failures().most();
    return most.isEmpty() ? "" : Text.of(", but %s", most.get(0).example());
  }

  /** How many. */
  public long count() {
    return tally.vectors();
  }

  /** How many numbers each has. */
  public int length() {
    return tally.lengths().firstKey();
  }

  /** How many rows are without one, by why. */
  public Map<String, Long> without() {
    return tally.without();
  }

  /** The rows with a vector, and why others have none. */
  public ImageTally images() {
    return tally.images();
  }

  /** How many each partition of {@link #blocks} has. */
  long[] counts() {
    return partitions.stream().mapToLong(Tally::vectors).toArray();
  }

  /** All of them, in blocks. */
  JavaRDD<Block> blocks() {
    return rows.mapPartitions(new Read(length()));
  }

  private static String text(InternalRow row, int column) {
    return row.getUTF8String(column).toString();
  }

  private static float[] numbers(InternalRow row) {
    return row.isNullAt(ERROR) && !row.isNullAt(NUMBERS)
        ? row.getArray(NUMBERS).toFloatArray()
        : null;
  }

  /** The length of a vector in double; 0 or not finite where it has no direction. */
  private static double norm(float[] vector) {
    double squares = 0;
    for (float number : vector) {
      squares += (double) number * number;
    }
    return Math.sqrt(squares);
  }

  private static boolean hasDirection(double norm) {
    return norm > 0 && Double.isFinite(norm);
  }

  private record Count() implements FlatMapFunction<Iterator<InternalRow>, Tally> {
    @Override
    public Iterator<Tally> call(Iterator<InternalRow> rows) {
      Tally tally = new Tally();
      rows.forEachRemaining(row -> add(tally, row));
      return List.of(tally).iterator();
    }

    private static void add(Tally tally, InternalRow row) {
      String origin = text(row, ORIGIN);
      if (!row.isNullAt(ERROR)) {
        tally.addWithout("errors", origin, ErrorKind.of(text(row, KIND)), text(row, ERROR));
        return;
      }
      if (!row.isNullAt(LAYER)) {
        tally.addLayer(text(row, LAYER));
      }
      float[] vector = numbers(row);
      if (vector == null) {
        String found =
            Text.of(
                "its result is no vector, found %d x %d pixels of %s, expected one of float32 or float16",
                row.getInt(WIDTH), row.getInt(HEIGHT), text(row, DTYPE));
        tally.addWithout("maps", origin, ErrorKind.MISMATCH, found);
        return;
      }
      double norm = norm(vector);
      if (hasDirection(norm)) {
        tally.addVector(origin, vector.length);
      } else if (norm == 0) {
        tally.addWithout("zero", origin, ErrorKind.MISMATCH, "all numbers of its vector are 0");
      } else {
        String reason = "a number of its vector is not finite";
        tally.addWithout("non-finite", origin, ErrorKind.MISMATCH, reason);
      }
    }
  }

  private record Read(int length) implements FlatMapFunction<Iterator<InternalRow>, Block> {
    @Override
    public Iterator<Block> call(Iterator<InternalRow> rows) {
      Iterator<Unit> units =
          new FilteredIterator<>(new MappedIterator<>(rows, Unit::of), Objects::nonNull);
      return new Blocks(units, length, Block.most(length));
    }
  }

  /** A vector of length 1. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Unit(String origin, float[] numbers) {
    /** That of a row; null where it has none. */
    static Unit of(InternalRow row) {
      float[] numbers = Vectors.numbers(row);
      double norm = numbers == null ? 0 : norm(numbers);
      if (!hasDirection(norm)) {
        return null;
      }
      for (int d = 0; d < numbers.length; d++) {
        numbers[d] = (float) (numbers[d] / norm);
      }
      return new Unit(text(row, ORIGIN), numbers);
    }
  }

  private record Blocks(Iterator<Unit> units, int length, int most) implements Iterator<Block> {
    @Override
    public boolean hasNext() {
      return units.hasNext();
    }

    @Override
    public Block next() {
      List<String> origins = new ArrayList<>();
      float[] vectors = new float[most * length];
      do {
        Unit unit = units.next();
        System.arraycopy(unit.numbers, 0, vectors, origins.size() * length, length);
        origins.add(unit.origin);
      } while (origins.size() < most && units.hasNext());
      return new Block(
          length, origins.toArray(String[]::new), Arrays.copyOf(vectors, origins.size() * length));
    }
  }
}
