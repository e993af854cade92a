package pointwise.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import pointwise.text.Text;

/**
 * The inputs of a job.
 *
 * @param files every file once, whole, in the order of their paths
 * @param skipped how many files in listed folders were left out, because neither {@code glob} nor a
 *     known suffix took them
 */
public record Listing(List<ImagePart> files, long skipped) {

  /** Which files of a folder are taken, and whether those of folders inside it are too. */
  public record Selection(String glob, boolean recursive) {
    /** Files with a known suffix, of the folder itself. */
    public static final Selection DEFAULT = new Selection(null, false);
  }

  /**
   * Lists files, folders and globs. A path that exists is taken as it stands, before it is tried as
   * a glob. A file that is named is taken whatever its suffix.
   *
   * @throws IllegalArgumentException if a path is missing or no image is found
   */
  public static Listing of(Configuration configuration, List<String> paths, Selection selection)
      throws IOException {
    TreeMap<String, ImagePart> files = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    long skipped = 0;
    for (String name : paths) {
      Path path = new Path(name);
      FileSystem fs = path.getFileSystem(configuration);
      for (FileStatus status : matches(fs, path)) {
        if (status.isDirectory()) {
          skipped += folder(fs, status.getPath(), selection, files, seen);
        } else {
          add(status, files);
        }
      }
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot list images: there are none in %s, found %d other files, expected files ending in %s",
              String.join(" ", paths), skipped, expected(selection)));
    }
    return new Listing(List.copyOf(files.values()), skipped);
  }

  private static String expected(Selection selection) {
    return selection.glob() == null
        ? Arrays.stream(ImageFormat.values())
            .flatMap(format -> format.suffixes().stream())
            .collect(Collectors.joining(", "))
        : selection.glob();
  }

  private static List<FileStatus> matches(FileSystem fs, Path path) throws IOException {
    try {
      return List.of(fs.getFileStatus(path));
    } catch (FileNotFoundException missing) {
      filter(path.toString());
      FileStatus[] matched = fs.globStatus(path);
      if (matched == null || matched.length == 0) {
        throw new IllegalArgumentException(
            Text.of(
                "Cannot list images in %s: nothing is there, expected a file, a folder or a glob that matches",
                path),
            missing);
      }
      return Arrays.stream(matched).sorted(Comparator.comparing(FileStatus::getPath)).toList();
    }
  }

  /**
   * Adds the files of a folder.
   *
   * @param seen folders that were listed before: links can lead back to them
   */
  private static long folder(
      FileSystem fs,
      Path folder,
      Selection selection,
      TreeMap<String, ImagePart> files,
      Set<String> seen)
      throws IOException {
    if (!seen.add(withoutLinks(folder))) {
      return 0;
    }
    GlobFilter filter = selection.glob() == null ? null : filter(selection.glob());
    RemoteIterator<FileStatus> all = fs.listStatusIterator(folder);
    long skipped = 0;
    while (all.hasNext()) {
      FileStatus status = all.next();
      Path path = status.getPath();
      if (status.isDirectory()) {
        skipped += selection.recursive() ? folder(fs, path, selection, files, seen) : 0;
      } else if (filter == null
          ? ImageFormat.hasKnownSuffix(path.getName())
          : filter.accept(path)) {
        add(status, files);
      } else {
        skipped++;
      }
    }
    return skipped;
  }

  /** Only local file systems have links to folders. */
  private static String withoutLinks(Path folder) throws IOException {
    return "file".equals(folder.toUri().getScheme())
        ? java.nio.file.Path.of(folder.toUri().getPath()).toRealPath().toString()
        : folder.toString();
  }

  private static GlobFilter filter(String glob) {
    try {
      return new GlobFilter(glob);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          Text.of("Cannot list images in %s: it is no glob, %s", glob, e.getMessage()), e);
    }
  }

  private static void add(FileStatus status, TreeMap<String, ImagePart> files) {
    String origin = status.getPath().toString();
    String etag = status instanceof EtagSource tagged ? tagged.getEtag() : null;
    files.put(
        origin, new ImagePart(origin, origin, status.getLen(), status.getModificationTime(), etag));
  }
}
