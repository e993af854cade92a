package pointwise.file;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Which file systems rename a folder in one step. */
public final class AtomicRename {
  private static final Set<String> SCHEMES = Set.of("file", "hdfs", "viewfs");

  private AtomicRename() {}

  /**
   * Whether that is known of the file system: it is one of those, or declares what goes with it.
   */
  public static boolean has(FileSystem fs, Path path) throws IOException {
    return SCHEMES.contains(fs.getUri().getScheme())
        || fs.hasPathCapability(path, CommonPathCapabilities.ETAGS_PRESERVED_IN_RENAME);
  }
}
