package pointwise.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.kernel.KernelSource;
import pointwise.text.Text;
import pointwise.tile.Tile;
import pointwise.tile.TilePlan;

/** Images as high as there are: the next line after the last has no number. */
class HeightTest {
  private static final int HEIGHT = Integer.MAX_VALUE;
  private static final int ROWS = 600_000;

  @TempDir private Path folder;

  /** HEIGHT x 1 of uint8, 0 but for the last, 7; of a few KB on disk. */
  private InputSplit image() throws IOException {
    Path image = Pictures.npy(folder.resolve("a.npy"), "|u1", HEIGHT, 1, 1, new byte[0]);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(Files.size(image) + HEIGHT);
      file.seek(file.length() - 1);
      file.write(7);
    }
    Listing listing =
        Lister.list(new Configuration(), List.of(folder.toString()), Listing.Selection.DEFAULT);
    return listing.files().get(0);
  }

  /** A map of one channel has strips of 2 MiB / 4 lines; 128 of them are 64 MiB of the file. */
  @Test
  void partsEndWithTheImage() throws IOException {
    Listing listing = new Listing(List.of(image()), pointwise.report.Skipped.NONE);
    List<InputSplit> parts = ImageSource.split(new Configuration(), listing, 1);
    assertThat(parts).hasSize(32);
    for (int i = 0; i < 32; i++) {
      assertThat(parts.get(i).getY()).isEqualTo(i << 26);
      assertThat(parts.get(i).getRows()).isEqualTo(i < 31 ? 1 << 26 : (1 << 26) - 1);
    }
    assertThat(ImageSource.splitEvenly(new Configuration(), listing)).hasSize(64);
    assertThat(TilePlan.count(HEIGHT, 1 << 19)).isEqualTo(1 << 12);
    assertThat(TilePlan.count(HEIGHT, HEIGHT)).isEqualTo(1);
  }

  @Test
  void blocksAndProductsEndWithTheImage() throws IOException {
    InputSplit last = image();
    last.setY(HEIGHT - ROWS);
    last.setRows(ROWS);
    Dataset<Tile> blocks = Explode.blocks(ImageSource.pack(Spark.session(), List.of(last), 1));
    KernelSource twice =
        new KernelSource("twice", "{\"kernels\": [[2]]}".getBytes(StandardCharsets.UTF_8));
    List<Tile> products = Multiply.by(twice).blocks(blocks).collectAsList();
    int y = HEIGHT - ROWS;
    for (Tile product : products) {
      assertThat(product.getError()).isNull();
      assertThat(product.getY()).isEqualTo(y);
      y += product.getRows();
    }
    assertThat(Text.of("%d", y)).isEqualTo("2147483647");
    Tile end = products.get(products.size() - 1);
    ByteBuffer samples = ByteBuffer.wrap(end.getSamples()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(samples.getFloat(4 * (end.getRows() - 1))).isEqualTo(14f);
    assertThat(samples.getFloat(0)).isZero();
  }
}
