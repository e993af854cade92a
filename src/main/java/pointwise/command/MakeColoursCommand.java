package pointwise.command;

import java.io.IOException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.colours.ColourSet;
import pointwise.colours.ShapeColour;
import pointwise.file.LocalDisk;
import pointwise.file.OutputFile;
import pointwise.job.Interruption;
import pointwise.job.Sessions;
import pointwise.store.OutputDirectory;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Draws the pictures of the colour exercise; starts no Spark. */
@Command(
    name = "make-colours",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise make-colours --count 4800 --seed 1 --out train",
    description =
        "Draws pictures to learn from: shapes in six colours on grey, 28 x 28 pixels, as PNG files in a folder per colour.")
public final class MakeColoursCommand implements Callable<Integer> {
  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many pictures, the colours in turn. Default: ${DEFAULT-VALUE}.")
  private int count = 6000;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder they are written to, which must not exist yet.")
  private String out;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Another seed gives other pictures. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new UsageException(Text.of("Cannot use --count: found %d, expected at least 1", count));
    }
    Configuration configuration = Sessions.configuration();
    Path given = new Path(out);
    FileSystem fs = given.getFileSystem(LocalDisk.configuration(configuration, given));
    Path folder = fs.makeQualified(given);
    if (fs.exists(folder)) {
      throw new UsageException(
          Text.of("Cannot write to %s: it exists already, expected a new folder", folder));
    }
    write(fs, folder);
    System.out.printf(Locale.ROOT, "pictures   %,d in %s, seed %d%n", count, folder, seed);
    for (ShapeColour colour : ShapeColour.values()) {
      System.out.printf(Locale.ROOT, "%-10s %,d%n", colour.label(), ColourSet.count(colour, count));
    }
    return 0;
  }

  /** Draws into a folder beside, which becomes the result when it is complete. */
  private void write(FileSystem fs, Path folder) throws IOException {
    Path staging = new Path(folder.getParent(), folder.getName() + ".new-" + UUID.randomUUID());
    makeFolder(fs, staging);
    Interruption interruption =
        Interruption.ofWork("make-colours", () -> {}, () -> OutputDirectory.left(fs, staging));
    try (interruption) {
      draw(fs, staging, folder);
    }
  }

  private void draw(FileSystem fs, Path staging, Path folder) throws IOException {
    try {
      ColourSet set = new ColourSet(seed);
      for (int index = 0; index < count && !Interruption.isUnderWay(); index++) {
        OutputFile.create(fs, new Path(staging, ColourSet.file(index)), set.png(index));
      }
      if (Interruption.isUnderWay() || fs.exists(folder) || !fs.rename(staging, folder)) {
        throw new IOException(
            Text.of(
                "Cannot rename %s to %s: something is there, or the file system refuses",
                staging, folder));
      }
    } finally {
      fs.delete(staging, true);
    }
  }

  private void makeFolder(FileSystem fs, Path staging) {
    try {
      if (fs.mkdirs(staging)) {
        return;
      }
    } catch (IOException e) {
      throw new UsageException(
          Text.of("Cannot write to %s: no folder can be made there, %s", out, e.getMessage()), e);
    }
    throw new UsageException(Text.of("Cannot write to %s: no folder can be made there", out));
  }
}
