package pointwise.export.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a map lies, as fields of a GeoTIFF. A code of EPSG is written as it is. WKT goes into the
 * citation, as ESRI's programs write it and GDAL reads it; where that would be too long, its name
 * does.
 *
 * @see <a href="https://docs.ogc.org/is/19-008r4/19-008r4.html">OGC GeoTIFF 1.1</a>
 */
final class GeoTags {
  private static final int PIXEL_SCALE = 33550;
  private static final int TIEPOINT = 33922;
  private static final int TRANSFORMATION = 34264;
  private static final int KEYS = 34735;
  private static final int TEXTS = 34737;

  private static final int MODEL = 1024;
  private static final int RASTER = 1025;
  private static final int CITATION = 1026;
  private static final int GEOGRAPHIC = 2048;
  private static final int PROJECTED = 3072;
  private static final int PROJECTED_CITATION = 3073;

  private static final int MODEL_PROJECTED = 1;
  private static final int MODEL_GEOGRAPHIC = 2;
  private static final int PIXEL_IS_AREA = 1;
  private static final int USER_DEFINED = 32767;

  /** GDAL reads so many characters of a citation with WKT. */
  private static final int LONGEST = 2399;

  private static final String WKT = "ESRI PE String = ";
  private static final Pattern EPSG = Pattern.compile("EPSG:(\\d{1,5})");
  private static final Pattern NAME = Pattern.compile("\\w+\\s*\\[\\s*\"([^\"]*)\"");

  private GeoTags() {}

  /** The fields by their tags; none of a map without a place. */
  static Map<Integer, TiffField> of(String crs, double[] transform) {
    SortedMap<Integer, TiffField> fields = new TreeMap<>();
    if (transform != null) {
      place(fields, transform);
    }
    if (crs != null) {
      keys(fields, crs);
    }
    return fields;
  }

  private static void place(Map<Integer, TiffField> fields, double[] t) {
    if (t[2] == 0 && t[4] == 0 && t[1] > 0 && t[5] < 0) {
      fields.put(PIXEL_SCALE, TiffField.doubles(t[1], -t[5], 0));
      fields.put(TIEPOINT, TiffField.doubles(0, 0, 0, t[0], t[3], 0));
    } else {
      fields.put(
          TRANSFORMATION,
          TiffField.doubles(t[1], t[2], 0, t[0], t[4], t[5], 0, t[3], 0, 0, 0, 0, 0, 0, 0, 1));
    }
  }

  private static void keys(Map<Integer, TiffField> fields, String crs) {
    List<Integer> keys = new ArrayList<>(List.of(1, 1, 0, 0));
    Matcher epsg = EPSG.matcher(crs);
    boolean code = epsg.matches() && Integer.parseInt(epsg.group(1)) < USER_DEFINED;
    if (code) {
      int number = Integer.parseInt(epsg.group(1));
      boolean geographic = Epsg.isGeographic(number);
      add(keys, MODEL, geographic ? MODEL_GEOGRAPHIC : MODEL_PROJECTED);
      add(keys, RASTER, PIXEL_IS_AREA);
      add(keys, geographic ? GEOGRAPHIC : PROJECTED, number);
    } else {
      // A bar ends a text.
      String ascii = crs.replaceAll("[^\\x20-\\x7e]", "?").replace('|', '_');
      String name = name(ascii) + "|";
      String wkt = WKT + ascii + "|";
      String citation = wkt.length() <= LONGEST ? wkt : name;
      // GDAL looks for WKT only where the model is none of those that are known.
      add(keys, MODEL, USER_DEFINED);
      add(keys, RASTER, PIXEL_IS_AREA);
      keys.addAll(List.of(CITATION, TEXTS, name.length(), 0));
      keys.addAll(List.of(PROJECTED_CITATION, TEXTS, citation.length(), name.length()));
      fields.put(TEXTS, TiffField.text(name + citation));
    }
    keys.set(3, keys.size() / 4 - 1);
    fields.put(KEYS, TiffField.shorts(keys.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static void add(List<Integer> keys, int key, int value) {
    keys.addAll(Arrays.asList(key, 0, 1, value));
  }

  private static String name(String crs) {
    Matcher name = NAME.matcher(crs);
    return name.find() ? name.group(1) : crs;
  }
}
