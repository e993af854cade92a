package pointwise.input;

import java.util.List;
import org.apache.hadoop.fs.Path;
import pointwise.report.Skipped;

/**
 * The inputs of a job.
 *
 * @param files every file once, whole, in the order of their paths
 * @param skipped what was left out
 */
public record Listing(List<InputSplit> files, Skipped skipped) {
  /** Which files of a folder are taken, and whether those of folders inside it are too. */
  public record Selection(String glob, boolean recursive) {
    /** Files with a known suffix, of the folder itself. */
    public static final Selection DEFAULT = new Selection(null, false);
  }

  /** Hadoop's path of what a user wrote; {@code a:b.png} is a file here, not of a scheme a. */
  public static Path path(String name) {
    try {
      return new Path(name);
    } catch (IllegalArgumentException e) {
      if (name.isEmpty()) {
        throw e;
      }
      return new Path("./" + name);
    }
  }
}
