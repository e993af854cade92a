package pointwise.raster.envi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.ReadOptions;
import pointwise.text.Text;

/** ENVI images, which are opened by their header: it names no data file, which lies beside it. */
public final class EnviFormat implements FormatReader {
  private static final int MOST_HEADER_BYTES = 16 << 20;

  @Override
  public Signature signature() {
    return new Signature("ENVI", List.of("hdr"), List.of("ENVI", "\u00ef\u00bb\u00bfENVI"));
  }

  @Override
  public boolean readsLines() {
    return true;
  }

  @Override
  public Optional<Lines> lines(ImageFile file, ReadOptions options) throws IOException {
    EnviHeader header = header(file);
    data(file, header).file().close();
    return Optional.of(
        new Lines(
            header.height(),
            header.width(),
            header.bands(),
            header.type().read(),
            header.lineBytes(),
            1,
            header.blockColumns()));
  }

  @Override
  public Raster open(ImageFile file, DecodeLimits limits, ReadOptions options) throws IOException {
    options.requireOverview(file.origin(), 0);
    EnviHeader header = header(file);
    return new EnviRaster(file, header, data(file, header));
  }

  private static EnviHeader header(ImageFile file) throws IOException {
    byte[] text = file.stream().readNBytes(MOST_HEADER_BYTES + 1);
    if (text.length > MOST_HEADER_BYTES) {
      throw new ImageException(
          file.origin(),
          Text.of("the ENVI header is too long, expected at most %d bytes", MOST_HEADER_BYTES));
    }
    return EnviHeader.parse(file.origin(), text);
  }

  /** The data file, long enough. */
  private static ImageFile data(ImageFile file, EnviHeader header) throws IOException {
    String origin = file.origin();
    long expected;
    try {
      expected = header.fileBytes();
    } catch (ArithmeticException e) {
      throw new ImageException(origin, "the ENVI image is too large, found " + header.size(), e);
    }
    List<String> names = EnviNames.dataFiles(file.name());
    ImageFile data = file.beside().open(names);
    if (data == null) {
      throw new ImageException(
          origin,
          "there is no data file beside the ENVI header, expected one of "
              + String.join(", ", names));
    }
    if (data.length() < expected) {
      data.file().close();
      throw new ImageException(
          origin,
          Text.of(
              "%d bytes of the data file %s are missing, found %d, expected %d: %d before %s",
              expected - data.length(),
              data.origin(),
              data.length(),
              expected,
              header.offset(),
              header.size()));
    }
    return data;
  }

  /** A header holds no samples. */
  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    throw new ImageException(
        origin,
        ErrorKind.MISMATCH,
        "the samples of an ENVI image are beside its header, which is no picture alone");
  }
}
