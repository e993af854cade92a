package pointwise.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import pointwise.text.Text;

/** A whole {@code .npy} file to samples, C or Fortran order. */
final class NpyDecoder {
  private NpyDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    NpyHeader header = header(origin, file);
    int h = header.height();
    int w = header.width();
    int c = header.channels();
    limits.check(origin, h, w, c, header.type().bytes());
    if (file.length < header.fileBytes()) {
      throw new ImageException(
          origin,
          Text.of(
              "the file is cut short, found %d bytes, expected %d",
              file.length, header.fileBytes()));
    }
    if (file.length > header.fileBytes()) {
      throw new ImageException(
          origin,
          Text.of(
              "the file has bytes after the last sample, found %d bytes, expected %d",
              file.length, header.fileBytes()));
    }
    int from = (int) header.dataOffset();
    byte[] samples =
        header.fortranOrder()
            ? ordered(header, file, from)
            : header.samples(file, from, file.length - from);
    return new DecodedImage(h, w, c, header.type(), samples);
  }

  private static NpyHeader header(String origin, byte[] file) {
    try {
      return NpyHeader.parse(origin, new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  /** Fortran order to HWC: sample (y, x, c) is stored at y + H (x + W c). */
  private static byte[] ordered(NpyHeader header, byte[] file, int from) {
    int h = header.height();
    int w = header.width();
    int channels = header.channels();
    int n = header.storedBytes();
    byte[] hwc = new byte[file.length - from];
    for (int y = 0, o = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        for (int c = 0; c < channels; c++, o += n) {
          System.arraycopy(file, from + n * (y + h * (x + w * c)), hwc, o, n);
        }
      }
    }
    return header.samples(hwc, 0, hwc.length);
  }
}
