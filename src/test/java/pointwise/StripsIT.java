package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** A map that no small heap holds is read back strip by strip. */
class StripsIT {
  private static final int HEIGHT = 5000;
  private static final int WIDTH = 6000;

  /** Small whole numbers: float32 holds every product exactly. */
  private static final int[][] KERNELS = {
    {1, 2, -1}, {0, 1, 0}, {3, -2, 5}, {-1, -1, -1}, {7, 0, 1}
  };

  @TempDir Path folder;

  /** Reads a table with Spark alone; knows nothing of Pointwise. */
  public static final class BareReader {
    public static void main(String[] args) {
      try (SparkSession spark = SparkSession.builder().master("local[2]").getOrCreate()) {
        long[] found =
            spark
                .read()
                .parquet(args[0])
                .javaRDD()
                .map(BareReader::measure)
                .reduce((a, b) -> new long[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
        System.out.printf("strips %d bytes %d checksum %d%n", found[0], found[1], found[2]);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /** 1, the bytes of the row, and its samples, each times a number that tells its place. */
    private static long[] measure(Row strip) {
      byte[] data = strip.getAs("data");
      int line = strip.<Integer>getAs("width") * strip.<Integer>getAs("nChannels");
      long at = (long) strip.<Integer>getAs("y") * line;
      ByteBuffer samples = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      long sum = 0;
      while (samples.hasRemaining()) {
        long sample = (long) samples.getFloat();
        sum += sample * (at++ % 251 + 1);
      }
      return new long[] {1, data.length, sum};
    }
  }

  /** The same sum, from the samples and the kernels. */
  private static long checksum(byte[] samples) {
    long sum = 0;
    long at = 0;
    for (int p = 0; p < samples.length; p += 3) {
      for (int[] kernel : KERNELS) {
        int product =
            kernel[0] * (samples[p] & 0xff)
                + kernel[1] * (samples[p + 1] & 0xff)
                + kernel[2] * (samples[p + 2] & 0xff);
        sum += product * (at++ % 251 + 1);
      }
    }
    return sum;
  }

  @Test
  void aBareSessionOfHalfAGigabyteReadsAMapThatIsLarger() throws Exception {
    Path image = Pictures.uint8(folder.resolve("large.npy"), HEIGHT, WIDTH, 3, 17);
    Path bank = folder.resolve("whole.json");
    Files.writeString(bank, "{\"kernels\": " + java.util.Arrays.deepToString(KERNELS) + "}");
    Path out = folder.resolve("maps");
    Spark.session();
    assertThat(
            Pointwise.run(
                List.of(
                    "extract",
                    "--images",
                    image.toString(),
                    "--kernels",
                    bank.toString(),
                    "--out",
                    out.toString())))
        .isZero();
    Files.delete(image);

    Child reader =
        Child.java(
            folder,
            "-Xmx512m",
            "-cp",
            Child.sparkJars() + File.pathSeparator + readerJar(),
            BareReader.class.getName(),
            out.toString());
    assertThat(reader.code()).as(reader.all()).isZero();
    byte[] samples = new byte[HEIGHT * WIDTH * 3];
    new Random(17).nextBytes(samples);
    // 2 MiB hold 17 lines of 6000 x 5 float32.
    assertThat(reader.out())
        .contains(
            Text.of(
                "strips %d bytes %d checksum %d",
                295, 4L * HEIGHT * WIDTH * KERNELS.length, checksum(samples)));
  }

  private Path readerJar() throws IOException {
    return Child.jar(folder.resolve("reader.jar"), BareReader.class);
  }
}
