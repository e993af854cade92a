package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What lies at paths and in folders of any file system. */
final class Entries {
  /** The files of a folder by name. */
  @FunctionalInterface
  interface Folder {
    /** What has that name; null where nothing does. */
    Entry at(String name) throws IOException;
  }

  private Entries() {}

  /** Those that can be had, by name. */
  static Map<String, Entry> byName(List<Entry> found) {
    Map<String, Entry> entries = new HashMap<>();
    found.stream()
        .filter(entry -> entry.reason() == null)
        .forEach(entry -> entries.put(entry.path().getName(), entry));
    return entries;
  }

  /** What lies at a full path; null where nothing does. */
  static Entry at(FileSystem fs, Path path) throws IOException {
    if (LocalFiles.isLocal(fs)) {
      return LocalFiles.at(path);
    }
    try {
      return Entry.of(fs.getFileStatus(path));
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
        entries.add(Entry.of(all.next()));
      }
      if (entries.size() == 1 && entries.get(0).path().equals(folder)) {
        throw new FileNotFoundException(folder + " is a file");
      }
    }
    entries.sort(Comparator.comparing(entry -> entry.path().getName()));
    return entries;
  }
}
