package pointwise.image;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_COLOR_MAP;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_SAMPLE_FORMAT;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_STRIP_BYTE_COUNTS;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_STRIP_OFFSETS;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_TILE_BYTE_COUNTS;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_TILE_OFFSETS;

import java.awt.image.BufferedImage;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import pointwise.text.Text;

/**
 * TIFF as far as the JDK reads it: the first page, any number of channels of uint8, uint16, int16
 * or float32 (float64 is rounded to it), grey below 8 bits, and colour maps. WhiteIsZero comes out
 * with 0 black; CMYK and CIELab are refused.
 */
final class TiffDecoder {
  private static final int PALETTE = 3;
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 2;
  private static final int FLOAT = 3;
  private static final int UNDEFINED = 4;

  private TiffDecoder() {}

  static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return ImageIoDecoder.decode(
        origin,
        "tiff",
        file,
        (decoder, reader) -> {
          TIFFDirectory page = TIFFDirectory.createFromMetadata(reader.getImageMetadata(0));
          int photometric = first(page, TAG_PHOTOMETRIC_INTERPRETATION, -1);
          if (photometric == 5 || (photometric >= 8 && photometric <= 10)) {
            throw new ImageException(
                origin,
                Text.of(
                    "the colour space is not read, found TIFF photometric interpretation %d (%s), expected grey, RGB, palette or YCbCr",
                    photometric, photometric == 5 ? "CMYK" : "CIELab"));
          }
          decoder.checkSize(limits, photometric != PALETTE);
          if (page.containsTIFFField(
              TAG_TILE_OFFSETS)) { // strips may claim more lines than there are
            limits.check(origin, reader.getTileHeight(0), reader.getTileWidth(0), 1, 1);
          }
          refuseCut(origin, page, file.length);
          decoder.forgetWarnings();
          BufferedImage read = reader.read(0);
          TIFFField map = page.getTIFFField(TAG_COLOR_MAP);
          DecodedImage image =
              photometric == PALETTE && map != null && map.getCount() <= 3 * 256
                  ? RasterSamples.mapped(read.getRaster(), table(map), 3)
                  : RasterSamples.of(origin, read, photometric != PALETTE);
          decoder.refuseReadPastEnd();
          refuseFormat(origin, first(page, TAG_SAMPLE_FORMAT, UNSIGNED), image.type());
          return image;
        });
  }

  /** The JDK gives int8 as uint8 and float16 as uint16. */
  private static void refuseFormat(String origin, int format, SampleType type) {
    boolean same =
        switch (type) {
          case UINT8, UINT16 -> format == UNSIGNED || format == UNDEFINED;
          case INT16 -> format == SIGNED;
          case FLOAT32 -> format == FLOAT;
        };
    if (!same) {
      throw new ImageException(
          origin,
          Text.of(
              "samples of this type are not read, found TIFF sample format %d in %d bytes, expected uint8, uint16, int16, float32 or float64",
              format, type.bytes()));
    }
  }

  /** Every strip or tile must end within the file. */
  private static void refuseCut(String origin, TIFFDirectory page, long length) {
    TIFFField offsets = page.getTIFFField(TAG_STRIP_OFFSETS);
    TIFFField counts = page.getTIFFField(TAG_STRIP_BYTE_COUNTS);
    if (page.containsTIFFField(TAG_TILE_OFFSETS)) {
      offsets = page.getTIFFField(TAG_TILE_OFFSETS);
      counts = page.getTIFFField(TAG_TILE_BYTE_COUNTS);
    }
    if (offsets == null || counts == null) {
      return;
    }
    for (int i = 0; i < Math.min(offsets.getCount(), counts.getCount()); i++) {
      long end = offsets.getAsLong(i) + counts.getAsLong(i);
      if (end > length) {
        throw new ImageException(
            origin,
            Text.of("the file is cut short, found %d bytes, expected at least %d", length, end));
      }
    }
  }

  /**
   * A colour map to 8 bits by its high bytes: exact whether the writer multiplied by 256 or by 257,
   * where the JDK's scaling is a level too dark for the former. Some writers did neither.
   */
  private static byte[][] table(TIFFField map) {
    int n = map.getCount() / 3;
    int shift = 0;
    for (int i = 0; i < 3 * n; i++) {
      shift = map.getAsInt(i) > 255 ? 8 : shift;
    }
    byte[][] table = new byte[3][n];
    for (int i = 0; i < 3 * n; i++) {
      table[i / n][i % n] = (byte) (map.getAsInt(i) >> shift);
    }
    return table;
  }

  private static int first(TIFFDirectory page, int tag, int otherwise) {
    TIFFField field = page.getTIFFField(tag);
    return field == null || field.getCount() == 0 ? otherwise : field.getAsInt(0);
  }
}
