package pointwise.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import pointwise.Spark;
import pointwise.raster.Half;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;

/**
 * Against NumPy 2.4, which wrote the files in resources/cast:
 *
 * <pre>
 * rng = np.random.default_rng(16)
 * bits = rng.integers(0, 2**32, 4000, dtype=np.uint32)
 * half = rng.integers(0x0400, 0x7bff, 1000).astype(np.uint16).view(np.float16).astype(np.float32)
 * step = np.spacing(half.astype(np.float16)).astype(np.float32)
 * edge = np.float32([0, -0.0, np.inf, -np.inf, np.nan, 65504, 65519.996, 65520, -65520, 2**-14,
 *     2**-24, 2**-25, 2**-25 * 1.0000001, 3 * 2**-25, 1e-45, 3.4e38, -3.5, 12.25, 12.26, -3.51])
 * ties = np.float32(-3.5 + (np.arange(256) + 0.5) * 15.75 / 255)
 * values = np.concatenate([bits.view(np.float32), half + step / 2, ties, edge,
 *     rng.normal(4, 6, 2000).astype(np.float32)]).astype("&lt;f4")
 * values[np.isnan(values)] = np.nan
 * np.save("values.npy", values)
 * np.save("float16.npy", values.astype("&lt;f2"))
 * scaled = np.rint(np.clip((values.astype("f8") + 3.5) * (255 / 15.75), 0, 255))
 * np.save("uint8.npy", np.where(np.isfinite(values), scaled, 7).astype("u1"))
 * </pre>
 */
class CastTest {
  private static final Path FOLDER = Path.of("src/test/resources/cast");
  private final JobMetrics metrics = new JobMetrics(Spark.session().sparkContext());

  /** The bytes behind the header. */
  private static byte[] npy(String name) throws IOException {
    byte[] file = Files.readAllBytes(FOLDER.resolve(name));
    int header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    return Arrays.copyOfRange(file, 10 + header, file.length);
  }

  /** In an array that is longer than the samples. */
  private Tile cast(SampleType type) throws IOException {
    byte[] values = npy("values.npy");
    int count = values.length / Float.BYTES;
    Tile tile =
        new Tile(
            "a",
            1,
            count,
            1,
            Window.lines(0, 1, count),
            SampleType.FLOAT32,
            Arrays.copyOf(values, values.length + 5));
    return new Cast(type, -3.5, 12.25, 7, metrics)
        .apply(Collections.singletonList(tile).iterator())
        .next();
  }

  @Test
  void float16IsNumpysAstype() throws IOException {
    Tile cast = cast(SampleType.FLOAT16);
    assertThat(cast.getDtype()).isEqualTo("float16");
    assertThat(cast.getNodata()).isNull();
    assertThat(cast.data()).isEqualTo(npy("float16.npy"));
    ByteBuffer values = ByteBuffer.wrap(npy("values.npy")).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer halves = ByteBuffer.wrap(npy("float16.npy")).order(ByteOrder.LITTLE_ENDIAN);
    int tooLarge = 0;
    while (values.hasRemaining()) {
      boolean infinite = (halves.getShort() & 0x7fff) == 0x7c00;
      tooLarge += Float.isFinite(values.getFloat()) && infinite ? 1 : 0;
    }
    assertThat(metrics.notes().tooLarge()).isEqualTo(tooLarge).isPositive();
  }

  @Test
  void uint8IsScaledAsNumpyRoundsAndClips() throws IOException {
    Tile cast = cast(SampleType.UINT8);
    assertThat(cast.getDtype()).isEqualTo("uint8");
    assertThat(cast.getNodata()).isEqualTo(7.0);
    assertThat(cast.data()).isEqualTo(npy("uint8.npy"));
    ByteBuffer values = ByteBuffer.wrap(npy("values.npy")).order(ByteOrder.LITTLE_ENDIAN);
    int lost = 0;
    while (values.hasRemaining()) {
      lost += Float.isFinite(values.getFloat()) ? 0 : 1;
    }
    assertThat(metrics.notes().nodata()).isEqualTo(lost).isPositive();
  }

  /** Every number of 16 bits but NaN comes back from float32. */
  @Test
  void halvesComeBackFromFloats() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Half.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Half.ofFloat(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void failedImagesGoOn() {
    Tile failed = Tile.failed(new ImageException("a", "no picture"));
    assertThat(
            new Cast(SampleType.FLOAT16, 0, 0, 0, metrics).apply(List.of(failed).iterator()).next())
        .isSameAs(failed);
  }
}
