package pointwise.raster.webp;

import com.twelvemonkeys.imageio.plugins.webp.lossless.VP8LDecoder;
import com.twelvemonkeys.imageio.plugins.webp.vp8.VP8Frame;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import javax.imageio.stream.ImageInputStreamImpl;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.webp.WebpFile.Chunk;
import pointwise.raster.webp.WebpFile.Picture;
import pointwise.text.Text;

/**
 * WebP: lossy and lossless, with and without alpha; of an animation the first frame, on the canvas,
 * which is transparent black where the frame does not cover it.
 *
 * <p>The decoders are TwelveMonkeys', called by name: its ImageIO reader would apply colour
 * profiles, and refuses small files of large pictures.
 */
public final class WebpDecoder implements FormatReader {
  /** Bytes that the decoders of VP8 and of VP8L read ahead. */
  private static final int VP8_AHEAD = 1;

  private static final int VP8L_AHEAD = 16;

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
    limits.check(origin, webp.height(), webp.width(), picture.lossless() ? 4 : channels, 1);
    DecodeLimits.requirePixels(origin, picture.height(), picture.width(), channels);
    byte[] samples = new Samples(origin, file, picture).decode(channels);
    DecodedImage image =
        new DecodedImage(picture.height(), picture.width(), channels, SampleType.UINT8, samples);
    return (covered ? image : image.on(webp.height(), webp.width(), picture.top(), picture.left()))
        .withUnread(webp.frames() - 1);
  }

  /** The samples of one picture. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Samples(String origin, byte[] file, Picture picture) {

    byte[] decode(int channels) {
      try {
        if (picture.lossless()) {
          byte[] samples = lossless(picture.samples(), 0);
          return channels == 4 ? samples : withoutAlpha(samples);
        }
        byte[] samples = lossy(picture.samples(), channels);
        if (channels == 4) {
          putAlpha(samples);
        }
        return samples;
      } catch (IOException | RuntimeException e) {
        throw e instanceof ImageException refused
            ? refused
            : new ImageException(origin, "the samples of the WebP are corrupt or cut short", e);
      }
    }

    private byte[] lossy(Chunk chunk, int channels) throws IOException {
      WritableRaster raster = raster(channels);
      try (Input input = input(chunk.at(), chunk, VP8_AHEAD)) {
        new VP8Frame(input, false).decode(raster, null);
      }
      return bytes(raster);
    }

    /**
     * The samples of VP8L, RGBA.
     *
     * @param missing bytes of the chunk's header that its samples do without
     */
    private byte[] lossless(Chunk chunk, int missing) throws IOException {
      WritableRaster raster = raster(4);
      int from = chunk.at() - missing;
      try (Input input = input(from, chunk, VP8L_AHEAD)) {
        new VP8LDecoder(input, false)
            .readVP8Lossless(raster, true, null, picture.width(), picture.height());
        if (input.getStreamPosition() > missing + chunk.length()) {
          throw new ImageException(
              origin,
              Text.of(
                  "the data of the WebP end early, found %d bytes, expected more", chunk.length()));
        }
      }
      return bytes(raster);
    }

    private static byte[] withoutAlpha(byte[] rgba) {
      byte[] rgb = new byte[rgba.length / 4 * 3];
      for (int i = 0, o = 0; i < rgba.length; i += 4, o += 3) {
        rgb[o] = rgba[i];
        rgb[o + 1] = rgba[i + 1];
        rgb[o + 2] = rgba[i + 2];
      }
      return rgb;
    }

    /** Puts the alpha of the chunk beside the samples, or 255 where there is none. */
    private void putAlpha(byte[] rgba) throws IOException {
      byte[] alpha = alpha();
      for (int i = 0; i < alpha.length; i++) {
        rgba[4 * i + 3] = alpha[i];
      }
    }

    /** RFC 9649, section 2.7.1.2: the first byte says how the alpha is stored. */
    private byte[] alpha() throws IOException {
      byte[] alpha = new byte[picture.height() * picture.width()];
      Chunk chunk = picture.alpha();
      if (chunk == null) {
        Arrays.fill(alpha, (byte) -1);
        return alpha;
      }
      int how = file[chunk.at()];
      Chunk data = new Chunk(chunk.at() + 1, chunk.length() - 1);
      switch (how & 3) {
        case 0 -> System.arraycopy(file, data.at(), alpha, 0, alpha.length);
        case 1 -> {
          byte[] rgba = lossless(data, VP8L_HEADER);
          for (int i = 0; i < alpha.length; i++) {
            alpha[i] = rgba[4 * i + 1];
          }
        }
        default ->
            throw new ImageException(
                origin,
                Text.of(
                    "the compression of the alpha is not known, found %d, expected 0 or 1",
                    how & 3));
      }
      AlphaFilter.undo(how >> 2 & 3, alpha, picture.width());
      return alpha;
    }

    private WritableRaster raster(int channels) {
      int[] order = {0, 1, 2, 3};
      int width = picture.width();
      return Raster.createInterleavedRaster(
          DataBuffer.TYPE_BYTE,
          width,
          picture.height(),
          channels * width,
          channels,
          Arrays.copyOf(order, channels),
          null);
    }

    private static byte[] bytes(WritableRaster raster) {
      return ((DataBufferByte) raster.getDataBuffer()).getData();
    }

    private Input input(int from, Chunk chunk, int ahead) {
      return new Input(Arrays.copyOfRange(file, from, chunk.at() + chunk.length() + ahead));
    }
  }

  /** Ends what reads on and on: the decoder of VP8L goes on at the end of a file. */
  private static final class Input extends ImageInputStreamImpl {
    private final byte[] bytes;

    Input(byte[] bytes) {
      this.bytes = bytes;
      setByteOrder(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int read() throws IOException {
      bitOffset = 0;
      requireMore(1);
      return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      bitOffset = 0;
      requireMore(length);
      System.arraycopy(bytes, (int) streamPos, to, offset, length);
      streamPos += length;
      return length;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    /** No EOFException, which the decoder takes for nothing. */
    private void requireMore(int more) throws IOException {
      if (streamPos + more > bytes.length) {
        throw new IOException("the data end early");
      }
    }
  }
}
