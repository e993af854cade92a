package pointwise.input;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.report.Skipped;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Local files, as java.nio has them. Hadoop's listing of a local folder leaves out without a word
 * what it cannot look at: broken links, and names that the JVM has no characters for.
 */
public final class LocalFiles {
  /** The encoding that this JVM has names of files in, by its locale. */
  private static final String ENCODING = System.getProperty("sun.jnu.encoding", "");

  private static final String REMEDY =
      Text.of("the JVM has the locale's encoding %s, expected UTF-8: set LC_ALL=C.UTF-8", ENCODING);

  private LocalFiles() {}

  static boolean isLocal(FileSystem fs) {
    return "file".equals(fs.getUri().getScheme());
  }

  /**
   * The file system of a file that is to be read. Checksums lie beside local files in files that
   * Hadoop has no path for where the name has a colon: such a file is read without.
   *
   * @throws ImageException if it is local and this JVM cannot name it
   */
  public static FileSystem of(Configuration configuration, org.apache.hadoop.fs.Path path)
      throws IOException {
    FileSystem fs = path.getFileSystem(configuration);
    if (isLocal(fs)) {
      try {
        Path unused = Path.of(path.toUri().getPath());
      } catch (InvalidPathException e) {
        throw new ImageException(path.toString(), ErrorKind.STORAGE, unnameable(), e);
      }
    }
    return fs instanceof LocalFileSystem local && path.getName().indexOf(':') >= 0
        ? local.getRaw()
        : fs;
  }

  private static String unnameable() {
    return isUtf8()
        ? "no local file can have this name"
        : "this JVM cannot name the file, " + REMEDY + ", on executors spark.executorEnv.LC_ALL";
  }

  private static boolean isUtf8() {
    return Charset.isSupported(ENCODING)
        && Charset.forName(ENCODING).equals(StandardCharsets.UTF_8);
  }

  /** What may be behind a path where nothing is; empty where the locale is not to blame. */
  static String hint(String name) {
    boolean lost = !isUtf8() && name.chars().anyMatch(c -> c == '?' || c > 127);
    return lost ? " (" + REMEDY + ")" : "";
  }

  /**
   * Requires that a file is none at which a read may wait for ever, as far as it is local.
   *
   * @throws IOException if it is a named pipe, a socket or a device
   */
  public static void requireRegular(FileSystem fs, org.apache.hadoop.fs.Path path)
      throws IOException {
    Entry entry = isLocal(fs) ? at(path) : null;
    Skipped.Kind kind = entry == null ? Skipped.Kind.FILE : entry.kind();
    switch (kind) {
      case PIPE, SOCKET, DEVICE ->
          throw new IOException("it is a " + kind.label() + ", expected a file");
      case FILE, SIDE_FILE, HIDDEN, BROKEN_LINK -> {} // what it lacks, who opens it is told
    }
  }

  /** See {@link Entries#at}. */
  static Entry at(org.apache.hadoop.fs.Path path) throws IOException {
    try {
      Path file = Path.of(path.toUri().getPath());
      Files.readAttributes(
          file, BasicFileAttributes.class, java.nio.file.LinkOption.NOFOLLOW_LINKS);
      return entry(file);
    } catch (InvalidPathException | NoSuchFileException e) {
      return null;
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      // A folder on the way is a file, or the name is too long.
      return null;
    }
  }

  /** What a folder is the same by, whatever links lead to it. */
  static Object identity(FileSystem fs, org.apache.hadoop.fs.Path folder) throws IOException {
    return isLocal(fs) ? Path.of(folder.toUri().getPath()).toRealPath() : folder;
  }

  /** Adds what lies in a folder. */
  static void in(org.apache.hadoop.fs.Path folder, List<Entry> entries) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(folder.toUri().getPath()))) {
      for (Path file : all) {
        entries.add(entry(file));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (InvalidPathException | NoSuchFileException | NotDirectoryException e) {
      throw (IOException) new FileNotFoundException(folder.toString()).initCause(e);
    }
  }

  private static Entry entry(Path file) {
    String name = file.toString();
    String reason = null;
    if (!isNameable(file)) {
      name = file.getParent() + "/" + escaped(file);
      if (!isUtf8()) {
        throw new UsageException(
            Text.of(
                "Cannot list images in %s: a name in it cannot be read, found %s, and %s",
                file.getParent(), escaped(file), REMEDY));
      }
      reason = "its name is not UTF-8: rename it";
    }
    // Only this constructor takes a colon in the name.
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("file", null, name);
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Entry(
          path, type(file, found), found.size(), found.lastModifiedTime().toMillis(), null, reason);
    } catch (IOException e) {
      return unreachable(file, path, e);
    }
  }

  private static Entry unreachable(Path file, org.apache.hadoop.fs.Path path, IOException e) {
    try {
      Path target = Files.readSymbolicLink(file);
      boolean denied = e instanceof AccessDeniedException;
      return new Entry(
          path,
          denied ? Entry.Type.UNKNOWN : Entry.Type.BROKEN_LINK,
          0,
          0,
          null,
          Text.of(
              "it is a link to %s, %s",
              Text.printable(target.toString()),
              e instanceof NoSuchFileException
                  ? "where nothing is"
                  : denied ? "where permission is denied" : "which cannot be followed"));
    } catch (IOException | UnsupportedOperationException noLink) {
      boolean gone = e instanceof NoSuchFileException;
      return new Entry(
          path,
          gone ? Entry.Type.FILE : Entry.Type.UNKNOWN,
          0,
          0,
          null,
          gone ? "the file cannot be read: it is gone" : "it cannot be read: " + Entry.reason(e));
    }
  }

  private static Entry.Type type(Path file, BasicFileAttributes found) throws IOException {
    if (found.isRegularFile()) {
      return Entry.Type.FILE;
    }
    if (found.isDirectory()) {
      return Entry.Type.FOLDER;
    }
    // S_IFMT, S_IFIFO and S_IFSOCK of sys/stat.h
    return switch ((int) Files.getAttribute(file, "unix:mode") & 0xF000) {
      case 0x1000 -> Entry.Type.PIPE;
      case 0xC000 -> Entry.Type.SOCKET;
      default -> Entry.Type.DEVICE;
    };
  }

  /** Whether the bytes of the name come back from its characters. */
  private static boolean isNameable(Path file) {
    try {
      return Path.of(file.toString()).equals(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The name with every byte beyond ASCII as {@code \xHH}. */
  private static String escaped(Path file) {
    // The only public way to the bytes of a name.
    String uri = file.toUri().getRawPath().replaceAll("/$", "");
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      boolean coded = name.charAt(i) == '%';
      bytes.write(coded ? Integer.parseInt(name.substring(i + 1, i + 3), 16) : name.charAt(i));
      i += coded ? 2 : 0;
    }
    StringBuilder text = new StringBuilder();
    for (byte b : bytes.toByteArray()) {
      text.append(b >= 0 ? String.valueOf((char) b) : Text.of("\\x%02x", b & 0xff));
    }
    return text.toString();
  }
}
