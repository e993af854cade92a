package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.pixels.Explode;
import pointwise.pixels.Pictures;
import pointwise.pixels.PixelRow;

/** NumPy files above 64 MiB, which several tasks read. */
class LargeImageTest {
  private static final int HEIGHT = 72;
  private static final int WIDTH = 32;
  private static final int CHANNELS = 4096;

  @TempDir private Path folder;
  private Path out;

  /** 72 x 32 x 4096 float64, 75 MB; sample i is the number i, which float32 has exactly. */
  private Path large() {
    byte[] samples = new byte[8 * HEIGHT * WIDTH * CHANNELS];
    ByteBuffer doubles = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < HEIGHT * WIDTH * CHANNELS; i++) {
      doubles.putDouble(i);
    }
    return Pictures.npy(folder.resolve("large.npy"), "<f8", HEIGHT, WIDTH, CHANNELS, samples);
  }

  private JsonNode explode(Path images, int code) throws IOException {
    out = folder.resolve("out");
    Cli cli = Cli.run("explode", "--images", images, "--out", out);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isEqualTo(code);
    return new ObjectMapper().readTree(out.resolve("_report.json").toFile());
  }

  /** A map of 4096 channels has strips of 4 lines; 16 of them are 64 MiB of the file. */
  @Test
  void explodeReadsALargeImageInSeveralTasks() throws IOException {
    Path image = large();
    Configuration configuration = new Configuration();
    Listing listing =
        Lister.list(configuration, List.of(image.toString()), Listing.Selection.DEFAULT);
    List<InputSplit> parts = ImageSource.split(configuration, listing, 0);
    assertThat(parts)
        .extracting(InputSplit::getY, InputSplit::getRows)
        .hasToString("[(0, 64), (64, 8)]");
    assertThat(Explode.rows(ImageSource.pack(Spark.session(), parts, 0)).rdd().getNumPartitions())
        .isEqualTo(2);
  }

  @Test
  void theRowsOfALargeImageAreItsPixels() throws IOException {
    JsonNode report = explode(large(), 0);
    assertThat(report.get("inputs").asLong()).isEqualTo(1);
    assertThat(report.get("done").asLong()).isEqualTo(1);
    assertThat(report.get("failed").asLong()).isZero();
    assertThat(report.get("pixels").asLong()).isEqualTo(HEIGHT * WIDTH);
    Dataset<Row> rows = Spark.session().read().parquet(out.toString());
    assertThat(rows.inputFiles()).hasSize(2);
    assertThat(rows.select("y", "x").distinct().count()).isEqualTo(HEIGHT * WIDTH);
    assertThat(
            rows.where("height = 72 and width = 32 and dtype = 'float32'")
                .as(PixelRow.ENCODER)
                .filter((FilterFunction<PixelRow>) LargeImageTest::isItself)
                .count())
        .isEqualTo(HEIGHT * WIDTH);
  }

  private static boolean isItself(PixelRow row) {
    boolean same = row.getChannels().length == CHANNELS;
    for (int c = 0; c < row.getChannels().length; c++) {
      same &= row.getChannels()[c] == (row.getY() * WIDTH + row.getX()) * CHANNELS + c;
    }
    return same;
  }

  @Test
  void aLargeImageThatIsCutShortIsOneRow() throws IOException {
    Path image = large();
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    Pictures.uint8(folder.resolve("good.npy"), 1, 1, 1, 1);
    assertThat(explode(folder, 0).get("failed").asLong()).isEqualTo(1);
    List<Row> rows =
        Spark.session()
            .read()
            .parquet(out.toString())
            .where("origin like '%large.npy'")
            .collectAsList();
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).<String>getAs("error")).contains("the file does not fit its header");
  }
}
