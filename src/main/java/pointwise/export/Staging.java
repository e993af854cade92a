package pointwise.export;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import pointwise.store.Lock;

/**
 * The folder where tasks put what is to be joined, below that of the files, with a lock beside it:
 * what a job that was killed left is known by that.
 */
final class Staging {
  private static final String PREFIX = "_export-";

  private final Configuration configuration;
  private final FileSystem fs;
  private final Path path;

  /** One that no other job has. */
  Staging(Configuration configuration, Path folder) throws IOException {
    this.configuration = configuration;
    this.fs = folder.getFileSystem(configuration);
    this.path = new Path(folder, PREFIX + UUID.randomUUID());
  }

  Path path() {
    return path;
  }

  /** Makes it. Who closes it takes it away. */
  Closeable open() throws IOException {
    fs.mkdirs(path.getParent());
    Lock lock = Lock.take(configuration, path, "export");
    try {
      fs.mkdirs(path);
    } catch (IOException e) {
      lock.release();
      throw e;
    }
    return () -> {
      fs.delete(path, true);
      lock.release();
    };
  }

  /** Takes away what jobs left that have ended; those of which that is not known are given. */
  List<Path> takeAwayOthers() throws IOException {
    List<Path> left = new ArrayList<>();
    for (Path other : others()) {
      if (Lock.isOfEnded(fs, other)) {
        fs.delete(other, true);
        fs.delete(Lock.beside(other), false);
      } else if (fs.exists(other)) {
        left.add(other);
      }
    }
    return left;
  }

  /** The folders of exports, which may be gone where their lock is left. */
  private Set<Path> others() throws IOException {
    Set<Path> others = new TreeSet<>();
    try {
      for (FileStatus status : fs.listStatus(path.getParent())) {
        String name = status.getPath().getName();
        boolean isLock = name.endsWith(Lock.SUFFIX);
        if (name.startsWith(PREFIX) && (isLock || status.isDirectory())) {
          int end = name.length() - (isLock ? Lock.SUFFIX.length() : 0);
          others.add(new Path(path.getParent(), name.substring(0, end)));
        }
      }
    } catch (FileNotFoundException e) {
      return Set.of();
    }
    return others;
  }
}
