package pointwise.input;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pointwise.raster.ForeignFormat;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.envi.EnviFormat;
import pointwise.raster.jdk.BmpDecoder;
import pointwise.raster.jdk.GifDecoder;
import pointwise.raster.jdk.JpegDecoder;
import pointwise.raster.jdk.PngDecoder;
import pointwise.raster.npy.NpyDecoder;
import pointwise.raster.tiff.TiffFormat;
import pointwise.raster.webp.WebpDecoder;
import pointwise.text.Text;

/** The file formats that are read. */
public final class ImageFormats {
  private static final List<FormatReader> ALL =
      List.of(
          new JpegDecoder(),
          new PngDecoder(),
          new GifDecoder(),
          new BmpDecoder(),
          new WebpDecoder(),
          new TiffFormat(),
          new NpyDecoder(),
          new EnviFormat());

  private ImageFormats() {}

  /**
   * The format of a file, by its leading bytes; the name plays no part.
   *
   * @param head the first bytes of the file
   * @throws ImageException when the file is empty or of another format; names the format if it is a
   *     common one
   */
  public static FormatReader ofContent(String origin, byte[] head) {
    if (head.length == 0) {
      throw new ImageException(origin, "the file is empty");
    }
    String latin1 = new String(head, StandardCharsets.ISO_8859_1);
    return ALL.stream()
        .filter(format -> format.signature().begins(latin1))
        .findFirst()
        .orElseThrow(() -> unknown(origin, head));
  }

  private static ImageException unknown(String origin, byte[] head) {
    String found =
        ForeignFormat.name(head)
            .map(name -> Text.of("the file is %s, which is not read", name))
            .orElseGet(
                () ->
                    Text.of(
                        "the leading bytes are of no known format, found %s",
                        HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(head.length, 8))));
    String known =
        ALL.stream().map(format -> format.signature().name()).collect(Collectors.joining(", "));
    return new ImageException(origin, found + ", expected one of " + known);
  }

  /** Whether a file name ends in a suffix of a known format, in upper or lower case. */
  public static boolean hasKnownSuffix(String name) {
    return bySuffix(name).findAny().isPresent();
  }

  /** Whether a file of that name is perhaps read by lines. */
  static boolean mayHaveLines(String name) {
    return bySuffix(name).anyMatch(FormatReader::readsLines);
  }

  private static Stream<FormatReader> bySuffix(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(format -> name.indexOf('.') >= 0 && format.signature().suffixes().contains(suffix));
  }

  /** The suffixes of all formats. */
  static Stream<String> suffixes() {
    return ALL.stream().flatMap(format -> format.signature().suffixes().stream());
  }
}
