package pointwise.pixels;

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
import pointwise.image.DecodeLimits;
import pointwise.image.ImagePart;
import pointwise.image.ImageReader;
import pointwise.report.JobMetrics;

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
    ImageReader reader =
        new ImageReader(new Configuration(), new DecodeLimits(1 << 20, 1 << 20, "--driver-memory"));
    ImagePart part = Pictures.listed(path.toString(), "tall.npy", path);
    part.setY(2147483640);
    part.setRows(7);
    Iterator<PixelBlock> blocks =
        new BlockIterator(
            List.of(part).iterator(), reader, 0, new JobMetrics(Spark.session().sparkContext()));
    PixelBlock block = blocks.next();
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
    ImageReader reader =
        new ImageReader(new Configuration(), new DecodeLimits(1 << 20, 1 << 20, "--driver-memory"));
    PixelBlock block =
        new BlockIterator(
                List.of(Pictures.listed(path.toString(), "a.npy", path)).iterator(),
                reader,
                1,
                new JobMetrics(Spark.session().sparkContext()))
            .next();
    assertThat(block.getError()).isEqualTo(reason);
    assertThat(block.getErrorKind()).isEqualTo("mismatch");
  }
}
