package pointwise.bench;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.linalg.DenseMatrix;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.linalg.distributed.IndexedRow;
import org.apache.spark.mllib.linalg.distributed.IndexedRowMatrix;
import org.apache.spark.sql.SparkSession;
import pointwise.kernel.KernelBank;
import pointwise.kernel.KernelSource;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.store.ParquetTable.Codec;
import pointwise.tile.Tile;

/**
 * Pixels as the rows of MLlib's IndexedRowMatrix, multiplied by a local matrix. Bias, ReLU and
 * assembly follow in the same tasks: the rows come in order, so nothing is shuffled. For JPEGs of
 * {@link SampleImages#SIDE} and one layer with ReLU.
 */
record MllibPipeline(SparkSession spark, KernelSource kernels, int threads) implements Pipeline {
  private static final int SIDE = SampleImages.SIDE;
  private static final int PIXELS = SIDE * SIDE;

  @Override
  public void run(List<String> images, String out, Codec codec) throws IOException {
    KernelBank bank = kernels.stack().layers().get(0);
    int D = bank.inputChannels();
    int N = bank.outputChannels();
    double[] columns = new double[D * N];
    float[] bias = new float[N];
    for (int k = 0; k < N; k++) {
      bias[k] = (float) bank.bias(k);
      for (int d = 0; d < D; d++) {
        columns[k * D + d] = bank.weight(k, d);
      }
    }
    List<String> origins = List.copyOf(images);
    JavaRDD<IndexedRow> pixels =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, origins.size()).boxed().toList(), 2 * threads)
            .flatMap(image -> pixels(origins.get(image), image));
    JavaRDD<IndexedRow> product =
        new IndexedRowMatrix(pixels.rdd())
            .multiply(new DenseMatrix(D, N, columns))
            .rows()
            .toJavaRDD();
    JavaRDD<Tile> maps = product.mapPartitions(rows -> new Maps(rows, origins, bias));
    Results.write(spark, maps, out, codec);
  }

  private static Iterator<IndexedRow> pixels(String origin, int image) throws IOException {
    BufferedImage decoded = ImageIO.read(new File(new Path(origin).toUri().getPath()));
    byte[] bgr = ((DataBufferByte) decoded.getRaster().getDataBuffer()).getData();
    return IntStream.range(0, PIXELS)
        .mapToObj(
            p ->
                new IndexedRow(
                    (long) image * PIXELS + p,
                    Vectors.dense(
                        (bgr[3 * p + 2] & 0xff) / 255.0,
                        (bgr[3 * p + 1] & 0xff) / 255.0,
                        (bgr[3 * p] & 0xff) / 255.0)))
        .iterator();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Maps(Iterator<IndexedRow> pixels, List<String> origins, float[] bias)
      implements Iterator<Tile> {
    @Override
    public boolean hasNext() {
      return pixels.hasNext();
    }

    @Override
    public Tile next() {
      int N = bias.length;
      ByteBuffer data =
          ByteBuffer.allocate(Float.BYTES * PIXELS * N).order(ByteOrder.LITTLE_ENDIAN);
      int image = 0;
      for (int p = 0; p < PIXELS; p++) {
        IndexedRow pixel = pixels.next();
        image = (int) (pixel.index() / PIXELS);
        Vector result = pixel.vector();
        for (int k = 0; k < N; k++) {
          data.putFloat(Math.max(0f, (float) result.apply(k) + bias[k]));
        }
      }
      Window window = Window.lines(0, SIDE, SIDE);
      return new Tile(origins.get(image), SIDE, SIDE, N, window, SampleType.COMPUTED, data.array());
    }
  }

  @Override
  public void close() {
    spark.stop();
  }
}
