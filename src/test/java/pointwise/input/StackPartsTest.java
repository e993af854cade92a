package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.pixels.Pictures;
import pointwise.raster.BandChoice;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.Window;
import pointwise.raster.stack.StackPattern;
import pointwise.text.Text;

/** A scene of a file for each band, in parts that several tasks read. */
class StackPartsTest {
  private static final int HEIGHT = 2001;
  private static final int WIDTH = 1500;

  @TempDir private Path folder;

  /** The sample of a band in a pixel. */
  private static short sample(int band, int pixel) {
    return (short) (pixel * 31 + band * 7919);
  }

  private void band(int band, int height, int width) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * height * width).order(ByteOrder.LITTLE_ENDIAN);
    for (int p = 0; p < height * width; p++) {
      bytes.putShort(sample(band, p));
    }
    Pictures.npy(folder.resolve("s_B" + band + ".npy"), "<i2", height, width, 1, bytes.array());
  }

  private List<InputSplit> parts(String bands) throws IOException {
    return parts(listing("npy"), bands);
  }

  private Listing listing(String suffix) throws IOException {
    StackPattern stack = new StackPattern(folder.resolve("{scene}_B{band}." + suffix).toString());
    return Lister.list(new Configuration(), List.of(stack.glob()), Listing.Selection.DEFAULT)
        .stacked(stack);
  }

  private static List<InputSplit> parts(Listing listing, String bands) {
    return ImageSource.splitEvenly(new Configuration(), listing, options(bands));
  }

  /** A task would find so when others may have read parts of it. */
  @Test
  void aStackOfBandsThatLieElsewhereIsOnePart() throws IOException {
    for (int band = 1; band <= 3; band++) {
      Files.write(folder.resolve("s_B" + band + ".img"), new byte[HEIGHT * WIDTH]);
      Files.writeString(
          folder.resolve("s_B" + band + ".hdr"),
          Text.of(
              "ENVI%nsamples = %d%nlines = %d%nbands = 1%ndata type = 1%ninterleave = bsq%nbyte order = 0%nmap info = {UTM, 1, 1, %d, 0, 30, 30, 32, North, WGS-84}%n",
              WIDTH, HEIGHT, band / 3));
    }
    assertThat(parts(listing("hdr"), "1,2")).hasSizeGreaterThan(1);
    List<InputSplit> parts = parts(listing("hdr"), "1-3");
    assertThat(parts).hasSize(1);
    RasterReader reader = new RasterReader(new Configuration(), Fixture.LIMITS, options("1-3"));
    assertThatThrownBy(() -> reader.open(parts.get(0)))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("band 3 lies elsewhere, found ");
  }

  @Test
  void aBandThatCannotBeReadIsNamed() throws IOException {
    for (int band = 1; band <= 3; band++) {
      band(band, HEIGHT, WIDTH);
    }
    Listing listing = listing("npy");
    Path gone = folder.resolve("s_B3.npy");
    Files.delete(gone);
    List<InputSplit> parts = parts(listing, "1-3");
    assertThat(parts).hasSize(1);
    ImageException failure = parts.get(0).failure();
    assertThat(failure.kind()).isEqualTo(ErrorKind.STORAGE);
    assertThat(failure.origin()).endsWith("s_B1.npy");
    assertThat(failure.reason()).startsWith("the file cannot be read: band 3: file:" + gone + ": ");
  }

  private static RasterOptions options(String bands) {
    return RasterOptions.DEFAULT.withBands(BandChoice.parse(bands));
  }

  @Test
  void partsOfAStackAreItsLines() throws IOException {
    for (int band = 1; band <= 3; band++) {
      band(band, HEIGHT, WIDTH);
    }
    band(8, HEIGHT, WIDTH + 1);
    List<InputSplit> parts = parts("1-3");
    assertThat(parts).hasSizeGreaterThan(2);
    RasterReader reader = new RasterReader(new Configuration(), Fixture.LIMITS, options("1-3"));
    int y = 0;
    for (InputSplit part : parts) {
      assertThat(part.getY()).isEqualTo(y);
      try (Raster image = reader.open(part)) {
        byte[] found = image.read(Window.lines(y, part.getRows(), WIDTH));
        ByteBuffer expected = ByteBuffer.allocate(found.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int p = 0; p < part.getRows() * WIDTH; p++) {
          for (int band = 1; band <= 3; band++) {
            expected.putShort(sample(band, y * WIDTH + p));
          }
        }
        assertThat(found).isEqualTo(expected.array());
      }
      y += part.getRows();
    }
    assertThat(y).isEqualTo(HEIGHT);
    assertThat(parts("1,8")).as("which do not fit").hasSize(1);
  }
}
