package pointwise.preview;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import pointwise.raster.jdk.PngEncoder;

/** A white picture to draw on, and the inks that charts share. */
public final class Canvas {
  public static final Color INK = new Color(0x202020);
  public static final Color FAINT = new Color(0x606060);
  public static final Color RULE = new Color(0xdddddd);

  private Canvas() {}

  /** The PNG of what is drawn. */
  public static byte[] png(int width, int height, Consumer<Graphics2D> drawing) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D canvas = image.createGraphics();
    try {
      canvas.setColor(Color.WHITE);
      canvas.fillRect(0, 0, width, height);
      canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      canvas.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      drawing.accept(canvas);
    } finally {
      canvas.dispose();
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      PngEncoder.write(image, png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
