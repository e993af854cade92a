package pointwise.file;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.input.Listing;

/**
 * Local files without Hadoop's checksum files beside them: pages of tables carry their own, and
 * other readers take {@code .crc} files for data.
 */
public final class LocalDisk {
  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private LocalDisk() {}

  /**
   * Hadoop's settings by which files are written so; none where the path is not of Hadoop's local
   * file system. Others must not have them: they ask for that file system by its class.
   */
  public static Map<String, String> settings(Configuration configuration, Path path)
      throws IOException {
    return path.getFileSystem(configuration) instanceof LocalFileSystem local
        ? Map.of(
            "fs.file.impl",
            local.getRaw().getClass().getName(),
            "fs.file.impl.disable.cache",
            "true")
        : Map.of();
  }

  /** A copy of the configuration that writes so at the path. */
  public static Configuration configuration(Configuration configuration, Path path)
      throws IOException {
    Configuration plain = new Configuration(configuration);
    settings(configuration, path).forEach(plain::set);
    return plain;
  }

  /** Where a path leads whose last name is a symbolic link; itself where it is none. */
  public static Path followed(FileSystem fs, Path path) throws IOException {
    Path end = path;
    for (int i = 0; i < MOST_LINKS && isLocal(fs) && !end.isRoot(); i++) {
      java.nio.file.Path file = java.nio.file.Path.of(end.toUri().getPath());
      if (!Files.isSymbolicLink(file)) {
        return end;
      }
      end =
          fs.makeQualified(
              Listing.path(file.resolveSibling(Files.readSymbolicLink(file)).toString()));
    }
    return end;
  }

  public static boolean isLocal(FileSystem fs) {
    return "file".equals(fs.getUri().getScheme());
  }

  /**
   * The checksum file that an older version of a local file may have: it would not fit a new one.
   */
  public static Path checksum(Path file) {
    return new Path(file.getParent(), Listing.path("." + file.getName() + ".crc"));
  }
}
