package pointwise.export;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import pointwise.export.file.FileKind;
import pointwise.export.file.MapHead;
import pointwise.file.LocalDisk;
import pointwise.file.OutputFile;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The folder that files are written to. */
final class Target implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> configuration;
  private final String folder;
  private final FileKind kind;

  /** Of this task, or driver. */
  private transient FileSystem fs;

  /**
   * @param configuration as {@link LocalDisk} has it for the folder
   */
  Target(Broadcast<SerializableConfiguration> configuration, String folder, FileKind kind) {
    this.configuration = configuration;
    this.folder = folder;
    this.kind = kind;
  }

  FileKind kind() {
    return kind;
  }

  FileSystem files() throws IOException {
    if (fs == null) {
      fs = new Path(folder).getFileSystem(configuration.value().value());
    }
    return fs;
  }

  /** Writes the files of a map and gives how many bytes the samples took. */
  long write(String name, MapHead head, OutputFile.Content content) throws IOException {
    List<String> suffixes = kind.suffixes();
    Path file = path(folder, name + suffixes.get(0));
    OutputFile.inside(files(), file).write(content);
    if (suffixes.size() > 1) {
      OutputFile.inside(files(), path(folder, name + suffixes.get(1))).write(kind.beside(head));
    }
    return files().getFileStatus(file).getLen();
  }

  private static Path path(String folder, String file) {
    int slash = file.lastIndexOf('/');
    String parent = slash < 0 ? folder : folder + "/" + file.substring(0, slash);
    return new Path(new Path(parent), Listing.path(file.substring(slash + 1)));
  }

  /**
   * Requires that the files of these maps can be written: that they replace no input, and nothing
   * at all where that was not asked for.
   *
   * @param configuration as {@link LocalDisk} has it for the folder
   * @throws UsageException if they cannot
   */
  static void requireUnused(
      Configuration configuration, Path folder, Maps maps, FileKind kind, boolean overwrite)
      throws IOException {
    FileSystem fs = folder.getFileSystem(configuration);
    Set<String> there = there(fs, folder);
    long used = 0;
    for (String name : maps.files()) {
      for (String suffix : kind.suffixes()) {
        String file = path(folder.toString(), name + suffix).toString();
        if (maps.origins().contains(file)) {
          throw new UsageException(
              Text.of("Cannot write to %s: the job would replace its input %s", folder, file));
        }
        used += there.contains(file) ? 1 : 0;
      }
    }
    if (used > 0 && !overwrite) {
      throw new UsageException(
          Text.of(
              "Cannot write to %s: found %,d of the files there already, expected none or --overwrite",
              folder, used));
    }
  }

  private static Set<String> there(FileSystem fs, Path folder) throws IOException {
    Set<String> there = new HashSet<>();
    try {
      RemoteIterator<LocatedFileStatus> files = fs.listFiles(folder, true);
      while (files.hasNext()) {
        there.add(files.next().getPath().toString());
      }
    } catch (FileNotFoundException e) {
      return there;
    }
    return there;
  }
}
