package pointwise.raster.envi;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How the two files of an ENVI image are named; all names are without folders. */
public final class EnviNames {
  /** What names of headers end in, in upper or lower case. */
  private static final String HEADER = ".hdr";

  private static final List<String> SUFFIXES =
      List.of(".img", ".dat", ".bil", ".bip", ".bsq", ".raw");

  private EnviNames() {}

  /** Whether a file of that name may be a header. */
  public static boolean isHeader(String name) {
    return name.length() > HEADER.length() && name.toLowerCase(Locale.ROOT).endsWith(HEADER);
  }

  /** The names that the data file of a header may have, the likeliest first; that of no TIFF. */
  public static List<String> dataFiles(String header) {
    String stem = stem(header);
    Stream<String> same = isHeader(header) && !isTiff(stem) ? Stream.of(stem) : Stream.of();
    return Stream.concat(same, SUFFIXES.stream().flatMap(suffix -> both(stem, suffix))).toList();
  }

  /**
   * The names that the header of a data file may have: added to its suffix before instead of it.
   */
  public static List<String> headers(String data) {
    int dot = data.lastIndexOf('.');
    Stream<String> instead = dot <= 0 ? Stream.of() : both(data.substring(0, dot), HEADER);
    return Stream.concat(both(data, HEADER), instead).toList();
  }

  /** The names of TIFFs that such a header may be a side file of. */
  public static List<String> tiffs(String header) {
    String stem = stem(header);
    Stream<String> suffixed = Stream.of(".tif", ".tiff").flatMap(suffix -> both(stem, suffix));
    return isTiff(stem) ? List.of(stem) : suffixed.toList();
  }

  /** Whether a file of that name may be a TIFF. */
  public static boolean isTiff(String name) {
    return name.toLowerCase(Locale.ROOT).matches(".*\\.tiff?");
  }

  private static String stem(String header) {
    return isHeader(header) ? header.substring(0, header.length() - HEADER.length()) : header;
  }

  private static Stream<String> both(String stem, String suffix) {
    return Stream.of(stem + suffix, stem + suffix.toUpperCase(Locale.ROOT)).distinct();
  }
}
