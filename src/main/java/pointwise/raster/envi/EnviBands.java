package pointwise.raster.envi;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import pointwise.raster.Band;
import pointwise.raster.SampleType;

/** What a header tells of each band. */
final class EnviBands {
  /** The power of ten of nanometres that a unit is; U+00B5 and U+03BC are both called micro. */
  private static final Map<String, Integer> UNITS =
      Map.ofEntries(
          Map.entry("nm", 0),
          Map.entry("nanometer", 0),
          Map.entry("nanometre", 0),
          Map.entry("um", 3),
          Map.entry("\u00b5m", 3),
          Map.entry("\u03bcm", 3),
          Map.entry("micron", 3),
          Map.entry("micrometer", 3),
          Map.entry("micrometre", 3),
          Map.entry("mm", 6),
          Map.entry("millimeter", 6),
          Map.entry("millimetre", 6),
          Map.entry("cm", 7),
          Map.entry("centimeter", 7),
          Map.entry("centimetre", 7),
          Map.entry("m", 9),
          Map.entry("meter", 9),
          Map.entry("metre", 9),
          Map.entry("angstrom", -1));

  /** ENVI's units that are no lengths. */
  private static final Set<String> OTHERS = Set.of("wavenumber", "ghz", "mhz", "index");

  /** The largest wavelength without a unit that is one in micrometres. */
  private static final double MOST_MICROMETRES = 100;

  private EnviBands() {}

  /** One for each band; empty where nothing is told of any. */
  static List<Band> of(EnviFields fields, int bands, SampleType type) {
    List<String> names = fields.ofBands("band names", bands);
    List<Double> wavelengths = wavelengths(fields, bands);
    List<String> good = fields.ofBands("bbl", bands);
    List<Double> gains = numbers(fields, "data gain values", bands);
    List<Double> offsets = numbers(fields, "data offset values", bands);
    Double nodata = nodata(fields, type);
    double scale = reflectance(fields);
    List<Band> all = new ArrayList<>();
    for (int c = 0; c < bands; c++) {
      all.add(
          new Band(
              names.isEmpty() || names.get(c).isEmpty() ? null : names.get(c),
              wavelengths.isEmpty() ? null : wavelengths.get(c),
              good.isEmpty() || isGood(fields, good.get(c)),
              nodata,
              gains.isEmpty() ? scale : gains.get(c),
              offsets.isEmpty() ? 0 : offsets.get(c)));
    }
    return all.stream().allMatch(Band.PLAIN::equals) ? List.of() : all;
  }

  private static List<Double> numbers(EnviFields fields, String key, int bands) {
    return fields.ofBands(key, bands).stream().map(value -> fields.finite(key, value)).toList();
  }

  /** In nanometres. Widths are checked only. */
  private static List<Double> wavelengths(EnviFields fields, int bands) {
    List<Double> unused = numbers(fields, "fwhm", bands);
    List<Double> stored = numbers(fields, "wavelength", bands);
    String unit = fields.word("wavelength units");
    if (OTHERS.contains(unit.replaceAll("s$", ""))) {
      return List.of();
    }
    Integer power = UNITS.get(unit.replaceAll("(?<=..)s$", ""));
    int exponent =
        power != null
            ? power
            : stored.stream().allMatch(value -> value <= MOST_MICROMETRES) ? 3 : 0;
    // Of the decimal number: 0.4505 micrometres are 450.5 nanometres, not 450.49999999999994.
    return fields.ofBands("wavelength", bands).stream()
        .map(value -> new BigDecimal(value).scaleByPowerOfTen(exponent).doubleValue())
        .toList();
  }

  private static boolean isGood(EnviFields fields, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> fields.finite("bbl", value) != 0;
    };
  }

  /** As the samples that are read have it. */
  private static Double nodata(EnviFields fields, SampleType type) {
    String key = "data ignore value";
    if (!fields.has(key)) {
      return null;
    }
    double value = fields.number(key, fields.text(key));
    return type == SampleType.FLOAT32 ? (float) value : value;
  }

  /** The factor is what reflectance was multiplied with. */
  private static double reflectance(EnviFields fields) {
    String key = "reflectance scale factor";
    if (!fields.has(key)) {
      return 1;
    }
    double factor = fields.finite(key, fields.text(key));
    if (factor <= 0) {
      throw fields.wrong(key, fields.text(key), "a positive number");
    }
    return 1 / factor;
  }
}
