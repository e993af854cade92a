package pointwise.raster.tiff;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import pointwise.raster.gdal.Pam;

/**
 * Where a picture is on the earth (OGC GeoTIFF 1.1).
 *
 * @param crs {@code EPSG:n}, or the text that the file has for it; null where there is none
 * @param transform in GDAL's order; empty where there is none
 */
record GeoKeys(String crs, List<Double> transform) {
  private static final int PIXEL_SCALE = 33550;
  private static final int TIE_POINTS = 33922;
  private static final int TRANSFORMATION = 34264;
  private static final int DIRECTORY = 34735;
  private static final int TEXTS = 34737;

  private static final int MODEL_TYPE = 1024;
  private static final int ON_ELLIPSOID = 2;
  private static final int RASTER_TYPE = 1025;
  private static final int POINT = 2;
  private static final int CITATION = 1026;
  private static final int GEOGRAPHIC = 2048;
  private static final int GEOGRAPHIC_CITATION = 2049;
  private static final int PROJECTED = 3072;
  private static final int PROJECTED_CITATION = 3073;
  private static final int USER_DEFINED = 32767;

  /** What ESRI writes before the WKT of a reference system that has no code. */
  private static final String ESRI = "ESRI PE String = ";

  /**
   * Those of a page.
   *
   * @param page may be a smaller one of {@code full}, which has the keys
   * @param beside what is said beside the file
   */
  static GeoKeys of(TiffDirectory page, TiffDirectory full, Pam beside) {
    Keys keys = new Keys(full, full.numbers(DIRECTORY));
    List<Double> transform =
        beside.transform().isEmpty()
            ? transform(full, keys.number(RASTER_TYPE) == POINT)
            : beside.transform();
    if (page != full && !transform.isEmpty()) {
      double across = ratio(full, page, TiffTags.WIDTH);
      double down = ratio(full, page, TiffTags.HEIGHT);
      double[] factors = {1, across, down, 1, across, down};
      List<Double> whole = transform;
      transform = IntStream.range(0, 6).mapToObj(i -> whole.get(i) * factors[i]).toList();
    }
    return new GeoKeys(beside.crs() == null ? keys.crs() : beside.crs(), transform);
  }

  private static double ratio(TiffDirectory full, TiffDirectory page, int tag) {
    return (double) full.number(tag, 1) / page.number(tag, 1);
  }

  private static List<Double> transform(TiffDirectory page, boolean point) {
    double[] scale = page.doubles(PIXEL_SCALE);
    double[] tie = page.doubles(TIE_POINTS);
    double[] matrix = page.doubles(TRANSFORMATION);
    double[] t;
    if (matrix.length == 16) {
      t = new double[] {matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]};
    } else if (scale.length >= 2 && tie.length >= 6 && scale[0] != 0 && scale[1] != 0) {
      // Lines go down, as GDAL has it for a negative scale too.
      double down = -Math.abs(scale[1]);
      t = new double[] {tie[3] - tie[0] * scale[0], scale[0], 0, tie[4] - tie[1] * down, 0, down};
    } else {
      return List.of();
    }
    if (point) { // the numbers are of the middle of a pixel
      t[0] -= (t[1] + t[2]) / 2;
      t[3] -= (t[4] + t[5]) / 2;
    }
    return DoubleStream.of(t).allMatch(Double::isFinite)
        ? DoubleStream.of(t).boxed().toList()
        : List.of();
  }

  /** Keys in fours: number, tag that has the value or 0, count, value or its place. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Keys(TiffDirectory page, long[] numbers) {
    /** The place of a key; -1 where there is none. */
    private int place(int key) {
      for (int at = 4; at + 3 < numbers.length; at += 4) {
        if (numbers[at] == key) {
          return at;
        }
      }
      return -1;
    }

    long number(int key) {
      int at = place(key);
      return at < 0 || numbers[at + 1] != 0 ? -1 : numbers[at + 3];
    }

    private String text(int key) {
      int at = place(key);
      if (at < 0 || numbers[at + 1] != TEXTS || !page.has(TEXTS)) {
        return null;
      }
      byte[] texts = page.values(TEXTS);
      long from = Math.min(texts.length, Math.max(0, numbers[at + 3]));
      long length = Math.min(texts.length - from, Math.max(0, numbers[at + 2]));
      String text = new String(texts, (int) from, (int) length, StandardCharsets.UTF_8);
      text = text.replaceAll("[|\0\\s]+$", "").strip();
      return text.isEmpty() ? null : text.startsWith(ESRI) ? text.substring(ESRI.length()) : text;
    }

    String crs() {
      boolean projected =
          number(MODEL_TYPE) != ON_ELLIPSOID
              && (place(PROJECTED) >= 0 || place(PROJECTED_CITATION) >= 0);
      long code = number(projected ? PROJECTED : GEOGRAPHIC);
      if (code > 0 && code < USER_DEFINED) {
        return "EPSG:" + code;
      }
      int[] texts =
          projected
              ? new int[] {PROJECTED_CITATION, CITATION, GEOGRAPHIC_CITATION}
              : new int[] {GEOGRAPHIC_CITATION, CITATION};
      for (int key : texts) {
        if (text(key) != null) {
          return text(key);
        }
      }
      return null;
    }
  }
}
