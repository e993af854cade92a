package pointwise.raster.jdk;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;

/** Writes pictures as PNG. */
public final class PngEncoder {
  static {
    // A file of its own would be closed under it when the JVM is told to end.
    ImageIO.setUseCache(false);
  }

  private PngEncoder() {}

  /** Writes the picture to a stream, which stays open. */
  public static void write(BufferedImage picture, OutputStream out) throws IOException {
    if (!ImageIO.write(picture, "png", out)) {
      throw new IOException("the JDK writes no PNG of such a picture");
    }
  }
}
