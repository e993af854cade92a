package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.raster.DecodeLimits;
import pointwise.report.JobMetrics;
import pointwise.tile.Tile;

class TallImageTest {
  @Test
  void lastLinesOfTheTallestArrayAreRead(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("tall.npy");
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 1), }";
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) 118, 0});
      file.write(
          (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
      file.setLength(128 + 2147483646L); // the rest is sparse
      file.seek(128 + 2147483646L);
      file.write(9);
    }
    RasterReader reader =
        new RasterReader(
            new Configuration(), new DecodeLimits(1 << 20, 1 << 20, "--driver-memory"));
    InputSplit part = Pictures.listed(path.toString(), "tall.npy", path);
    part.setY(2147483640);
    part.setRows(7);
    Iterator<Tile> blocks = tiles(part, reader, 0);
    Tile block = blocks.next();
    assertThat(block.getError()).isNull();
    assertThat(block.getRows()).isEqualTo(7);
    assertThat(block.getSamples()).containsExactly(0, 0, 0, 0, 0, 0, 9);
    assertThat(blocks.hasNext()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "7000000, 10, 'a line of the image is too large, found 70000000 bytes, expected at most 67108864'",
    "20000000, 1, 'a line of the feature map is too large, found 80000000 bytes (20000000 pixels of 1 float32), expected at most 67108864'",
  })
  void linesThatAreTooLargeAreMismatches(
      int width, int channels, String reason, @TempDir Path folder) throws IOException {
    Path path = Pictures.npy(folder.resolve("a.npy"), "|u1", 2, width, channels, new byte[0]);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(file.length() + 2L * width * channels); // the rest is sparse
    }
    RasterReader reader =
        new RasterReader(
            new Configuration(), new DecodeLimits(1 << 20, 1 << 20, "--driver-memory"));
    Tile block = tiles(Pictures.listed(path.toString(), "a.npy", path), reader, 1).next();
    assertThat(block.getError()).isEqualTo(reason);
    assertThat(block.getErrorKind()).isEqualTo("mismatch");
  }

  private static Iterator<Tile> tiles(InputSplit split, RasterReader reader, int channels) {
    JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());
    return new SplitIterator<>(
        List.of(split).iterator(),
        reader,
        new TileReader(channels),
        Tile::failed,
        metrics::addRead,
        metrics);
  }
}
