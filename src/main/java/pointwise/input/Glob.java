package pointwise.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A path with wildcards, as Hadoop writes them. Hadoop's own way from there to paths fails whole
 * where a name has a colon (HADOOP-14217), and leaves out broken links. As in a shell, a wildcard
 * at the begin of a name stands for no dot; nor does it for an underscore.
 *
 * @param base the folder that all matches lie below
 * @param alternatives what follows: the patterns of names, level by level
 */
record Glob(String base, List<List<String>> alternatives) {
  /** Is told what there is for a pattern, each with its path below the base. */
  interface Visitor {
    /**
     * What matches.
     *
     * @param folder what lies beside it
     */
    void match(String below, Entry entry, Entries.Folder folder) throws IOException;

    /** An entry that wildcards do not stand for. */
    void hidden(Entry entry);

    /** A folder, or what may be one, that cannot be listed. */
    void unreadable(String below, Entry folder, String reason);
  }

  static Glob of(String path) {
    filter(path);
    int first = 0;
    while (first < path.length() && "*?[{".indexOf(path.charAt(first)) < 0) {
      first += path.charAt(first) == '\\' ? 2 : 1;
    }
    int cut = path.lastIndexOf('/', first) + 1;
    return new Glob(
        plain(path.substring(0, cut)),
        expand(path.substring(cut)).map(pattern -> List.of(pattern.split("/"))).toList());
  }

  /** The pattern of a name. */
  static GlobFilter filter(String glob) {
    try {
      return new GlobFilter(glob);
    } catch (IOException e) {
      throw new UsageException(
          Text.of("Cannot list images in %s: it is no glob, %s", glob, e.getMessage()), e);
    }
  }

  /**
   * Whether a pattern of a name says itself that it begins with what wildcards do not stand for.
   */
  static boolean namesHidden(String glob) {
    return glob.startsWith(".") || glob.startsWith("_");
  }

  /** Braces with a slash in them are several patterns. */
  private static Stream<String> expand(String glob) {
    int depth = 0;
    List<Integer> cuts = new ArrayList<>();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{' && depth++ == 0) {
        cuts = new ArrayList<>(List.of(i));
      } else if (c == ',' && depth == 1) {
        cuts.add(i);
      } else if (c == '}'
          && depth > 0
          && --depth == 0
          && glob.substring(cuts.get(0), i).contains("/")) {
        cuts.add(i);
        Stream<String> all = Stream.empty();
        for (int k = 1; k < cuts.size(); k++) {
          String one = glob.substring(cuts.get(k - 1) + 1, cuts.get(k));
          String whole = glob.substring(0, cuts.get(0)) + one + glob.substring(i + 1);
          all = Stream.concat(all, expand(whole));
        }
        return all;
      }
    }
    return Stream.of(glob);
  }

  private static String plain(String name) {
    return name.replaceAll("\\\\(.)", "$1");
  }

  /**
   * Goes through what there is.
   *
   * @throws FileNotFoundException if the base is no folder
   * @throws IOException if it cannot be listed
   */
  void visit(FileSystem fs, Visitor visitor) throws IOException {
    for (List<String> names : alternatives) {
      visit(fs, fs.makeQualified(new Path(base)), "", names, visitor);
    }
  }

  private static void visit(
      FileSystem fs, Path folder, String below, List<String> names, Visitor visitor)
      throws IOException {
    GlobFilter filter = filter(names.get(0));
    Entries.Folder beside = name -> Entries.at(fs, child(folder, name));
    List<Entry> entries;
    if (!filter.hasPattern()) {
      entries = Stream.ofNullable(beside.at(plain(names.get(0)))).toList();
    } else {
      List<Entry> all = Entries.in(fs, folder);
      beside = Entries.byName(all)::get;
      entries = all.stream().filter(entry -> filter.accept(entry.path())).toList();
    }
    for (Entry entry : entries) {
      String place = below + entry.path().getName();
      if (entry.isHidden() && filter.hasPattern() && !namesHidden(names.get(0))) {
        visitor.hidden(entry);
      } else if (names.size() == 1) {
        visitor.match(place, entry, beside);
      } else if (entry.type() == Entry.Type.FOLDER) {
        try {
          visit(fs, entry.path(), place + "/", names.subList(1, names.size()), visitor);
        } catch (FileNotFoundException e) {
          // Gone since: nothing matches there.
        } catch (IOException e) {
          visitor.unreadable(place, entry, Entry.unlistable(e));
        }
      } else if (entry.type() == Entry.Type.UNKNOWN) {
        visitor.unreadable(place, entry, entry.reason());
      }
    }
  }

  /** Hadoop takes a name with a colon for a scheme where it is joined to a folder. */
  private static Path child(Path folder, String name) {
    String parent = folder.toString();
    return new Path(parent.endsWith("/") ? parent + name : parent + "/" + name);
  }
}
