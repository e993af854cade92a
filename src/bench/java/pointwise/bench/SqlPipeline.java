package pointwise.bench;

import static org.apache.spark.sql.functions.callUDF;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelSource;
import pointwise.store.ParquetTable.Codec;
import pointwise.tile.MapTable;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * Spark's image source, explode, a UDF that multiplies one pixel, groupBy and collect_list: what
 * SQL offers. For one layer with ReLU.
 */
final class SqlPipeline implements Pipeline {
  private final SparkSession spark;
  private final int outputs;

  SqlPipeline(SparkSession spark, KernelSource kernels) {
    this.spark = spark;
    KernelBank bank = kernels.stack().layers().get(0);
    spark
        .udf()
        .register(
            "pixels",
            (UDF1<byte[], List<List<Float>>>) SqlPipeline::pixels,
            DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.FloatType)));
    spark
        .udf()
        .register(
            "multiply",
            (UDF1<Seq<Float>, List<Float>>) pixel -> multiply(kernels, pixel),
            DataTypes.createArrayType(DataTypes.FloatType));
    int N = bank.outputChannels();
    this.outputs = N;
    spark
        .udf()
        .register(
            "pack", (UDF1<Seq<Row>, byte[]>) results -> pack(results, N), DataTypes.BinaryType);
  }

  @Override
  public void run(List<String> images, String out, Codec codec) throws IOException {
    Dataset<Row> pixels =
        spark
            .read()
            .format("image")
            .load(images.toArray(new String[0]))
            .select(
                col("image.origin"),
                col("image.height"),
                col("image.width"),
                posexplode(callUDF("pixels", col("image.data"))).as(new String[] {"at", "pixel"}));
    Dataset<Row> maps =
        pixels
            .select(
                col("origin"),
                col("height"),
                col("width"),
                col("at"),
                callUDF("multiply", col("pixel")).as("result"))
            .groupBy("origin")
            .agg(
                first("height").as("height"),
                first("width").as("width"),
                sort_array(collect_list(struct("at", "result"))).as("results"));
    Dataset<Row> table =
        maps.select(
            col("origin"),
            lit(null).cast(DataTypes.StringType).as("layer"),
            col("height"),
            col("width"),
            lit(outputs).as("nChannels"),
            lit(0).as("y"),
            col("height").as("rows"),
            lit(0).as("x"),
            col("width").as("columns"),
            lit("float32").as("dtype"),
            callUDF("pack", col("results")).as("data"),
            lit(null).cast("array<float>").as("vector"),
            lit(null).cast(DataTypes.StringType).as("error"),
            lit(null).cast(DataTypes.StringType).as("errorKind"),
            lit(null).cast(DataTypes.DoubleType).as("nodata"));
    Results.write(spark, MapTable.tiles(table), out, codec);
  }

  private static List<List<Float>> pixels(byte[] bgr) {
    List<List<Float>> pixels = new ArrayList<>(bgr.length / 3);
    for (int i = 0; i < bgr.length; i += 3) {
      pixels.add(
          List.of((bgr[i + 2] & 0xff) / 255f, (bgr[i + 1] & 0xff) / 255f, (bgr[i] & 0xff) / 255f));
    }
    return pixels;
  }

  private static List<Float> multiply(KernelSource kernels, Seq<Float> pixel) {
    KernelBank bank = kernels.stack().layers().get(0);
    List<Float> result = new ArrayList<>(bank.outputChannels());
    for (int k = 0; k < bank.outputChannels(); k++) {
      float sum = (float) bank.bias(k);
      for (int d = 0; d < bank.inputChannels(); d++) {
        sum += (float) bank.weight(k, d) * pixel.apply(d);
      }
      result.add(Math.max(0f, sum));
    }
    return result;
  }

  private static byte[] pack(Seq<Row> results, int N) {
    ByteBuffer data =
        ByteBuffer.allocate(Float.BYTES * N * results.length()).order(ByteOrder.LITTLE_ENDIAN);
    Iterator<Row> rows = results.iterator();
    while (rows.hasNext()) {
      Seq<Float> result = rows.next().getSeq(1);
      for (int k = 0; k < N; k++) {
        data.putFloat(result.apply(k));
      }
    }
    return data.array();
  }

  @Override
  public void close() {
    spark.stop();
  }
}
