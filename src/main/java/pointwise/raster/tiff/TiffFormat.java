package pointwise.raster.tiff;

import java.util.List;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.FormatReader;

/** TIFF, as {@link TiffDecoder} has it. */
public final class TiffFormat implements FormatReader {
  @Override
  public Signature signature() {
    return new Signature("TIFF", List.of("tif", "tiff"), List.of("II*\0", "MM\0*"));
  }

  @Override
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return TiffDecoder.decode(origin, file, limits);
  }
}
