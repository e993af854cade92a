package pointwise.command;

import java.io.IOException;
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

/** Which images a job reads and how. */
final class ImageOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--images",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "Files, folders or globs.")
  private List<String> images;

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
    return Listing.of(configuration, images, new Listing.Selection(glob, recursive));
  }

  /**
   * Refuses a file with pictures beside it where the next listing would find them.
   *
   * @throws IllegalArgumentException if it lies in a folder of images
   */
  void requireOutside(Configuration configuration, String file) throws IOException {
    for (String path : images) {
      Path given = new Path(path);
      String folder = given.getFileSystem(configuration).makeQualified(given).toString();
      boolean below = file.startsWith(folder + "/");
      if (below && (recursive || file.lastIndexOf('/') == folder.length())) {
        throw new IllegalArgumentException(
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
