package pointwise.raster;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * What is known of an image beside its samples.
 *
 * @param crs the coordinate reference system, {@code EPSG:n} or WKT; null where there is none
 * @param transform from (column, line) to coordinates, six numbers in GDAL's order: x = t0 + column
 *     t1 + line t2, y = t3 + column t4 + line t5, of the corner of a pixel that is first in both;
 *     empty where there is none
 * @param bands one for each channel; empty where nothing is known of any
 * @param details what a format tells of its file, for people: compression, interleave, byte order
 */
public record SceneInfo(
    String crs, List<Double> transform, List<Band> bands, Map<String, String> details) {
  /** Of an image of which nothing is known, such as a photograph. */
  public static final SceneInfo NONE = new SceneInfo(null, List.of(), List.of(), Map.of());

  public SceneInfo {
    transform = List.copyOf(transform);
    bands = List.copyOf(bands);
    details = Collections.unmodifiableMap(details);
  }

  /** The channel, as far as it is known. */
  public Band band(int channel) {
    return bands.isEmpty() ? Band.PLAIN : bands.get(channel);
  }

  /** The same of samples that are quantities: without scales, and without values for no data. */
  SceneInfo asQuantities() {
    return new SceneInfo(
        crs,
        transform,
        bands.stream()
            .map(band -> new Band(band.name(), band.wavelength(), band.good(), null, 1, 0))
            .toList(),
        details);
  }
}
