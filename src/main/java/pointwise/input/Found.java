package pointwise.input;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.report.Skipped;

/** What is found under the names, folder by folder. */
final class Found {
  private final boolean recursive;
  private final GlobFilter glob;
  private final boolean takesHidden;

  /** By origin, and after it those that cannot be had, whose names may be made up. */
  private final TreeMap<String, InputSplit> files = new TreeMap<>();

  /** By origin, since a path may be named too. */
  private final Map<String, Skipped.Kind> skipped = new HashMap<>();

  /** Folders that were listed, whatever links lead to them. */
  private final Set<Object> entered = new HashSet<>();

  /** The same by origin. */
  private final Set<String> folders = new HashSet<>();

  /** Those that were not, by the path below what was named. */
  private final Map<Object, String> left = new HashMap<>();

  Found(Listing.Selection selection) {
    this.recursive = selection.recursive();
    this.glob = selection.glob() == null ? null : Glob.filter(selection.glob());
    this.takesHidden = selection.glob() != null && Glob.namesHidden(selection.glob());
  }

  /** All of it. */
  Listing listing() {
    skipped.keySet().removeAll(files.keySet());
    skipped.keySet().removeAll(folders);
    left.keySet().removeAll(entered);
    return new Listing(List.copyOf(files.values()), Skipped.of(skipped.values(), left.values()));
  }

  /** Adds what a folder holds; itself as an input that failed, where that cannot be had. */
  void addFolder(FileSystem fs, Entry folder, String key) {
    if (folder.reason() != null) {
      fail(folder, key, folder.reason());
      return;
    }
    try {
      enter(fs, folder, key + "/");
    } catch (IOException e) {
      fail(folder, key, Entry.unlistable(e));
    }
  }

  /** Adds what a folder holds. */
  void enter(FileSystem fs, Entry folder, String key) throws IOException {
    folders.add(folder.path().toString());
    if (!entered.add(LocalFiles.identity(fs, folder.path()))) {
      return;
    }
    for (Entry entry : Entries.in(fs, folder.path())) {
      String name = entry.path().getName();
      boolean isFolder = entry.type() == Entry.Type.FOLDER;
      boolean taken = glob == null ? ImageFormats.hasKnownSuffix(name) : glob.accept(entry.path());
      if (entry.isHidden() && (isFolder || !takesHidden || !taken)) {
        skip(entry, Skipped.Kind.HIDDEN);
      } else if (isFolder && recursive) {
        addFolder(fs, entry, key + name);
      } else if (isFolder) {
        leave(fs, entry, key.substring(key.indexOf('/') + 1) + name);
      } else if (mayBeInput(entry, taken)) {
        add(entry, key + name);
      } else {
        skip(entry, entry.kind());
      }
    }
  }

  private boolean mayBeInput(Entry entry, boolean taken) {
    return switch (entry.type()) {
      case FILE, BROKEN_LINK -> taken;
      case UNKNOWN -> taken || recursive;
      case FOLDER, PIPE, SOCKET, DEVICE -> false;
    };
  }

  /** Passes over what is no input. */
  void skip(Entry entry, Skipped.Kind kind) {
    skipped.put(entry.path().toString(), kind);
  }

  private void leave(FileSystem fs, Entry folder, String below) {
    Object identity = folder.path();
    try {
      identity = folder.reason() == null ? LocalFiles.identity(fs, folder.path()) : identity;
    } catch (IOException e) {
      // It cannot be looked at, so it was not entered either.
    }
    left.putIfAbsent(identity, below);
  }

  /** Adds a file, or what should be one and cannot be had. */
  void add(Entry entry, String key) {
    if (entry.reason() != null) {
      fail(entry, key, entry.reason());
      return;
    }
    String origin = entry.path().toString();
    files.putIfAbsent(
        origin, new InputSplit(origin, key, entry.length(), entry.modified(), entry.etag()));
  }

  /** Adds an input that cannot be had. */
  void fail(Entry entry, String key, String reason) {
    String origin = entry.path().toString();
    files.putIfAbsent(
        origin + "\0",
        InputSplit.failed(key, new ImageException(origin, ErrorKind.STORAGE, reason)));
  }
}
