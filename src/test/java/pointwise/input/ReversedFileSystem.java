package pointwise.input;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;

/**
 * Local files under the scheme {@code reversed}, listed from the last to the first. Folders whose
 * names begin with {@code locked} may not be listed; files whose names have {@code fails1} or
 * {@code fails3} cannot be opened once or three times.
 */
public final class ReversedFileSystem extends RawLocalFileSystem {
  /** How often each file was opened, by path. */
  static final Map<String, AtomicInteger> OPENED = new ConcurrentHashMap<>();

  static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.reversed.impl", ReversedFileSystem.class.getName());
    return configuration;
  }

  static String uri(java.nio.file.Path file) {
    return "reversed:" + file.toAbsolutePath();
  }

  @Override
  public URI getUri() {
    return URI.create("reversed:///");
  }

  @Override
  public String getScheme() {
    return "reversed";
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    if (path.getName().startsWith("locked")) {
      throw new AccessControlException("Permission denied: user=bob, access=READ_EXECUTE");
    }
    List<FileStatus> all = Arrays.asList(super.listStatus(path));
    all.sort(Collections.reverseOrder());
    return all.toArray(FileStatus[]::new);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    int before =
        OPENED.computeIfAbsent(path.toString(), key -> new AtomicInteger()).getAndIncrement();
    int fails = path.getName().contains("fails1") ? 1 : path.getName().contains("fails3") ? 3 : 0;
    if (before < fails) {
      throw new IOException("Connection reset by peer\nin " + path.getName());
    }
    return super.open(path, buffer);
  }
}
