package pointwise.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.image.Listing;
import pointwise.pixels.FailureMode;
import pointwise.pixels.Reading;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Which images a job reads and how. */
final class ImageOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--images",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Files, folders or globs. Of a folder, files with a known suffix are taken; names that begin with . or _ are passed over, in a glob too unless it begins with them itself.")
  private List<String> images = List.of();

  @Option(
      names = "--images-from",
      paramLabel = "FILE",
      description =
          "A file with a path in each line, as for --images, beside or instead of those; - for standard input.")
  private String list;

  @Option(
      names = "--glob",
      paramLabel = "GLOB",
      description = "Take the files of a folder whose names match, instead of known suffixes.")
  private String glob;

  @Option(names = "--recursive", description = "Take folders inside the folders too.")
  private boolean recursive;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "permissive",
      description =
          "What becomes of an image that fails: permissive keeps a row with the error where the result has rows, dropmalformed leaves it out, failfast stops; failed images are counted in each. Default: ${DEFAULT-VALUE}.")
  private FailureMode mode;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description =
          "Refuse larger images, but for formats read by lines. Default: ${DEFAULT-VALUE}.")
  private long maxPixels = Reading.MAX_PIXELS;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many tasks share the images. Default: by their size.")
  private int partitions;

  /** What was named, of both kinds. */
  private List<String> roots;

  /** Takes folders inside the folders too, asked or not. */
  void enterFolders() {
    recursive = true;
  }

  FailureMode mode() {
    return mode;
  }

  long maxPixels() {
    return maxPixels;
  }

  int partitions() {
    return partitions;
  }

  Listing list(Configuration configuration) throws IOException {
    if (maxPixels < 1) {
      throw invalid("--max-pixels", maxPixels);
    }
    if (partitions < 0) {
      throw invalid("--partitions", partitions);
    }
    roots = new ArrayList<>(images);
    if (list != null) {
      roots.addAll(PathList.read(configuration, list));
    } else if (images.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "Cannot list images: expected --images or --images-from");
    }
    return Listing.of(configuration, roots, new Listing.Selection(glob, recursive));
  }

  /**
   * Refuses a file with pictures beside it where the next listing would find them.
   *
   * @throws IllegalArgumentException if it lies in a folder of images
   */
  void requireOutside(Configuration configuration, String file) throws IOException {
    for (String path : roots) {
      Path given = Listing.path(path);
      String folder = given.getFileSystem(configuration).makeQualified(given).toString();
      boolean below = file.startsWith(folder + "/");
      if (below && (recursive || file.lastIndexOf('/') == folder.length())) {
        throw new UsageException(
            Text.of(
                "Cannot write to %s: pictures beside it would be taken for images, found it in %s, expected another folder",
                file, path));
      }
    }
  }

  private ParameterException invalid(String option, long found) {
    return new ParameterException(
        command.commandLine(),
        Text.of("Cannot use %s: found %d, expected at least 1", option, found));
  }

  /** What decides which of the listed images are read. */
  Map<String, String> identity() {
    return Map.of("--mode", mode.name(), "--max-pixels", Long.toString(maxPixels));
  }

  /** For the report. */
  Map<String, Object> settings() {
    return Map.of(
        "mode",
        mode.name(),
        "max-pixels",
        maxPixels,
        "glob",
        glob == null ? "" : glob,
        "recursive",
        recursive,
        "partitions",
        partitions);
  }
}
