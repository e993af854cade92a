package pointwise.raster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Files that are known by their leading bytes, and not read. */
public final class ForeignFormat {
  /**
   * What stands where in a kind of file.
   *
   * @param bytes one character each, Latin-1
   */
  private record Leading(int offset, String bytes, String name) {}

  /** Where one entry begins like another, the longer comes first. */
  private static final List<Leading> TABLE =
      List.of(
          new Leading(8, "AVI ", "an AVI film"),
          new Leading(8, "WAVE", "WAVE sound"),
          new Leading(0, "RIFF", "RIFF data"),
          new Leading(4, "ftypavif", "AVIF"),
          new Leading(4, "ftypavis", "AVIF"),
          new Leading(4, "ftypheic", "HEIC"),
          new Leading(4, "ftypheix", "HEIC"),
          new Leading(4, "ftypheim", "HEIC"),
          new Leading(4, "ftypheis", "HEIC"),
          new Leading(4, "ftyphevc", "HEIC"),
          new Leading(4, "ftyphevx", "HEIC"),
          new Leading(4, "ftypmif1", "HEIF"),
          new Leading(4, "ftypmsf1", "HEIF"),
          new Leading(4, "ftypcrx ", "Canon CR3"),
          new Leading(4, "ftyp", "MP4 or the like"),
          new Leading(0, "\0\0\0\u000cjP  \r\n\u0087\n", "JPEG 2000"),
          new Leading(0, "\u00ffO\u00ffQ", "a JPEG 2000 codestream"),
          new Leading(0, "\0\0\0\u000cJXL \r\n\u0087\n", "JPEG XL"),
          new Leading(0, "\u00ff\n", "a JPEG XL codestream"),
          new Leading(0, "II\u00bc\1", "JPEG XR"),
          new Leading(0, "8BPS", "PSD"),
          new Leading(0, "gimp xcf", "XCF"),
          new Leading(0, "v/1\1", "OpenEXR"),
          new Leading(0, "#?RADIANCE", "Radiance HDR"),
          new Leading(0, "qoif", "QOI"),
          new Leading(0, "DDS ", "DDS"),
          new Leading(0, "\0\0\1\0", "a Windows icon"),
          new Leading(0, "SIMPLE  =", "FITS"),
          new Leading(128, "DICM", "DICOM"),
          new Leading(344, "n+1\0", "NIfTI"),
          new Leading(0, "\u0089HDF\r\n\u001a\n", "HDF5"),
          new Leading(0, "\u000e\3\u0013\1", "HDF4"),
          new Leading(0, "CDF\1", "NetCDF"),
          new Leading(0, "CDF\2", "NetCDF"),
          new Leading(0, "CDF\5", "NetCDF"),
          new Leading(0, "PAR1", "Parquet"),
          new Leading(0, "ARROW1", "Arrow"),
          new Leading(0, "Obj\1", "Avro"),
          new Leading(0, "SEQ\6", "a SequenceFile"),
          new Leading(0, "\u0080\2", "a pickle"),
          new Leading(0, "\u0080\3", "a pickle"),
          new Leading(0, "\u0080\4", "a pickle"),
          new Leading(0, "\u0080\5", "a pickle"),
          new Leading(0, "PK\3\4", "a zip archive (as npz is)"),
          new Leading(0, "PK\5\6", "an empty zip archive"),
          new Leading(0, "\u001f\u008b", "gzip"),
          new Leading(0, "BZh", "bzip2"),
          new Leading(0, "\u00fd7zXZ\0", "xz"),
          new Leading(0, "(\u00b5/\u00fd", "zstd"),
          new Leading(0, "\4\"M\u0018", "lz4"),
          new Leading(0, "7z\u00bc\u00af'\u001c", "a 7z archive"),
          new Leading(0, "Rar!\u001a\7", "a RAR archive"),
          new Leading(257, "ustar", "a tar archive"),
          new Leading(0, "%PDF-", "PDF"),
          new Leading(0, "%!PS", "PostScript"),
          new Leading(0, "version https://git-lfs.github.com/", "a Git LFS pointer"));

  private static final List<Leading> TEXT =
      List.of(
          new Leading(0, "<!doctype html", "an HTML page"),
          new Leading(0, "<html", "an HTML page"),
          new Leading(0, "<svg", "SVG"),
          new Leading(0, "<?xml", "XML"));

  private ForeignFormat() {}

  /** What the file is, for a sentence that begins with "the file is"; empty where nothing tells. */
  public static Optional<String> name(byte[] head) {
    String latin1 = new String(head, StandardCharsets.ISO_8859_1);
    if (latin1.matches("(?s)P[1-7fF]\\s.*")) {
      return Optional.of("PNM");
    }
    return name(TABLE, latin1).or(() -> text(head));
  }

  private static Optional<String> name(List<Leading> table, String head) {
    return table.stream()
        .filter(leading -> head.startsWith(leading.bytes, leading.offset))
        .map(Leading::name)
        .findFirst();
  }

  /** UTF-8 without control characters; the last character may be cut. */
  private static Optional<String> text(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8);
    if (!text.matches("[[\\P{Cntrl}\\s]&&[^\ufffd]]*+\ufffd{0,3}")) {
      return Optional.empty();
    }
    String start = text.replace("\ufeff", "").strip().toLowerCase(Locale.ROOT);
    return Optional.of(start.contains("<svg") ? "SVG" : name(TEXT, start).orElse("text"));
  }
}
