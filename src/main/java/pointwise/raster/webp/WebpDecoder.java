package pointwise.raster.webp;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.webp.WebpFile.Chunk;
import pointwise.raster.webp.WebpFile.Picture;
import pointwise.text.Text;

/**
 * WebP: lossy and lossless, with and without alpha, sample for sample as libwebp reads it; of an
 * animation the first frame, on the canvas, which is transparent black where the frame does not
 * cover it.
 */
public final class WebpDecoder implements FormatReader {
  private static final int VP8L_HEADER = 5;

  @Override
  public Signature signature() {
    return new Signature("WebP", List.of("webp"), List.of("RIFF????WEBPVP8"));
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    WebpFile webp = WebpFile.parse(origin, file);
    Picture picture = webp.picture();
    boolean covered = picture.height() == webp.height() && picture.width() == webp.width();
    int channels = webp.alpha() || !covered ? 4 : 3;
    // Beside the samples there are numbers and pixels of four bytes, or luma and chroma.
    int beside = picture.lossless() || channels == 4 ? 9 : 2;
    limits.check(origin, webp.height(), webp.width(), channels + beside, 1);
    DecodeLimits.requirePixels(origin, picture.height(), picture.width(), channels);
    byte[] samples = samples(origin, file, picture, channels);
    DecodedImage image =
        new DecodedImage(picture.height(), picture.width(), channels, SampleType.UINT8, samples);
    return (covered ? image : image.on(webp.height(), webp.width(), picture.top(), picture.left()))
        .withUnread(webp.frames() - 1);
  }

  private static byte[] samples(String origin, byte[] file, Picture picture, int channels) {
    int height = picture.height();
    int width = picture.width();
    try {
      if (picture.lossless()) {
        return rgb(pixels(file, picture.samples(), VP8L_HEADER, height, width), channels);
      }
      byte[] samples = Vp8Frame.decode(file, picture.samples(), height, width, channels);
      if (channels == 4) {
        byte[] alpha = alpha(file, picture.alpha(), height, width);
        for (int i = 0; i < alpha.length; i++) {
          samples[4 * i + 3] = alpha[i];
        }
      }
      return samples;
    } catch (IOException e) {
      throw new ImageException(
          origin, Text.of("the samples of the WebP are corrupt: %s", e.getMessage()), e);
    }
  }

  private static int[] pixels(byte[] file, Chunk chunk, int header, int height, int width)
      throws IOException {
    return Vp8lImage.decode(file, chunk.at() + header, chunk.at() + chunk.length(), height, width);
  }

  private static byte[] rgb(int[] pixels, int channels) {
    byte[] samples = new byte[pixels.length * channels];
    for (int i = 0, o = 0; i < pixels.length; i++, o += channels) {
      samples[o] = (byte) (pixels[i] >> 16);
      samples[o + 1] = (byte) (pixels[i] >> 8);
      samples[o + 2] = (byte) pixels[i];
      if (channels == 4) {
        samples[o + 3] = (byte) (pixels[i] >> 24);
      }
    }
    return samples;
  }

  /** RFC 9649, section 2.7.1.2: the first byte says how alpha is stored. */
  private static byte[] alpha(byte[] file, Chunk chunk, int height, int width) throws IOException {
    byte[] alpha = new byte[height * width];
    if (chunk == null) {
      Arrays.fill(alpha, (byte) -1);
      return alpha;
    }
    int how = chunk.length() == 0 ? 2 : file[chunk.at()];
    switch (how & 3) {
      case 0 -> {
        if (chunk.length() <= alpha.length) {
          throw new IOException("alpha is missing");
        }
        System.arraycopy(file, chunk.at() + 1, alpha, 0, alpha.length);
      }
      case 1 -> {
        int[] pixels = pixels(file, chunk, 1, height, width);
        for (int i = 0; i < alpha.length; i++) {
          alpha[i] = (byte) (pixels[i] >> 8);
        }
      }
      default -> throw new IOException("alpha is stored in a way that is not known");
    }
    AlphaFilter.undo(how >> 2 & 3, alpha, width);
    return alpha;
  }
}
