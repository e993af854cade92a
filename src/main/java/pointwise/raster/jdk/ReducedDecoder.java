package pointwise.raster.jdk;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStreamImpl;
import org.apache.hadoop.fs.FSDataInputStream;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.text.Text;

/**
 * Every so many pixels of a picture that is too large to be decoded whole, for people to look at:
 * colours are as the JDK's reader has them, and damage that it does not see is not looked for.
 * Neither the file nor the picture is ever in memory whole, but for what the reader keeps of kinds
 * that it cannot decode line by line.
 */
public final class ReducedDecoder {
  private ReducedDecoder() {}

  /**
   * Decodes the first picture of a file.
   *
   * @param format name of the format
   * @param longest pixels of the longer side that are enough; fewer than twice as many are taken
   *     where the shorter side has so many
   * @throws ImageException if the JDK's reader cannot read it so
   */
  public static DecodedImage decode(ImageFile file, String format, int longest) {
    if (!ImageIoDecoder.reads(format.toLowerCase(Locale.ROOT))) {
      throw new ImageException(
          file.origin(),
          ErrorKind.MISMATCH,
          Text.of(
              "it is too large for the memory, and a %s of its kind is not read in parts", format));
    }
    ImageReader reader = ImageIoDecoder.reader(format.toLowerCase(Locale.ROOT));
    try (Input input = new Input(file.file())) {
      reader.setInput(input, false, true);
      int height = reader.getHeight(0);
      int width = reader.getWidth(0);
      int period =
          Math.max(1, Math.min(Math.max(height, width) / longest, Math.min(height, width)));
      ImageReadParam param = reader.getDefaultReadParam();
      param.setSourceSubsampling(period, period, period / 2, period / 2);
      BufferedImage image = reader.read(0, param);
      return AwtSamples.of(file.origin(), image, false);
    } catch (IOException | RuntimeException e) {
      throw new ImageException(
          file.origin(),
          Text.of("the %s cannot be read reduced: %s", format, ImageIoDecoder.problem(e)),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** An open file as ImageIO reads it; it stays open. */
  private static final class Input extends ImageInputStreamImpl {
    private final FSDataInputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private long start;
    private int length;

    Input(FSDataInputStream in) {
      this.in = in;
    }

    /** Bytes of the buffer from the position on; brings the next ones where there are none. */
    private int available() throws IOException {
      if (streamPos < start || streamPos >= start + length) {
        start = streamPos;
        length = Math.max(0, in.read(streamPos, buffer, 0, buffer.length));
      }
      return (int) (start + length - streamPos);
    }

    @Override
    public int read() throws IOException {
      bitOffset = 0;
      return available() == 0 ? -1 : buffer[(int) (streamPos++ - start)] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      bitOffset = 0;
      int n = Math.min(available(), most);
      if (n == 0) {
        return most == 0 ? 0 : -1;
      }
      System.arraycopy(buffer, (int) (streamPos - start), bytes, offset, n);
      streamPos += n;
      return n;
    }
  }
}
