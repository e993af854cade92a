package pointwise.raster.gdal;

import java.util.Locale;

/** Numbers as GDAL writes them. */
public final class GdalNumber {
  /** One that is finite. */
  public static final String FINITE = "[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?";

  private GdalNumber() {}

  /** The number of a text; null for another text. */
  public static Double parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Double.NaN;
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> text.matches(FINITE) ? (Double) Double.parseDouble(text) : null;
    };
  }
}
