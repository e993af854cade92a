package pointwise.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.TaskContext;

/**
 * The local file system as {@code slow:}, where a file takes a fifth of a second to open, and one
 * whose name begins with {@code stuck} for ever, as does the listing of such a folder. What is
 * opened leaves a file beside it that ends in {@code .opened}.
 */
public final class SlowFileSystem extends RawLocalFileSystem {
  public static final String SETTING = "spark.hadoop.fs.slow.impl";

  /** In milliseconds, in Hadoop's configuration. */
  public static final String PAUSE = "fs.slow.pause";

  @Override
  public URI getUri() {
    return URI.create("slow:///");
  }

  @Override
  public String getScheme() {
    return "slow";
  }

  private void pause(Path path) throws IOException {
    boolean stuck = path.getName().startsWith("stuck");
    Files.write(java.nio.file.Path.of(path.toUri().getPath() + ".opened"), new byte[0]);
    do {
      try {
        Thread.sleep(getConf().getInt(PAUSE, 200));
      } catch (InterruptedException e) {
        // Such a task hears nothing.
      }
    } while (stuck);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    if (path.getName().startsWith("stuck")) {
      pause(path);
    }
    return super.listStatus(path);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    if (TaskContext.get() != null) {
      pause(path);
    }
    return super.open(path, buffer);
  }
}
