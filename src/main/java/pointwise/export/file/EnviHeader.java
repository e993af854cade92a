package pointwise.export.file;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * The text of an ENVI header.
 *
 * @see <a href="https://www.nv5geospatialsoftware.com/docs/ENVIHeaderFiles.html">The fields</a>
 */
final class EnviHeader {
  private static final int UTM_NORTH = 32600;
  private static final int UTM_SOUTH = 32700;
  private static final int ZONES = 60;

  private final StringBuilder text = new StringBuilder("ENVI\n");

  private EnviHeader() {}

  /**
   * The header of a map.
   *
   * @param legend of its labels; null where it has none
   */
  static String of(MapHead head, Legend legend) {
    EnviHeader header = new EnviHeader();
    header.field("description", "{" + plain(head.origin) + "}");
    header.field("samples", head.width);
    header.field("lines", head.height);
    header.field("bands", head.channels);
    header.field("header offset", 0);
    header.field("file type", legend == null ? "ENVI Standard" : "ENVI Classification");
    header.field("data type", type(head.type));
    header.field("interleave", "bil");
    header.field("byte order", 0);
    header.place(head);
    String nodata = Legend.nodata(legend, head);
    if (nodata != null) {
      header.field("data ignore value", nodata);
    }
    header.bands(head);
    if (legend != null) {
      header.classes(legend);
    }
    return header.text.toString();
  }

  private void field(String name, Object value) {
    text.append(name).append(" = ").append(value).append('\n');
  }

  private void list(String name, List<String> values) {
    field(name, "{" + String.join(", ", values) + "}");
  }

  /** Braces and commas have a meaning in lists. */
  private static String plain(String name) {
    return Text.printable(name).replace('{', '(').replace('}', ')').replace(',', ';');
  }

  private static int type(SampleType type) {
    return switch (type) {
      case UINT8 -> 1;
      case INT16 -> 2;
      case FLOAT16, FLOAT32 -> 4;
      case UINT16 -> 12;
    };
  }

  /** Of a turned image, as far as the sizes of pixels go. */
  private static final double TOLERANCE = 1e-6;

  private static double width(double[] t) {
    return Math.hypot(t[1], t[2]);
  }

  private static double height(double[] t) {
    return Math.copySign(Math.hypot(t[4], t[5]), -t[5]);
  }

  private static double rotation(double[] t) {
    return Math.toDegrees(Math.atan2(t[2], t[1]));
  }

  /**
   * Whether a header says such a transform, read as GDAL does, for which 180 degrees are an image
   * whose lines go up.
   */
  static boolean holds(double[] t) {
    double turn = Math.toRadians(rotation(t));
    double columns = Math.abs(t[4] - Math.sin(turn) * height(t));
    double lines = Math.abs(t[5] + Math.cos(turn) * height(t));
    return Math.abs(rotation(t)) != 180
        && Math.max(columns, lines) <= TOLERANCE * Math.abs(height(t));
  }

  /**
   * Corner, size of pixels and rotation; the system by ENVI's names of UTM and of degrees on WGS
   * 84, or as WKT.
   */
  private void place(MapHead head) {
    String crs = head.crs == null ? "" : head.crs;
    if (head.transform != null) {
      double[] t = head.transform;
      String system = "Arbitrary";
      String more = "";
      int code = crs.matches("EPSG:\\d{4,5}") ? Integer.parseInt(crs.substring(5)) : 0;
      if (code == 4326) {
        system = "Geographic Lat/Lon";
        more = ", WGS-84, units=Degrees";
      } else if (isZone(code - UTM_NORTH) || isZone(code - UTM_SOUTH)) {
        boolean north = isZone(code - UTM_NORTH);
        system = "UTM";
        more =
            Text.of(
                ", %d, %s, WGS-84, units=Meters",
                code - (north ? UTM_NORTH : UTM_SOUTH), north ? "North" : "South");
      }
      if (rotation(t) != 0) {
        more += Text.of(", rotation=%s", rotation(t));
      }
      field(
          "map info",
          Text.of("{%s, 1, 1, %s, %s, %s, %s%s}", system, t[0], t[3], width(t), height(t), more));
    }
    if (!crs.isEmpty() && !crs.startsWith("EPSG:")) {
      field("coordinate system string", "{" + crs.replaceAll("[{}\\p{Cntrl}]", " ") + "}");
    }
  }

  private static boolean isZone(int zone) {
    return zone >= 1 && zone <= ZONES;
  }

  private void bands(MapHead head) {
    if (head.names != null) {
      list("band names", Arrays.stream(head.names).map(EnviHeader::plain).toList());
    }
    if (head.wavelengths != null && Arrays.stream(head.wavelengths).noneMatch(Double::isNaN)) {
      field("wavelength units", "Nanometers");
      list("wavelength", Arrays.stream(head.wavelengths).mapToObj(Double::toString).toList());
    }
  }

  private void classes(Legend legend) {
    int count = legend.end();
    field("classes", count);
    list(
        "class lookup",
        IntStream.range(0, count)
            .map(legend::colour)
            .mapToObj(
                rgb -> Text.of("%d, %d, %d", (rgb >> 16) & 0xff, (rgb >> 8) & 0xff, rgb & 0xff))
            .toList());
    field(
        "class names",
        IntStream.range(0, count)
            .mapToObj(label -> legend.name(label) == null ? "no class" : plain(legend.name(label)))
            .collect(Collectors.joining(", ", "{", "}")));
  }
}
