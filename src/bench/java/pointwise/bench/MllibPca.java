package pointwise.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.RowMatrix;
import org.apache.spark.sql.SparkSession;
import pointwise.text.Text;

/** MLlib's principal components. */
final class MllibPca {
  private MllibPca() {}

  /** Over vectors in memory. */
  static Callable<Double> cached(SparkSession spark, Path folder, int components) {
    String name = folder.toString();
    JavaRDD<Vector> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, PcaCube.FILES).boxed().toList(), PcaCube.FILES)
            .flatMap(file -> vectors(Path.of(name, Text.of("cube%02d.npy", file))))
            .cache();
    rows.count();
    return () -> {
      RowMatrix matrix = new RowMatrix(rows.rdd());
      Vector explained = matrix.computePrincipalComponentsAndExplainedVariance(components)._2();
      double sum = 0;
      for (double share : explained.toArray()) {
        sum += share;
      }
      return sum;
    };
  }

  private static Iterator<Vector> vectors(Path file) throws java.io.IOException {
    byte[] bytes = Files.readAllBytes(file);
    int data = 4 * PcaCube.SIDE * PcaCube.SIDE * PcaCube.CHANNELS;
    FloatBuffer samples =
        ByteBuffer.wrap(bytes, bytes.length - data, data)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    return IntStream.range(0, PcaCube.SIDE * PcaCube.SIDE)
        .mapToObj(
            p -> {
              double[] pixel = new double[PcaCube.CHANNELS];
              for (int d = 0; d < pixel.length; d++) {
                pixel[d] = samples.get(p * PcaCube.CHANNELS + d);
              }
              return Vectors.dense(pixel);
            })
        .iterator();
  }
}
