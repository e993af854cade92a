package pointwise.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import pointwise.input.maps.StoredMap;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.envi.EnviNames;
import pointwise.raster.gdal.SideFiles;
import pointwise.report.Skipped;
import pointwise.text.Text;
import pointwise.text.UsageException;

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
    for (InputSplit image : files.values()) {
      image.getBeside().forEach(file -> skipped.remove(file.getPath()));
    }
    skipped.keySet().removeAll(folders);
    left.keySet().removeAll(entered);
    requireOneOfEach();
    return new Listing(List.copyOf(files.values()), Skipped.of(skipped.values(), left.values()));
  }

  /** Requires that no image is there twice where maps of tables are among them. */
  private void requireOneOfEach() {
    if (files.values().stream().noneMatch(InputSplit::isStored)) {
      return;
    }
    Map<String, InputSplit> origins = new HashMap<>();
    for (InputSplit file : files.values()) {
      InputSplit other = origins.put(file.getOrigin(), file);
      if (other != null) {
        throw new UsageException(
            Text.of(
                "Cannot list images: %s is there twice, found in %s and %s, expected one of each image",
                Text.printable(file.getOrigin()),
                Text.printable(other.file()),
                Text.printable(file.file())));
      }
    }
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
    List<Entry> found = Entries.in(fs, folder.path());
    Map<String, Entry> entries = Entries.byName(found);
    for (Entry entry : found) {
      String name = entry.path().getName();
      boolean isFolder = entry.type() == Entry.Type.FOLDER;
      boolean taken = glob == null ? ImageFormats.hasKnownSuffix(name) : glob.accept(entry.path());
      if (entry.isHidden() && (isFolder || !takesHidden || !taken)) {
        skip(entry, Skipped.Kind.HIDDEN);
      } else if (isFolder && recursive) {
        addFolder(fs, entry, key + name);
      } else if (isFolder) {
        leave(fs, entry, key.substring(key.indexOf('/') + 1) + name);
      } else if (entries.containsKey(SideFiles.owner(name))) {
        skip(entry, Skipped.Kind.SIDE_FILE);
      } else if (mayBeInput(entry, taken) && !isLoneHeader(name, entries)) {
        add(entry, key + name, entries::get);
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

  /** Whether a file may be a header by its name, and has no data file or is that of a TIFF. */
  private static boolean isLoneHeader(String name, Map<String, Entry> entries) throws IOException {
    return EnviNames.isHeader(name)
        && (first(EnviNames.dataFiles(name), entries::get) == null
            || first(EnviNames.tiffs(name), entries::get) != null);
  }

  private static Entry first(List<String> names, Entries.Folder folder) throws IOException {
    for (String name : names) {
      Entry entry = folder.at(name);
      if (entry != null && entry.type() == Entry.Type.FILE) {
        return entry;
      }
    }
    return null;
  }

  /**
   * Adds a file, or what should be one and cannot be had. An ENVI image is known by its header,
   * whether that or the data file is found; what GDAL keeps beside a TIFF belongs to it.
   */
  void add(Entry entry, String key, Entries.Folder folder) throws IOException {
    if (entry.reason() != null) {
      fail(entry, key, entry.reason());
      return;
    }
    String name = entry.path().getName();
    Entry header = entry;
    Entry data = null;
    if (EnviNames.isHeader(name)) {
      data = first(EnviNames.dataFiles(name), folder);
    } else if (!ImageFormats.hasKnownSuffix(name)) {
      header = first(EnviNames.headers(name), folder);
      data = header == null ? null : entry;
    }
    if (data == null) {
      InputSplit file =
          new InputSplit(
              entry.path().toString(), key, entry.length(), entry.modified(), entry.etag());
      List<InputSplit.Beside> beside = new ArrayList<>();
      for (String side : sideFiles(name)) {
        Entry there = first(List.of(side), folder);
        if (there != null) {
          beside.add(new InputSplit.Beside(there));
        }
      }
      put(beside.isEmpty() ? file : file.with(beside, entry.length()));
      return;
    }
    String place = key.substring(0, key.length() - name.length()) + header.path().getName();
    put(
        new InputSplit(
                header.path().toString(), place, header.length(), header.modified(), header.etag())
            .with(List.of(new InputSplit.Beside(data)), data.length()));
  }

  /**
   * Adds the maps of a table, in its order.
   *
   * @param keys of the maps
   */
  void addMaps(List<Entry> parts, List<StoredMap> maps, List<String> keys) {
    Map<String, String> layers = new HashMap<>();
    for (int i = 0; i < maps.size(); i++) {
      StoredMap map = maps.get(i);
      StoredMap.Name name = map.name();
      if (layers.containsKey(name.origin())) {
        throw new UsageException(
            Text.of(
                "Cannot list images: the table in %s has several maps of %s, found layers %s and %s, expected one of each image",
                Text.printable(parts.get(0).path().getParent().toString()),
                Text.printable(name.origin()),
                layers.get(name.origin()),
                name.layer()));
      }
      layers.put(name.origin(), name.layer());
      if (map.failure() == null) {
        StoredMap.Run first = map.runs().get(0);
        files.putIfAbsent(
            Text.of("%s\0%012d", parts.get(first.part()).path(), first.first()),
            InputSplit.stored(map, keys.get(i), parts));
      } else {
        files.putIfAbsent(name.origin() + "\0", InputSplit.failed(keys.get(i), map.failure()));
      }
    }
  }

  /** The names of what GDAL may keep beside a file, which may be a TIFF, and is read with it. */
  static List<String> sideFiles(String name) {
    boolean other = ImageFormats.hasKnownSuffix(name) && !EnviNames.isTiff(name);
    return other ? List.of() : SideFiles.of(name);
  }

  private void put(InputSplit file) {
    files.putIfAbsent(file.getOrigin(), file);
  }

  /** Adds an input that cannot be had. */
  void fail(Entry entry, String key, String reason) {
    String origin = entry.path().toString();
    files.putIfAbsent(
        origin + "\0",
        InputSplit.failed(key, new ImageException(origin, ErrorKind.STORAGE, reason)));
  }
}
