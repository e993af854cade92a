package pointwise.bench;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import pointwise.text.Text;

/**
 * MLlib's perceptron with gradient descent, which takes one pass over the samples for an iteration.
 * What a pass costs is the difference between a long and a short training: what comes before the
 * first pass is not counted.
 */
final class MllibPasses implements TrainWay.Passes {
  private static final int SHORT = 2;
  private static final int LONG = 22;

  private static final StructType COLUMNS =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private final SparkSession spark;
  private final Path folder;
  private Dataset<Row> samples;

  MllibPasses(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  @Override
  public double secondsPerPass(int files) {
    if (samples == null) {
      String name = folder.toString();
      samples =
          spark
              .createDataFrame(
                  JavaSparkContext.fromSparkContext(spark.sparkContext())
                      .parallelize(IntStream.range(0, files).boxed().toList(), files)
                      .flatMap(file -> rows(Path.of(name, Text.of("cube%02d.npy", file)))),
                  COLUMNS)
              .cache();
      samples.count();
    }
    return (seconds(LONG) - seconds(SHORT)) / (LONG - SHORT);
  }

  private double seconds(int passes) {
    MultilayerPerceptronClassifier perceptron =
        new MultilayerPerceptronClassifier()
            .setLayers(new int[] {PcaCube.CHANNELS, TrainWay.HIDDEN, TrainWay.CLASSES})
            .setSolver("gd")
            .setMaxIter(passes)
            .setTol(0)
            .setSeed(1);
    long start = System.nanoTime();
    perceptron.fit(samples);
    return (System.nanoTime() - start) / 1e9;
  }

  private static Iterator<Row> rows(Path file) throws IOException {
    FloatBuffer values = CubeLabels.samples(file);
    return IntStream.range(0, PcaCube.SIDE * PcaCube.SIDE)
        .mapToObj(
            p -> {
              double[] pixel = new double[PcaCube.CHANNELS];
              for (int d = 0; d < pixel.length; d++) {
                pixel[d] = values.get(p * PcaCube.CHANNELS + d);
              }
              return RowFactory.create((double) CubeLabels.label(values, p), Vectors.dense(pixel));
            })
        .iterator();
  }
}
