package pointwise.bench;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import pointwise.kernel.TileMultiply;

/** An image as a program without Pointwise's decoders reads it: nothing is checked. */
record PlainImage(int height, int width, TileMultiply.Source source) {
  private static final int NPY_LENGTH = 8;

  static PlainImage read(Path file, int channels, float scale) throws IOException {
    return file.toString().endsWith(".npy") ? npy(file, channels) : jpeg(file, scale);
  }

  private static PlainImage jpeg(Path file, float scale) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    Raster raster = image.getRaster();
    byte[] bgr = ((DataBufferByte) raster.getDataBuffer()).getData();
    return new PlainImage(
        image.getHeight(),
        image.getWidth(),
        (first, pixels, tile) -> {
          for (int i = 0; i < 3 * pixels; i += 3) {
            tile[i] = (bgr[3 * first + i + 2] & 0xff) * scale;
            tile[i + 1] = (bgr[3 * first + i + 1] & 0xff) * scale;
            tile[i + 2] = (bgr[3 * first + i] & 0xff) * scale;
          }
        });
  }

  /** A square cube of little-endian float32. */
  private static PlainImage npy(Path file, int channels) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = 2 + NPY_LENGTH + bytes.getShort(NPY_LENGTH);
    FloatBuffer samples =
        bytes.position(header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int side = (int) Math.round(Math.sqrt(samples.capacity() / (double) channels));
    return new PlainImage(
        side,
        side,
        (first, pixels, tile) -> samples.get(first * channels, tile, 0, pixels * channels));
  }
}
