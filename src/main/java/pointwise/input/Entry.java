package pointwise.input;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import pointwise.report.Skipped;
import pointwise.text.Text;

/**
 * What lies at a path.
 *
 * @param length bytes, of a file
 * @param modified when a file was last changed, in milliseconds of the epoch
 * @param etag what the file system knows a file's content by, or null
 * @param reason why it cannot be had; null for what can
 */
record Entry(Path path, Type type, long length, long modified, String etag, String reason) {
  enum Type {
    FILE,
    FOLDER,
    BROKEN_LINK,
    PIPE,
    SOCKET,
    DEVICE,
    /** It is there and may not be looked at: a file or a folder. */
    UNKNOWN
  }

  static Entry of(FileStatus status) {
    return new Entry(
        status.getPath(),
        status.isDirectory() ? Type.FOLDER : Type.FILE,
        status.getLen(),
        status.getModificationTime(),
        status instanceof EtagSource tagged ? tagged.getEtag() : null,
        null);
  }

  /** Nobody means a file of such a name who lists a folder: side files of systems and of jobs. */
  boolean isHidden() {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }

  /** What an entry is called that is no input. */
  Skipped.Kind kind() {
    return switch (type) {
      case FILE, FOLDER, UNKNOWN -> Skipped.Kind.FILE;
      case BROKEN_LINK -> Skipped.Kind.BROKEN_LINK;
      case PIPE -> Skipped.Kind.PIPE;
      case SOCKET -> Skipped.Kind.SOCKET;
      case DEVICE -> Skipped.Kind.DEVICE;
    };
  }

  /** Why there is nothing of a folder. */
  static String unlistable(IOException e) {
    return "the folder cannot be listed: " + reason(e);
  }

  /** Of java.nio's exception of that name, the message is but a path. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException || e.getMessage() == null) {
      return e instanceof AccessDeniedException
          ? "permission denied"
          : e.getClass().getSimpleName();
    }
    return Text.printable(e.getMessage().lines().findFirst().orElse(""));
  }
}
