package pointwise.learn.labels;

import java.util.Arrays;
import java.util.List;
import pointwise.raster.SceneInfo;
import pointwise.text.Text;
import pointwise.tile.Tile;

/**
 * Where an image lies.
 *
 * @param crs as {@link SceneInfo} has it; null where it is not known
 * @param transform as {@link SceneInfo} has it; empty where it is not known
 */
record Place(String crs, List<Double> transform) {
  /** A corner may be off by this part of a pixel. */
  private static final double TOLERANCE = 0.1;

  Place {
    transform = List.copyOf(transform);
  }

  static Place of(SceneInfo info) {
    return new Place(info.crs(), info.transform());
  }

  static Place of(Tile tile) {
    double[] t = tile.getTransform();
    return new Place(tile.getCrs(), t == null ? List.of() : Arrays.stream(t).boxed().toList());
  }

  /**
   * How the labels of an image lie elsewhere; null where they do not, or it is not known. Systems
   * are compared by their EPSG codes: there are many texts of one.
   */
  String contradiction(Place labels, int height, int width) {
    if (isCode() && labels.isCode() && !crs.equals(labels.crs)) {
      return Text.of("found %s, expected %s", labels.crs, crs);
    }
    if (transform.isEmpty() || labels.transform.isEmpty()) {
      return null;
    }
    double pixel =
        Math.min(
            Math.hypot(transform.get(1), transform.get(4)),
            Math.hypot(transform.get(2), transform.get(5)));
    for (int y : new int[] {0, height}) {
      for (int x : new int[] {0, width}) {
        if (Math.hypot(at(x, y, 0) - labels.at(x, y, 0), at(x, y, 3) - labels.at(x, y, 3))
            > TOLERANCE * pixel) {
          return Text.of("found transform %s, expected %s", labels.transform, transform);
        }
      }
    }
    return null;
  }

  private boolean isCode() {
    return crs != null && crs.startsWith("EPSG:");
  }

  private double at(int x, int y, int first) {
    return transform.get(first) + x * transform.get(first + 1) + y * transform.get(first + 2);
  }
}
