package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import pointwise.input.maps.MapFolder;
import pointwise.input.maps.MapIndex;
import pointwise.input.maps.StoredMap;
import pointwise.raster.gdal.SideFiles;
import pointwise.report.Skipped;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Makes a listing of the paths that were named, one after the other. */
public final class Lister {
  private static final int SHOWN = 10;

  private final Configuration configuration;
  private final Found found;

  private Lister(Configuration configuration, Found found) {
    this.configuration = configuration;
    this.found = found;
  }

  /**
   * Lists files, folders and globs. Of a result the maps are listed. A path that exists is taken as
   * it stands, before it is tried as a glob. A file that is named is taken whatever its suffix. In
   * folders, names that begin with a dot or an underscore are passed over. What should be an input
   * and cannot be had is one that failed: a broken link, a name that is not UTF-8, a folder below
   * that cannot be listed.
   *
   * @throws IllegalArgumentException if a path is missing, cannot be listed or is no file, no image
   *     is found, or this JVM cannot name what lies in a local folder
   */
  public static Listing list(
      Configuration configuration, List<String> paths, Listing.Selection selection)
      throws IOException {
    Lister lister = new Lister(configuration, new Found(selection));
    List<Root> roots = DriverPool.map(paths, name -> Root.of(configuration, name));
    for (int i = 0; i < roots.size(); i++) {
      lister.add(roots.get(i), i + "/");
    }
    Listing listing = lister.found.listing();
    if (listing.files().isEmpty()) {
      String skipped = listing.skipped().text();
      throw new UsageException(
          Text.of(
              "Cannot list images: there are none in %s, found %s, expected files ending in %s",
              paths.stream().limit(SHOWN).map(Text::printable).collect(Collectors.joining(" "))
                  + (paths.size() > SHOWN ? " ..." : ""),
              skipped.isEmpty() ? "nothing" : skipped,
              expected(selection)));
    }
    return listing;
  }

  private static String expected(Listing.Selection selection) {
    return selection.glob() == null
        ? ImageFormats.suffixes().collect(Collectors.joining(", "))
        : selection.glob();
  }

  /**
   * A path that was named.
   *
   * @param there null where nothing is: it may be a glob
   * @param beside what lies beside a file, which is asked for where that may matter
   */
  private record Root(String name, FileSystem fs, Path path, Entry there, Entries.Folder beside) {
    static Root of(Configuration configuration, String name) throws IOException {
      Path given = Listing.path(name);
      FileSystem fs = given.getFileSystem(configuration);
      Path path = fs.makeQualified(given);
      try {
        Entry there = Entries.at(fs, path);
        return new Root(name, fs, path, there, beside(fs, path, there));
      } catch (AccessDeniedException | AccessControlException e) {
        throw new Root(name, fs, path, null, null).refused(Entry.reason(e), e);
      }
    }

    /** Names that are always asked for are asked for here, where others wait too. */
    private static Entries.Folder beside(FileSystem fs, Path file, Entry there) throws IOException {
      Entries.Folder folder =
          name -> Entries.at(fs, new Path(file.getParent(), new Path(null, null, name)));
      Map<String, Entry> known = new HashMap<>();
      boolean isFile = there != null && there.type() == Entry.Type.FILE;
      for (String name : isFile ? Found.sideFiles(file.getName()) : List.<String>of()) {
        try {
          known.put(name, folder.at(name));
        } catch (AccessDeniedException | AccessControlException e) {
          known.put(name, null); // stores say so of what is not there to who may not list
        }
      }
      return name -> known.containsKey(name) ? known.get(name) : folder.at(name);
    }

    IllegalArgumentException refused(String why, IOException cause) {
      return new UsageException(
          Text.of("Cannot list images in %s: %s", Text.printable(name), why), cause);
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
        case FOLDER -> {
          if (!addMaps(root.fs, root.there.path(), key)) {
            found.enter(root.fs, root.there, key);
          }
        }
        case FILE, BROKEN_LINK, UNKNOWN ->
            found.add(root.there, key + root.there.path().getName(), root.beside);
        case PIPE, SOCKET, DEVICE ->
            throw root.refused(
                "it is a "
                    + root.there.kind().label()
                    + ", expected a file, a folder or a glob that matches",
                null);
      }
    } catch (AccessDeniedException | AccessControlException e) {
      throw root.refused(Entry.reason(e), e);
    }
  }

  /** Adds the maps of a table; false where the folder is no result. */
  private boolean addMaps(FileSystem fs, Path folder, String key) throws IOException {
    List<FileStatus> parts = MapFolder.parts(fs, folder);
    if (parts.isEmpty()) {
      return false;
    }
    List<Integer> numbers = IntStream.range(0, parts.size()).boxed().toList();
    List<StoredMap> maps =
        MapIndex.join(
            DriverPool.map(
                numbers,
                number -> {
                  FileStatus part = parts.get(number);
                  return MapIndex.of(
                      part.getPath().toString(),
                      number,
                      SteadyInput.open(configuration, part),
                      part.getLen());
                }));
    if (!maps.isEmpty()) {
      found.addMaps(
          parts.stream().map(Entry::of).toList(),
          maps,
          MapFolder.below(maps).stream().map(below -> key + below).toList());
    }
    return true;
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
    public void match(String below, Entry entry, Entries.Folder folder) throws IOException {
      some = true;
      switch (entry.type()) {
        case FOLDER -> {
          if (entry.reason() != null || !addMaps(fs, entry.path(), key + below + "/")) {
            found.addFolder(fs, entry, key + below);
          }
        }
        case FILE, BROKEN_LINK, UNKNOWN -> {
          String owner = SideFiles.owner(entry.path().getName());
          if (owner != null && folder.at(owner) != null) {
            found.skip(entry, Skipped.Kind.SIDE_FILE);
          } else {
            found.add(entry, key + below, folder);
          }
        }
        case PIPE, SOCKET, DEVICE -> found.skip(entry, entry.kind());
      }
    }

    @Override
    public void hidden(Entry entry) {
      found.skip(entry, Skipped.Kind.HIDDEN);
    }

    @Override
    public void unreadable(String below, Entry folder, String reason) {
      some = true;
      found.fail(folder, key + below, reason);
    }
  }
}
