package pointwise.file;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Commands that a message offers, of Hadoop's shell where a path is not local. */
public final class Shell {
  private Shell() {}

  /** What removes a file, or a folder and what is in it. */
  public static String remove(FileSystem fs, Path path, boolean folder) {
    boolean local = LocalDisk.isLocal(fs);
    String name = local ? path.toUri().getPath() : path.toString();
    return (local ? "" : "hadoop fs -")
        + (folder ? "rm -r " : "rm ")
        + "'"
        + name.replace("'", "'\\''")
        + "'";
  }
}
