package pointwise.input.maps;

import java.util.ArrayList;
import java.util.List;
import pointwise.raster.ImageException;

/**
 * A map of a table, or the image that none could be made of.
 *
 * @param bytes of its samples
 * @param failure why there is none; null where there is one
 * @param runs where its rows are, in the order of the table
 */
public record StoredMap(Name name, long bytes, ImageException failure, List<Run> runs) {
  /**
   * Of what it is.
   *
   * @param origin the image
   * @param layer of the network; null for kernels
   */
  public record Name(String origin, String layer) {}

  /**
   * Rows that follow each other in a part.
   *
   * @param part the number of the part
   * @param first the number of the first row
   * @param count how many
   */
  public record Run(int part, long first, int count) {}

  StoredMap with(List<Run> others) {
    return new StoredMap(name, bytes, failure, others);
  }

  StoredMap and(StoredMap more) {
    List<Run> all = new ArrayList<>(runs);
    all.addAll(more.runs);
    return with(all);
  }
}
