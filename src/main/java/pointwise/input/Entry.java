package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

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

  /** What lies at a full path; null where nothing does. */
  static Entry at(FileSystem fs, Path path) throws IOException {
    if (LocalFiles.isLocal(fs)) {
      return LocalFiles.at(path);
    }
    try {
      return of(fs.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /**
   * What lies in a folder, in the order of names, whatever the file system's is.
   *
   * @throws FileNotFoundException if there is no such folder
   */
  static List<Entry> in(FileSystem fs, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (LocalFiles.isLocal(fs)) {
      LocalFiles.in(folder, entries);
    } else {
      RemoteIterator<FileStatus> all = fs.listStatusIterator(folder);
      while (all.hasNext()) {
        entries.add(of(all.next()));
      }
      if (entries.size() == 1 && entries.get(0).path.equals(folder)) {
        throw new FileNotFoundException(folder + " is a file");
      }
    }
    entries.sort(Comparator.comparing(entry -> entry.path.getName()));
    return entries;
  }

  /** Nobody means a file of such a name who lists a folder: side files of systems and of jobs. */
  boolean isHidden() {
    return path.getName().startsWith(".") || path.getName().startsWith("_");
  }
}
