package pointwise.command;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.input_file_name;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import pointwise.learn.classify.Classifier;
import pointwise.preview.ClassMapPicture;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.text.Text;

/** PNGs of the first class maps of a result, in the order of their origins, in its side folder. */
final class ClassPictures {
  static final String FOLDER = "_classes";

  private static final int MOST = 16;

  private final OutputDirectory out;
  private final Classifier classifier;
  private final Set<String> names = new HashSet<>();

  ClassPictures(OutputDirectory out, Classifier classifier) {
    this.out = out;
    this.classifier = classifier;
  }

  /**
   * Draws from the table that was written. The driver holds one partition of one image at a time,
   * about 16 MB of the table's files, in the form Spark sends it.
   */
  void draw(SparkSession spark) throws IOException {
    spark.conf().set("spark.sql.files.maxPartitionBytes", "16m");
    Dataset<Row> maps = ParquetTable.read(spark, out.staging()).where("error is null");
    // Only the files that hold an image: a table may have very many.
    List<Row> shown =
        maps.select(col("origin"), input_file_name().as("file"))
            .distinct()
            .groupBy("origin")
            .agg(collect_set("file"))
            .orderBy("origin")
            .limit(MOST)
            .collectAsList();
    for (Row image : shown) {
      String origin = image.getString(0);
      String[] files =
          image.<String>getList(1).stream()
              .map(file -> new Path(URI.create(file)).toString())
              .toArray(String[]::new);
      draw(
          origin,
          ParquetTable.read(spark, files)
              .where(col("origin").equalTo(origin))
              .select("height", "width", "y", "rows", "data")
              .toLocalIterator());
    }
  }

  private void draw(String origin, Iterator<Row> strips) throws IOException {
    String file = origin.substring(origin.lastIndexOf('/') + 1);
    ClassMapPicture picture = null;
    while (strips.hasNext()) {
      Row strip = strips.next();
      if (picture == null) {
        picture =
            new ClassMapPicture(
                file,
                strip.<Integer>getAs("height"),
                strip.<Integer>getAs("width"),
                classifier.info().classes(),
                classifier.labels());
      }
      picture.add(
          strip.<Integer>getAs("y"), strip.<Integer>getAs("rows"), strip.<byte[]>getAs("data"));
    }
    try (OutputStream png = out.side(FOLDER, unused(file) + ".png")) {
      picture.write(png);
    }
  }

  /** Images of several folders may have one name. */
  private String unused(String file) {
    String name = file;
    for (int i = 2; !names.add(name); i++) {
      name = file + "-" + i;
    }
    return name;
  }

  /** A line for people; nothing where nothing was drawn. */
  String summary() {
    return names.isEmpty()
        ? ""
        : Text.of(
            "%-10s %s/%s, %d class map%s%n",
            "pictures", out.path(), FOLDER, names.size(), names.size() == 1 ? "" : "s");
  }
}
