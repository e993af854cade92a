package pointwise.input;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import pointwise.report.Skipped;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * The inputs of a job.
 *
 * @param files every file once, whole, in the order of their paths
 * @param skipped what was left out
 */
public record Listing(List<InputSplit> files, Skipped skipped) {
  private static final int SHOWN = 10;

  /** Which files of a folder are taken, and whether those of folders inside it are too. */
  public record Selection(String glob, boolean recursive) {
    /** Files with a known suffix, of the folder itself. */
    public static final Selection DEFAULT = new Selection(null, false);
  }

  /**
   * Lists files, folders and globs. A path that exists is taken as it stands, before it is tried as
   * a glob. A file that is named is taken whatever its suffix. In folders, names that begin with a
   * dot or an underscore are passed over. What should be an input and cannot be had is one that
   * failed: a broken link, a name that is not UTF-8, a folder below that cannot be listed.
   *
   * @throws IllegalArgumentException if a path is missing, cannot be listed or is no file, no image
   *     is found, or this JVM cannot name what lies in a local folder
   */
  public static Listing of(Configuration configuration, List<String> paths, Selection selection)
      throws IOException {
    Listing listing = new Lister(configuration, selection).list(paths);
    if (listing.files.isEmpty()) {
      String skipped = listing.skipped.text();
      throw new UsageException(
          Text.of(
              "Cannot list images: there are none in %s, found %s, expected files ending in %s",
              paths.stream().limit(SHOWN).map(Text::printable).collect(Collectors.joining(" "))
                  + (paths.size() > SHOWN ? " ..." : ""),
              skipped.isEmpty() ? "nothing" : skipped,
              expected(selection)));
    }
    return listing;
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

  private static String expected(Selection selection) {
    return selection.glob() == null
        ? Arrays.stream(ImageFormat.values())
            .flatMap(format -> format.suffixes().stream())
            .collect(Collectors.joining(", "))
        : selection.glob();
  }
}
