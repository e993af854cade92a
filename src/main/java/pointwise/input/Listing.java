package pointwise.input;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import pointwise.raster.ImageException;
import pointwise.raster.MaskFile;
import pointwise.raster.stack.StackPattern;
import pointwise.report.Skipped;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * The inputs of a job.
 *
 * @param files every file once, whole, in the order of their paths
 * @param skipped what was left out
 */
public record Listing(List<InputSplit> files, Skipped skipped) {
  /** Which files of a folder are taken, and whether those of folders inside it are too. */
  public record Selection(String glob, boolean recursive) {
    /** Files with a known suffix, of the folder itself. */
    public static final Selection DEFAULT = new Selection(null, false);
  }

  /** The same with those alone that another listing has too, by the keys they have there. */
  public Listing of(Listing other) {
    Map<String, String> keys = new HashMap<>();
    other.files.forEach(file -> keys.put(file.getOrigin(), file.getKey()));
    List<InputSplit> common =
        files.stream().filter(file -> keys.containsKey(file.getOrigin())).toList();
    common.forEach(file -> file.setKey(keys.get(file.getOrigin())));
    return new Listing(common, other.skipped);
  }

  /** The paths of the images, and of the tables that maps are read of. */
  public Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>();
    files.forEach(file -> paths.add(file.file()));
    return paths;
  }

  /**
   * The same with images of the files that are bands of one: each is known by its first band, in
   * the order of {@link StackPattern#ORDER}. Files that are no bands are skipped.
   *
   * @throws UsageException if there is none
   */
  public Listing stacked(StackPattern pattern) {
    Map<String, TreeMap<String, InputSplit>> stacks = new TreeMap<>();
    List<InputSplit> failed = new ArrayList<>();
    long bands = 0;
    for (InputSplit file : files) {
      StackPattern.Match match =
          pattern.match(new Path(file.getOrigin()).toUri().getPath()).orElse(null);
      if (match != null) {
        stacks
            .computeIfAbsent(match.image(), key -> new TreeMap<>(StackPattern.ORDER))
            .put(match.band(), file);
        bands++;
      } else if (file.failure() != null) {
        failed.add(file); // such as a folder that may hold bands
      }
    }
    if (stacks.isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot list images: no file is a band of %s, found %d files such as %s",
              Text.printable(pattern.toString()),
              files.size(),
              Text.printable(files.get(0).getOrigin())));
    }
    List<InputSplit> images =
        Stream.concat(stacks.values().stream().map(Listing::stack), failed.stream()).toList();
    return new Listing(images, skipped.withFiles(files.size() - bands - failed.size()));
  }

  private static InputSplit stack(TreeMap<String, InputSplit> bands) {
    List<InputSplit> files = List.copyOf(bands.values());
    for (InputSplit file : files) {
      if (file.failure() != null) {
        ImageException why = file.failure();
        return InputSplit.failed(
            files.get(0).getKey(),
            new ImageException(files.get(0).getOrigin(), why.kind(), why.getMessage(), why));
      }
    }
    return InputSplit.stack(List.copyOf(bands.keySet()), files);
  }

  /**
   * The same with the mask of each image, where there is one, as it is now. A file that is the mask
   * of another is no image.
   *
   * @param pattern of stacks; null where images are none
   */
  public Listing withMasks(Configuration configuration, MaskFile mask, StackPattern pattern)
      throws IOException {
    Entry shared =
        mask.isShared() ? entry(configuration, mask.of(new Path(mask.path()), null)) : null;
    List<InputSplit> masked =
        DriverPool.map(
            files,
            file -> {
              Entry found =
                  mask.isShared() ? shared : entry(configuration, path(file, mask, pattern));
              boolean is = found != null && found.type() == Entry.Type.FILE;
              return is && file.failure() == null
                  ? file.withMask(new InputSplit.Beside(found))
                  : file;
            });
    Set<String> masks = new HashSet<>();
    for (InputSplit file : masked) {
      if (file.mask() != null && !file.mask().getOrigin().equals(file.getOrigin())) {
        masks.add(file.mask().getOrigin());
      }
    }
    return new Listing(
        masked.stream().filter(file -> !masks.contains(file.getOrigin())).toList(), skipped);
  }

  private static Path path(InputSplit file, MaskFile mask, StackPattern pattern) {
    Path image = new Path(file.getOrigin());
    String scene =
        pattern == null
            ? null
            : pattern.match(image.toUri().getPath()).map(StackPattern.Match::scene).orElse(null);
    return mask.of(image, scene);
  }

  private static Entry entry(Configuration configuration, Path path) throws IOException {
    FileSystem fs = path.getFileSystem(configuration);
    try {
      return Entries.at(fs, fs.makeQualified(path));
    } catch (AccessDeniedException | AccessControlException e) {
      return null; // who reads the image tells
    }
  }

  /** Hadoop's path of what a user wrote; {@code a:b.png} is a file here, not of a scheme a. */
  public static Path path(String name) {
    try {
      return new Path(name);
    } catch (IllegalArgumentException e) {
      if (name.isEmpty()) {
        throw e;
      }
      return new Path("./" + name);
    }
  }
}
