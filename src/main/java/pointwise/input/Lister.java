package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.report.Skipped;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Makes a listing of the paths that were named, one after the other. */
final class Lister {
  private final Configuration configuration;
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

  Lister(Configuration configuration, Listing.Selection selection) {
    this.configuration = configuration;
    this.recursive = selection.recursive();
    this.glob = selection.glob() == null ? null : Glob.filter(selection.glob());
    this.takesHidden = selection.glob() != null && Glob.namesHidden(selection.glob());
  }

  Listing list(List<String> names) throws IOException {
    List<Root> roots = DriverPool.map(names, this::root);
    for (int i = 0; i < roots.size(); i++) {
      add(roots.get(i), i + "/");
    }
    skipped.keySet().removeAll(files.keySet());
    skipped.keySet().removeAll(folders);
    left.keySet().removeAll(entered);
    return new Listing(List.copyOf(files.values()), Skipped.of(skipped.values(), left.values()));
  }

  /**
   * A path that was named.
   *
   * @param there null where nothing is: it may be a glob
   */
  private record Root(String name, FileSystem fs, Path path, Entry there) {
    IllegalArgumentException refused(String why, IOException cause) {
      return new UsageException(
          Text.of("Cannot list images in %s: %s", Text.printable(name), why), cause);
    }
  }

  private Root root(String name) throws IOException {
    Path given = Listing.path(name);
    FileSystem fs = given.getFileSystem(configuration);
    Path path = fs.makeQualified(given);
    try {
      return new Root(name, fs, path, Entry.at(fs, path));
    } catch (AccessDeniedException | AccessControlException e) {
      throw new Root(name, fs, path, null).refused(reason(e), e);
    }
  }

  /**
   * @param key what the keys of its images begin with
   */
  private void add(Root root, String key) throws IOException {
    try {
      if (root.there == null) {
        addMatches(root, key);
        return;
      }
      switch (root.there.type()) {
        case FOLDER -> enter(root.fs, root.there, key);
        case FILE, BROKEN_LINK, UNKNOWN -> add(root.there, key + root.there.path().getName());
        case PIPE, SOCKET, DEVICE ->
            throw root.refused(
                "it is a "
                    + kind(root.there).label()
                    + ", expected a file, a folder or a glob that matches",
                null);
      }
    } catch (AccessDeniedException | AccessControlException e) {
      throw root.refused(reason(e), e);
    }
  }

  private void addMatches(Root root, String key) throws IOException {
    Matches matches = new Matches(root.fs, key);
    try {
      Glob.of(root.path.toUri().getPath()).visit(root.fs, matches);
    } catch (FileNotFoundException e) {
      // There is not even a folder.
    }
    if (!matches.some) {
      throw root.refused(
          "nothing is there, expected a file, a folder or a glob that matches"
              + (root.name.endsWith("\r") ? "; the path ends in a carriage return" : "")
              + LocalFiles.hint(root.name),
          null);
    }
  }

  /** What a glob matches was named, though not one by one. */
  private final class Matches implements Glob.Visitor {
    private final FileSystem fs;
    private final String key;
    private boolean some;

    Matches(FileSystem fs, String key) {
      this.fs = fs;
      this.key = key;
    }

    @Override
    public void match(String below, Entry entry) {
      some = true;
      switch (entry.type()) {
        case FOLDER -> addFolder(fs, entry, key + below);
        case FILE, BROKEN_LINK, UNKNOWN -> add(entry, key + below);
        case PIPE, SOCKET, DEVICE -> skip(entry, kind(entry));
      }
    }

    @Override
    public void hidden(Entry entry) {
      skip(entry, Skipped.Kind.HIDDEN);
    }

    @Override
    public void unreadable(String below, Entry folder, String reason) {
      some = true;
      fail(folder, key + below, reason);
    }
  }

  /** Adds what a folder holds; itself as an input that failed, where that cannot be had. */
  private void addFolder(FileSystem fs, Entry folder, String key) {
    if (folder.reason() != null) {
      fail(folder, key, folder.reason());
      return;
    }
    try {
      enter(fs, folder, key + "/");
    } catch (IOException e) {
      fail(folder, key, unlistable(e));
    }
  }

  private void enter(FileSystem fs, Entry folder, String key) throws IOException {
    folders.add(folder.path().toString());
    if (!entered.add(LocalFiles.identity(fs, folder.path()))) {
      return;
    }
    for (Entry entry : Entry.in(fs, folder.path())) {
      String name = entry.path().getName();
      boolean isFolder = entry.type() == Entry.Type.FOLDER;
      boolean taken = glob == null ? ImageFormat.hasKnownSuffix(name) : glob.accept(entry.path());
      if (entry.isHidden() && (isFolder || !takesHidden || !taken)) {
        skip(entry, Skipped.Kind.HIDDEN);
      } else if (isFolder && recursive) {
        addFolder(fs, entry, key + name);
      } else if (isFolder) {
        leave(fs, entry, key.substring(key.indexOf('/') + 1) + name);
      } else if (mayBeInput(entry, taken)) {
        add(entry, key + name);
      } else {
        skip(entry, kind(entry));
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

  private void skip(Entry entry, Skipped.Kind kind) {
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

  private void add(Entry entry, String key) {
    if (entry.reason() != null) {
      fail(entry, key, entry.reason());
      return;
    }
    String origin = entry.path().toString();
    files.putIfAbsent(
        origin, new InputSplit(origin, key, entry.length(), entry.modified(), entry.etag()));
  }

  private void fail(Entry entry, String key, String reason) {
    String origin = entry.path().toString();
    files.putIfAbsent(
        origin + "\0",
        InputSplit.failed(key, new ImageException(origin, ErrorKind.STORAGE, reason)));
  }

  /** What an entry is called that is no input. */
  static Skipped.Kind kind(Entry entry) {
    return switch (entry.type()) {
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
