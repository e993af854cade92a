package pointwise.raster.envi;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import pointwise.raster.SceneInfo;
import pointwise.text.Text;

/**
 * The header of an ENVI image.
 *
 * @param height lines
 * @param width samples of a line and band
 * @param bands channels
 * @param interleave the order of the samples in the data file
 * @param offset bytes before the first sample there
 * @param info all that it tells beside
 * @see <a href="https://www.nv5geospatialsoftware.com/docs/enviheaderfiles.html">The format</a>
 */
record EnviHeader(
    int height,
    int width,
    int bands,
    EnviType type,
    Interleave interleave,
    ByteOrder order,
    long offset,
    SceneInfo info) {
  /** As many as GDAL takes. */
  private static final int MOST_BANDS = 65_536;

  /** A longer line, of all bands, is read in blocks of columns of about this size. */
  private static final int BLOCK_BYTES = 16 << 20;

  /** Which index varies slowest: the band, the line and in it the band, or the pixel. */
  enum Interleave {
    BSQ,
    BIL,
    BIP
  }

  /**
   * Reads a header.
   *
   * @throws pointwise.raster.ImageException if it is wrong, or of what is not read
   */
  static EnviHeader parse(String origin, byte[] text) {
    EnviFields fields = EnviFields.parse(origin, text);
    requireFlat(fields);
    int width = (int) fields.whole("samples", 1, Integer.MAX_VALUE);
    int height = (int) fields.whole("lines", 1, Integer.MAX_VALUE);
    int bands = (int) fields.whole("bands", 1, MOST_BANDS);
    EnviType type = EnviType.of(fields);
    Interleave interleave = interleave(fields);
    boolean big = fields.has("byte order") && fields.whole("byte order", 0, 1) == 1;
    long offset =
        fields.has("header offset") ? fields.whole("header offset", 0, Long.MAX_VALUE / 4) : 0;
    EnviPlace place = EnviPlace.of(fields);
    Map<String, String> details = new LinkedHashMap<>();
    details.put("interleave", interleave.name());
    details.put("stored type", type.dtype());
    details.put("byte order", big ? "big-endian" : "little-endian");
    if (!place.projection().isEmpty()) {
      details.put("projection", place.projection());
    }
    return new EnviHeader(
        height,
        width,
        bands,
        type,
        interleave,
        big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        offset,
        new SceneInfo(
            place.crs(), place.transform(), EnviBands.of(fields, bands, type.read()), details));
  }

  /** Refuses what is no flat array of samples. */
  private static void requireFlat(EnviFields fields) {
    String kind = fields.word("file type");
    if (List.of("envi meta file", "envi virtual mosaic", "envi spectral library").contains(kind)) {
      throw fields.wrong("file type", fields.text("file type"), "ENVI Standard");
    }
    if (!fields.word("file compression").matches("|0")) {
      throw fields.wrong("file compression", fields.text("file compression"), "0");
    }
    for (String key : List.of("major frame offsets", "minor frame offsets")) {
      if (!fields.word(key).matches("[0,\\s]*")) {
        throw fields.wrong(key, fields.text(key), "0, 0");
      }
    }
  }

  private static Interleave interleave(EnviFields fields) {
    String found = fields.text("interleave");
    for (Interleave interleave : Interleave.values()) {
      if (interleave.name().equals(found.toUpperCase(Locale.ROOT))) {
        return interleave;
      }
    }
    throw fields.wrong("interleave", found, "bsq, bil or bip");
  }

  /** Bytes of a line of all bands in the data file. */
  long lineBytes() {
    return (long) width * bands * type.bytes();
  }

  /** See {@link pointwise.raster.Raster#blockColumns}. */
  int blockColumns() {
    return Math.min(width, Math.max(1, BLOCK_BYTES / (bands * type.bytes())));
  }

  /**
   * Bytes of the data file.
   *
   * @throws ArithmeticException if no file can have so many
   */
  long fileBytes() {
    return Math.addExact(offset, Math.multiplyExact(lineBytes(), (long) height));
  }

  /** Where the sample of a band is in the data file. */
  long offset(int band, long line, long column) {
    long sample =
        switch (interleave) {
          case BSQ -> (band * (long) height + line) * width + column;
          case BIL -> (line * bands + band) * width + column;
          case BIP -> (line * width + column) * bands + band;
        };
    return offset + sample * type.bytes();
  }

  /** The size, for messages. */
  String size() {
    return Text.of("%d lines x %d samples x %d bands of %s", height, width, bands, type.dtype());
  }
}
