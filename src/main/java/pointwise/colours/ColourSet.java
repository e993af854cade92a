package pointwise.colours;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import pointwise.raster.jdk.PngEncoder;
import pointwise.text.Text;

/**
 * Pictures of 3 x 28 x 28 samples, each a shape of one of six colours on grey, as PNG files in a
 * folder per colour. Every picture is a function of seed and index: the same file on every run.
 *
 * @param seed another seed gives other pictures of the same kind
 */
public record ColourSet(long seed) {
  /** The file of a picture below the folder of the set: {@code red/000000.png}. */
  public static String file(int index) {
    return Text.of("%s/%06d.png", ShapeColour.ofPicture(index).label(), index);
  }

  /** How many of the first {@code count} pictures have the colour: they take turns. */
  public static int count(ShapeColour colour, int count) {
    return (int) IntStream.range(0, count).filter(i -> ShapeColour.ofPicture(i) == colour).count();
  }

  /**
   * The picture as a PNG of 8-bit RGB.
   *
   * @param index from 0
   */
  public byte[] png(int index) throws IOException {
    int side = ColourPicture.SIDE;
    byte[] samples = ColourPicture.samples(seed, index);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0, i = 0; pixel < side * side; pixel++, i += 3) {
      int rgb = (samples[i] & 255) << 16 | (samples[i + 1] & 255) << 8 | (samples[i + 2] & 255);
      image.setRGB(pixel % side, pixel / side, rgb);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    PngEncoder.write(image, png);
    return png.toByteArray();
  }
}
