package pointwise.raster.envi;

import java.util.List;
import java.util.Locale;
import pointwise.text.Text;

/**
 * Where an image lies, by {@code map info} and {@code coordinate system string}.
 *
 * @param crs EPSG:n or WKT; null where the header tells none, or one that has no code here
 * @param transform see {@link pointwise.raster.SceneInfo}; empty where there is none
 * @param projection as the header names it; empty where there is no map info
 */
record EnviPlace(String crs, List<Double> transform, String projection) {
  private static final String KEY = "map info";
  private static final int FIELDS = 7;

  static EnviPlace of(EnviFields fields) {
    String wkt = fields.has("coordinate system string") ? wkt(fields) : null;
    if (!fields.has(KEY)) {
      return new EnviPlace(wkt, List.of(), "");
    }
    List<String> all = fields.list(KEY);
    List<String> info = all.stream().filter(field -> field.indexOf('=') < 0).toList();
    if (info.size() < FIELDS) {
      throw fields.wrong(
          KEY,
          Text.of("%d fields", info.size()),
          Text.of(
              "at least %d: projection, reference pixel (x, y), its coordinates, size of a pixel (x, y)",
              FIELDS));
    }
    return new EnviPlace(
        wkt != null ? wkt : epsg(fields, info, named(all, "units")),
        transform(fields, info, named(all, "rotation")),
        info.get(0));
  }

  private static String wkt(EnviFields fields) {
    return fields.text("coordinate system string").replace("\n", "");
  }

  /** The field {@code name=value}, in lower case; empty where there is none. */
  private static String named(List<String> all, String name) {
    return all.stream()
        .map(field -> field.toLowerCase(Locale.ROOT).split("=", 2))
        .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
        .map(parts -> parts[1].strip())
        .findFirst()
        .orElse("");
  }

  /**
   * The reference pixel counts from 1, and (1, 1) is the upper left corner of the first one. The
   * rotation is that of GDAL, which takes 180 degrees for an image whose lines go up.
   */
  private static List<Double> transform(EnviFields fields, List<String> info, String rotation) {
    double[] v = new double[FIELDS];
    for (int i = 1; i < FIELDS; i++) {
      v[i] = fields.finite(KEY, info.get(i));
    }
    double degrees = rotation.isEmpty() ? 0 : fields.finite(KEY, rotation);
    boolean up = Math.abs(degrees) == 180;
    double cos = up ? 1 : Math.cos(Math.toRadians(degrees));
    double sin = up ? 0 : Math.sin(Math.toRadians(degrees));
    double perColumnX = cos * v[5];
    double perLineX = sin * v[5];
    double perColumnY = sin * v[6];
    double perLineY = (up ? 1 : -cos) * v[6];
    return List.of(
        v[3] - (v[1] - 1) * perColumnX - (v[2] - 1) * perLineX,
        perColumnX,
        perLineX,
        v[4] - (v[1] - 1) * perColumnY - (v[2] - 1) * perLineY,
        perColumnY,
        perLineY);
  }

  /** Of WGS 84 in its own units: UTM, and latitude and longitude. */
  private static String epsg(EnviFields fields, List<String> info, String units) {
    String name = info.get(0).toLowerCase(Locale.ROOT);
    if (name.startsWith("utm") && info.size() > 9) {
      boolean wgs84 = isWgs84(info.get(9)) && (units.isEmpty() || units.startsWith("met"));
      int zone = zone(fields, info.get(7));
      return wgs84 ? Text.of("EPSG:%d%02d", isNorth(fields, info.get(8)) ? 326 : 327, zone) : null;
    }
    if (name.startsWith("geographic lat") && info.size() > 7) {
      boolean wgs84 = isWgs84(info.get(7)) && (units.isEmpty() || units.startsWith("deg"));
      return wgs84 ? "EPSG:4326" : null;
    }
    return null;
  }

  private static boolean isWgs84(String datum) {
    return datum.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").matches("d?wgs(19)?84");
  }

  private static int zone(EnviFields fields, String found) {
    if (!found.matches("\\d{1,2}") || Integer.parseInt(found) < 1 || Integer.parseInt(found) > 60) {
      throw fields.wrong(KEY, found, "a zone from 1 to 60");
    }
    return Integer.parseInt(found);
  }

  private static boolean isNorth(EnviFields fields, String found) {
    return switch (found.toLowerCase(Locale.ROOT)) {
      case "north" -> true;
      case "south" -> false;
      default -> throw fields.wrong(KEY, found, "North or South");
    };
  }
}
