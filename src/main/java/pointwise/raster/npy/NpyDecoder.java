package pointwise.raster.npy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.ReadOptions;
import pointwise.text.Text;

/** A whole {@code .npy} file to samples, C or Fortran order. */
public final class NpyDecoder implements FormatReader {
  @Override
  public Signature signature() {
    return new Signature("NPY", List.of("npy"), List.of("\u0093NUMPY"));
  }

  @Override
  public boolean readsLines() {
    return true;
  }

  @Override
  public Optional<Lines> lines(ImageFile file, ReadOptions options) throws IOException {
    NpyHeader header = header(file);
    return header.lineReadable()
        ? Optional.of(
            new Lines(
                header.height(),
                header.width(),
                header.channels(),
                header.type(),
                header.lineBytes()))
        : Optional.empty();
  }

  /** C order stays on disk and is read by lines. */
  @Override
  public Raster open(ImageFile file, DecodeLimits limits, ReadOptions options) throws IOException {
    options.requireOverview(file.origin(), 0);
    NpyHeader header = header(file);
    return header.lineReadable()
        ? new NpyRaster(file.origin(), header, file.file())
        : FormatReader.super.open(file, limits, options);
  }

  /** The header, checked against the size of the file. */
  private static NpyHeader header(ImageFile file) throws IOException {
    NpyHeader header = NpyHeader.parse(file.origin(), file.stream());
    if (file.length() != header.fileBytes()) {
      throw new ImageException(
          file.origin(),
          Text.of(
              "the file does not fit its header, found %d bytes, expected %d",
              file.length(), header.fileBytes()));
    }
    return header;
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
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
    NpySamples samples = new NpySamples(header);
    byte[] out = new byte[h * w * c * header.type().bytes()];
    if (header.fortranOrder()) {
      lineByLine(header, file, samples, out);
    } else {
      int from = (int) header.dataOffset();
      samples.convert(file, from, file.length - from, out, 0);
    }
    return new DecodedImage(h, w, c, header.type(), out, 0, samples.inexact());
  }

  private static NpyHeader header(String origin, byte[] file) {
    try {
      return NpyHeader.parse(origin, new ByteArrayInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read bytes in memory", e);
    }
  }

  /** Fortran order to HWC: sample (y, x, c) is stored at y + H (x + W c). */
  private static void lineByLine(NpyHeader header, byte[] file, NpySamples samples, byte[] out) {
    int from = (int) header.dataOffset();
    int h = header.height();
    int w = header.width();
    int channels = header.channels();
    int n = header.storedBytes();
    byte[] line = new byte[w * channels * n];
    for (int y = 0, at = 0; y < h; y++, at += w * channels * header.type().bytes()) {
      for (int x = 0, o = 0; x < w; x++) {
        for (int c = 0; c < channels; c++, o += n) {
          System.arraycopy(file, from + n * (y + h * (x + w * c)), line, o, n);
        }
      }
      samples.convert(line, 0, line.length, out, at);
    }
  }
}
