package pointwise.raster.jdk;

import java.io.ByteArrayOutputStream;
import java.util.List;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * GIF: the first frame, on the logical screen. Where the frame leaves some of the screen uncovered
 * that is transparent black and the picture has four channels; a frame that reaches beyond the
 * screen enlarges it, as browsers do.
 */
public final class GifDecoder implements FormatReader {
  private static final byte EXTENSION = 0x21;
  private static final byte IMAGE = 0x2C;

  @Override
  public Signature signature() {
    return new Signature("GIF", List.of("gif"), List.of("GIF87a", "GIF89a"));
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return ImageIoDecoder.decode(
        origin,
        "gif",
        file,
        (decoder, reader) -> {
          int frame = nextFrame(file, firstBlock(file));
          if (frame < 0) {
            throw new ImageException(origin, "the GIF is cut short or corrupt: it has no frame");
          }
          int left = u2(file, frame + 1);
          int top = u2(file, frame + 3);
          int width = Math.max(u2(file, 6), left + u2(file, frame + 5));
          int height = Math.max(u2(file, 8), top + u2(file, frame + 7));
          limits.check(origin, height, width, 4, 1);
          decoder.checkSize(limits, false);
          refuseEarlyEnd(origin, file, frame);
          DecodedImage image = AwtSamples.of(origin, reader.read(0), false);
          decoder.refuseReadPastEnd();
          int others = otherFrames(file, frame);
          return image.width() == width && image.height() == height
              ? image.withUnread(others)
              : image.on(height, width, top, left).withUnread(others);
        });
  }

  /** The first block after the screen and its colours. */
  private static int firstBlock(byte[] file) {
    return file.length < 13 ? file.length : 13 + colourTableBytes(file[10]);
  }

  /**
   * Where the next image descriptor is, over extensions only.
   *
   * @return -1 where the trailer, the end of the file or anything else comes first
   */
  private static int nextFrame(byte[] file, int block) {
    int at = block;
    while (at < file.length && file[at] == EXTENSION) {
      at = afterSubBlocks(file, at + 2);
    }
    return at + 10 < file.length && file[at] == IMAGE ? at : -1;
  }

  private static int afterSubBlocks(byte[] file, int from) {
    int at = from;
    while (at < file.length && file[at] != 0) {
      at += 1 + (file[at] & 0xff);
    }
    return at + 1;
  }

  /** Where the data of a frame are: the bits of a code, then sub-blocks. */
  private static int data(byte[] file, int frame) {
    return frame + 10 + colourTableBytes(file[frame + 9]);
  }

  private static int otherFrames(byte[] file, int first) {
    int frames = -1;
    for (int at = first; at >= 0; at = nextFrame(file, afterSubBlocks(file, data(file, at) + 1))) {
      frames++;
    }
    return frames;
  }

  /** The JDK's reader leaves the lines blank that the data of a frame do not reach. */
  private static void refuseEarlyEnd(String origin, byte[] file, int frame) {
    long expected = (long) u2(file, frame + 5) * u2(file, frame + 7);
    int at = data(file, frame);
    int bits = at < file.length ? file[at++] : 0;
    ByteArrayOutputStream codes = new ByteArrayOutputStream();
    while (at < file.length && file[at] != 0) {
      int bytes = Math.min(file[at] & 0xff, file.length - at - 1);
      codes.write(file, at + 1, bytes);
      at += 1 + bytes;
    }
    boolean read = bits >= 1 && bits <= 8;
    long found = read ? LzwLength.of(codes.toByteArray(), bits, expected) : 0;
    if (found < expected) {
      throw new ImageException(
          origin,
          Text.of(
              "the data of the frame end early or are corrupt, found %d pixels, expected %d",
              found, expected));
    }
  }

  private static int colourTableBytes(byte flags) {
    return flags < 0 ? 3 << ((flags & 7) + 1) : 0;
  }

  private static int u2(byte[] file, int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8;
  }
}
