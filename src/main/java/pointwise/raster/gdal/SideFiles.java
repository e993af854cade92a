package pointwise.raster.gdal;

import java.util.List;
import java.util.Locale;

/** How the files are named that GDAL keeps beside another; all names are without folders. */
public final class SideFiles {
  /** What is said of a file beside it. */
  public static final String METADATA = ".aux.xml";

  /** The mask of a file. */
  public static final String MASK = ".msk";

  private static final List<String> SUFFIXES = List.of(METADATA, MASK, ".ovr");

  private SideFiles() {}

  /** The names of those that are read with a file. */
  public static List<String> of(String name) {
    return List.of(name + METADATA, name + MASK);
  }

  /** The name of the file that a file of such a name may stand beside; null for other names. */
  public static String owner(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return SUFFIXES.stream()
        .filter(suffix -> lower.endsWith(suffix) && lower.length() > suffix.length())
        .map(suffix -> name.substring(0, name.length() - suffix.length()))
        .findFirst()
        .orElse(null);
  }
}
