package pointwise.image;

import java.io.EOFException;
import pointwise.text.Text;

/**
 * GIF: the first frame, on the logical screen. Where the frame leaves some of the screen uncovered
 * that is transparent black and the picture has four channels; a frame that reaches beyond the
 * screen enlarges it, as browsers do.
 */
final class GifDecoder {
  private GifDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return ImageIoDecoder.decode(
        origin,
        "gif",
        file,
        (decoder, reader) -> {
          int frame = firstFrame(file);
          int left = u2(file, frame + 1);
          int top = u2(file, frame + 3);
          int width = Math.max(u2(file, 6), left + u2(file, frame + 5));
          int height = Math.max(u2(file, 8), top + u2(file, frame + 7));
          limits.check(origin, height, width, 4, 1);
          decoder.checkSize(limits, false);
          DecodedImage image = RasterSamples.of(origin, reader.read(0), false);
          decoder.refuseReadPastEnd();
          return image.width() == width && image.height() == height
              ? image
              : placed(image, top, left, height, width);
        });
  }

  /** Where the first image descriptor is. */
  private static int firstFrame(byte[] file) throws EOFException {
    int at = 13;
    if (file.length < at) {
      throw cut(file.length);
    }
    at += colourTableBytes(file[10]);
    while (at < file.length && file[at] == 0x21) { // an extension: sub-blocks up to an empty one
      at += 2;
      while (at < file.length && file[at] != 0) {
        at += 1 + (file[at] & 0xff);
      }
      at++;
    }
    if (at + 10 > file.length) {
      throw cut(file.length);
    }
    if (file[at] != 0x2C) {
      throw new IllegalStateException("no image at byte " + at);
    }
    return at;
  }

  private static int colourTableBytes(byte flags) {
    return flags < 0 ? 3 << ((flags & 7) + 1) : 0;
  }

  private static DecodedImage placed(DecodedImage frame, int top, int left, int height, int width) {
    byte[] screen = new byte[4 * height * width];
    byte[] in = frame.samples();
    int channels = frame.channels();
    for (int y = 0, i = 0; y < frame.height(); y++) {
      int o = 4 * ((top + y) * width + left);
      for (int x = 0; x < frame.width(); x++, i += channels, o += 4) {
        screen[o] = in[i];
        screen[o + 1] = in[i + 1];
        screen[o + 2] = in[i + 2];
        screen[o + 3] = channels == 4 ? in[i + 3] : -1;
      }
    }
    return new DecodedImage(height, width, 4, SampleType.UINT8, screen);
  }

  private static int u2(byte[] file, int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8;
  }

  private static EOFException cut(int length) {
    return new EOFException(Text.of("the file is cut short, found %d bytes", length));
  }
}
