import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import pointwise.input.ImageSource;
import pointwise.kernel.KernelSource;
import pointwise.pixels.Assemble;
import pointwise.pixels.Explode;
import pointwise.pixels.Multiply;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/** Images to feature maps: folder of images, file of kernels, folder of the table. */
public final class Maps {
  private Maps() {}

  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().appName("maps").getOrCreate();
    KernelSource kernels = new KernelSource(args[1], Files.readAllBytes(Path.of(args[1])));
    Dataset<Tile> blocks = Explode.blocks(ImageSource.read(spark, args[0]));
    Dataset<Tile> maps = Assemble.fromBlocks(Multiply.by(kernels).blocks(blocks));
    MapTable.of(maps).write().parquet(args[2]);
    spark.stop();
  }
}
