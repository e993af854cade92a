package pointwise.bench;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import pointwise.text.Text;

/**
 * The whole files that {@link Fuzz} damages: parts of the sample photos of 64 x 48 in every format,
 * and the pictures of the tests, which have every layout.
 */
final class FuzzSeeds {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final Path PHOTOS = Path.of("sample-data/photos");
  private static final List<Path> TEST_PICTURES =
      List.of(Path.of("src/test/resources/images"), Path.of("src/test/resources/tiff"));

  private final Map<String, byte[]> files = new TreeMap<>();

  private FuzzSeeds() {}

  /** Names, of which the suffix is the format's, to bytes. */
  static Map<String, byte[]> all() throws IOException {
    FuzzSeeds seeds = new FuzzSeeds();
    for (String photo : List.of("astronaut.png", "coffee.png", "rocket.jpg")) {
      BufferedImage image = ImageIO.read(PHOTOS.resolve(photo).toFile());
      String name = photo.substring(0, photo.indexOf('.'));
      seeds.photo(
          name, image.getSubimage(image.getWidth() / 3, image.getHeight() / 3, WIDTH, HEIGHT));
    }
    for (Path folder : TEST_PICTURES) {
      try (Stream<Path> pictures = Files.list(folder)) {
        for (Path picture : pictures.toList()) {
          String name = picture.getFileName().toString();
          if (name.matches(".*\\.(jpg|png|gif|bmp|webp|tif|npy)")
              && !name.contains(".tif.")
              && !name.endsWith(".expected.npy")) {
            seeds.files.put(name, Files.readAllBytes(picture));
          }
        }
      }
    }
    return seeds.files;
  }

  private void photo(String name, BufferedImage photo) {
    BufferedImage rgb = as(photo, BufferedImage.TYPE_3BYTE_BGR);
    BufferedImage grey = as(photo, BufferedImage.TYPE_BYTE_GRAY);
    BufferedImage palette = as(photo, BufferedImage.TYPE_BYTE_INDEXED);
    BufferedImage bilevel = as(photo, BufferedImage.TYPE_BYTE_BINARY);
    write(name + "_baseline.jpg", "jpeg", null, false, rgb);
    write(name + "_progressive.jpg", "jpeg", null, true, rgb);
    write(name + "_grey.jpg", "jpeg", null, false, grey);
    write(name + "_rgb.png", "png", null, false, rgb);
    write(name + "_interlaced.png", "png", null, true, rgb);
    write(name + "_palette.png", "png", null, false, palette);
    write(name + "_grey16.png", "png", null, false, as(photo, BufferedImage.TYPE_USHORT_GRAY));
    write(name + ".gif", "gif", null, false, palette);
    write(name + "_interlaced.gif", "gif", null, true, palette);
    write(name + "_rgb.bmp", "bmp", null, false, rgb);
    write(name + "_rle8.bmp", "bmp", "BI_RLE8", false, palette);
    for (String compression : List.of("LZW", "Deflate", "PackBits", "JPEG")) {
      write(name + "_" + compression + ".tif", "tiff", compression, false, rgb);
    }
    for (String compression : List.of("CCITT RLE", "CCITT T.4", "CCITT T.6")) {
      write(
          name + "_" + compression.replace(' ', '_') + ".tif", "tiff", compression, false, bilevel);
    }
    write(name + "_raw.tif", "tiff", null, false, rgb);
    npy(name + "_u1.npy", "|u1", 1, rgb);
    npy(name + "_f4.npy", "<f4", 4, rgb);
  }

  private static BufferedImage as(BufferedImage photo, int type) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(photo, 0, 0, null);
    graphics.dispose();
    return image;
  }

  private void write(
      String name, String format, String compression, boolean progressive, BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      if (compression != null) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(compression);
      }
      if (param.canWriteProgressive()) {
        param.setProgressiveMode(
            progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    files.put(name, bytes.toByteArray());
  }

  private void npy(String name, String type, int size, BufferedImage image) {
    String header =
        Text.of(
            "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, 3), }", type, HEIGHT, WIDTH);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + 1 + 3 * size * WIDTH * HEIGHT)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    bytes.putShort((short) (header.length() + 1));
    bytes.put((header + "\n").getBytes(StandardCharsets.US_ASCII));
    for (int sample : image.getRaster().getPixels(0, 0, WIDTH, HEIGHT, (int[]) null)) {
      if (size == 1) {
        bytes.put((byte) sample);
      } else {
        bytes.putFloat(sample);
      }
    }
    files.put(name, bytes.array());
  }
}
