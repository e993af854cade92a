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
    ImagePart part = new ImagePart(path.toString(), "tall.npy", 7, 0, null);
    part.setY(2147483640);
    part.setRows(7);
    Iterator<PixelBlock> blocks =
        new BlockIterator(
            List.of(part).iterator(),
            reader,
            0,
            true,
            new JobMetrics(Spark.session().sparkContext()));
    PixelBlock block = blocks.next();
    assertThat(block.getError()).isNull();
    assertThat(block.getRows()).isEqualTo(7);
    assertThat(block.getSamples()).containsExactly(0, 0, 0, 0, 0, 0, 9);
    assertThat(blocks.hasNext()).isFalse();
  }
}
