package pointwise.report;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What a task counted, so that a job that goes on where another one stopped can tell of all of it.
 *
 * @param read nanoseconds of reading and decoding
 * @param multiply nanoseconds of multiplying
 * @param total nanoseconds of the whole task; 0 where they are not measured
 * @param pixels that were read of images
 * @param pages of images that were not read
 * @param paged images that have such pages
 * @param inexact values that were rounded
 * @param nodata values that are not finite, and have another in the result
 * @param tooLarge finite values that are infinite in the result
 * @param invalid pixels that are no data
 * @param engines what the tasks ran
 * @param dropped why images were left out, by path
 * @param unreadable why files could not be read, by path
 * @param broken why images failed after rows of them went on, by path
 */
public record TaskCounts(
    long read,
    long multiply,
    long total,
    long pixels,
    long pages,
    long paged,
    long inexact,
    long nodata,
    long tooLarge,
    long invalid,
    SortedSet<String> engines,
    Map<String, String> dropped,
    Map<String, String> unreadable,
    Map<String, String> broken)
    implements Serializable {
  /** The same without what is told of these images. */
  public TaskCounts without(Set<String> origins) {
    return with(without(dropped, origins), without(unreadable, origins), without(broken, origins));
  }

  /** The same once rows of broken images were taken back. */
  public TaskCounts mended() {
    return with(dropped, unreadable, Map.of());
  }

  private TaskCounts with(
      Map<String, String> nowDropped,
      Map<String, String> nowUnreadable,
      Map<String, String> nowBroken) {
    return new TaskCounts(
        read,
        multiply,
        total,
        pixels,
        pages,
        paged,
        inexact,
        nodata,
        tooLarge,
        invalid,
        engines,
        nowDropped,
        nowUnreadable,
        nowBroken);
  }

  private static Map<String, String> without(Map<String, String> reasons, Set<String> origins) {
    Map<String, String> rest = new TreeMap<>(reasons);
    rest.keySet().removeAll(origins);
    return rest;
  }
}
