package pointwise.input;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.jdk.BmpDecoder;
import pointwise.raster.jdk.GifDecoder;
import pointwise.raster.jdk.JpegDecoder;
import pointwise.raster.jdk.PngDecoder;
import pointwise.raster.npy.NpyDecoder;
import pointwise.raster.tiff.TiffDecoder;
import pointwise.text.Text;

/** A file format: the bytes it begins with, the suffixes its files bear, and its decoder. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are unmodifiable, their arrays stay private
public enum ImageFormat {
  JPEG(JpegDecoder::decode, List.of("jpg", "jpeg", "jpe", "jfif"), "\u00ff\u00d8\u00ff"),
  PNG(PngDecoder::decode, List.of("png"), "\u0089PNG\r\n\u001a\n"),
  GIF(GifDecoder::decode, List.of("gif"), "GIF87a", "GIF89a"),
  BMP(BmpDecoder::decode, List.of("bmp", "dib"), "BM"),
  TIFF(TiffDecoder::decode, List.of("tif", "tiff"), "II*\0", "MM\0*"),
  NPY(NpyDecoder::decode, List.of("npy"), "\u0093NUMPY");

  /** What a format's decoder is: the bytes of a whole file to samples. */
  @FunctionalInterface
  private interface Decoder {
    DecodedImage decode(String origin, byte[] file, DecodeLimits limits);
  }

  private final Decoder decoder;
  private final List<String> suffixes;
  private final List<byte[]> leadingBytes;

  ImageFormat(Decoder decoder, List<String> suffixes, String... leadingBytes) {
    this.decoder = decoder;
    this.suffixes = suffixes;
    this.leadingBytes =
        Arrays.stream(leadingBytes).map(s -> s.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  /**
   * The format of a file, by its leading bytes; the name plays no part.
   *
   * @param head the first bytes of the file, {@link ForeignFormat#HEAD_BYTES} are enough
   * @param length how many bytes of {@code head} are the file's
   * @throws ImageException when the file is empty or of another format; names the format if it is a
   *     common one
   */
  public static ImageFormat ofContent(String origin, byte[] head, int length) {
    if (length <= 0) {
      throw new ImageException(origin, "the file is empty");
    }
    for (ImageFormat format : values()) {
      for (byte[] leading : format.leadingBytes) {
        if (leading.length <= length
            && Arrays.equals(leading, 0, leading.length, head, 0, leading.length)) {
          return format;
        }
      }
    }
    String known = Arrays.stream(values()).map(ImageFormat::name).collect(Collectors.joining(", "));
    throw new ImageException(
        origin,
        ForeignFormat.name(head, length)
                .map(name -> Text.of("the file is %s, which is not read", name))
                .orElseGet(
                    () ->
                        Text.of(
                            "the leading bytes are of no known format, found %s",
                            HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(length, 8))))
            + ", expected one of "
            + known);
  }

  /** Whether a file name ends in a suffix of a known format, in upper or lower case. */
  public static boolean hasKnownSuffix(String name) {
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') >= 0
        && Arrays.stream(values()).anyMatch(format -> format.suffixes.contains(suffix));
  }

  /** The file-name suffixes of the format, lower case, without the dot. */
  public List<String> suffixes() {
    return suffixes;
  }

  /**
   * Decodes a whole file; of several pages or frames the first.
   *
   * @param file the bytes of the file
   * @return samples as stored, in RGB(A) order; palettes are resolved, grey of 1, 2 or 4 bits is
   *     scaled to 0..255, orientation and colour profiles are not applied
   * @throws ImageException when the bytes are corrupt, cut short, of a kind that is not read, or
   *     over the limits
   */
  public DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return decoder.decode(origin, file, limits);
  }
}
