package pointwise.raster.envi;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pointwise.input.Fixture;
import pointwise.input.RasterReader;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;

/** Headers and data that are cut or changed: an image that fits its files, or an error. */
class EnviDamageTest {
  private static final int CASES = 600;
  private static final long MOST_BYTES = 8 << 20;
  private static final String HEADER =
      """
      ENVI
      description = { two
        lines }
      samples = 5
      lines = 7
      bands = 6
      header offset = 37
      data type = 12
      interleave = bil
      byte order = 1
      wavelength units = Micrometers
      wavelength = {0.4, 0.5, 0.6, 0.7, 0.8, 0.9}
      bbl = {1, 1, 1, 0, 1, 1}
      data ignore value = -9999
      map info = {UTM, 1, 1, 500000, 4649776.22, 30, 30, 33, North, WGS-84, units=Meters, rotation=5}
      """;

  private final RasterReader reader = new RasterReader(new Configuration(), Fixture.LIMITS);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Random random = new Random(14);

  @TempDir private Path folder;

  private byte[] damaged(byte[] bytes) {
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> flipped(bytes);
      case 2 -> digits(bytes);
      default -> bytes;
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  /** Another digit for one, or many: sizes beyond any file. */
  private byte[] digits(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int[] places =
        text.chars().map(Character::getNumericValue).toArray(); // of letters more than nine
    int at;
    do {
      at = random.nextInt(places.length);
    } while (places[at] < 0 || places[at] > 9);
    String more = Long.toString(random.nextLong() >>> (1 + random.nextInt(62)));
    return (text.substring(0, at) + more + text.substring(at + 1))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void damageIsAnErrorOfTheImageOrIsNotSeen() throws IOException {
    byte[] data = new byte[37 + 5 * 7 * 6 * 2];
    random.nextBytes(data);
    // What is allocated once.
    Files.writeString(folder.resolve("cube.hdr"), HEADER);
    Files.write(folder.resolve("cube.img"), data);
    reader.open(folder.resolve("cube.hdr").toString()).close();
    int read = 0;
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] text = damaged(HEADER.getBytes(StandardCharsets.UTF_8));
      byte[] samples = random.nextInt(4) == 0 ? Arrays.copyOf(data, random.nextInt(458)) : data;
      Path file = Files.write(folder.resolve("cube.hdr"), text);
      Files.write(folder.resolve("cube.img"), samples);
      long before = threads.getCurrentThreadAllocatedBytes();
      try (Raster image = reader.open(file.toString())) {
        int bytes = image.height() * image.width() * image.channels() * image.type().bytes();
        assertThat(image.read(Window.lines(0, image.height(), image.width()))).hasSize(bytes);
        read++;
      } catch (ImageException e) {
        assertThat(e.getMessage()).startsWith("Cannot read ").doesNotContain("\n");
        refused++;
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as(() -> new String(text, StandardCharsets.ISO_8859_1))
          .isLessThan(MOST_BYTES);
    }
    System.out.printf("ENVI damage: %d read, %d refused%n", read, refused);
    assertThat(read).isGreaterThan(50);
    assertThat(refused).isGreaterThan(200);
  }
}
