package pointwise.raster;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import pointwise.text.Text;

/** What is known of an image, for people to read. */
public final class SceneReport {
  private SceneReport() {}

  /** Size and type, what its format tells, where it lies, and a line for each band. */
  public static String of(String origin, Raster image) {
    StringBuilder text = new StringBuilder();
    SceneInfo info = image.info();
    line(text, "image", Text.printable(origin));
    line(
        text,
        "size",
        Text.of(
            "%,d lines of %,d pixels, %,d bands of %s, %,.1f MB",
            image.height(),
            image.width(),
            image.channels(),
            image.type().dtype(),
            (double) image.height()
                * image.width()
                * image.channels()
                * image.type().bytes()
                / 1e6));
    info.details().forEach((name, value) -> line(text, name, Text.printable(value)));
    line(
        text,
        "read by",
        image.inMemory()
            ? "the whole image"
            : Text.of(
                "windows of %,d x %,d or a multiple", image.blockRows(), image.blockColumns()));
    line(text, "crs", info.crs() == null ? "none" : Text.printable(info.crs()));
    if (!info.transform().isEmpty()) {
      List<Double> t = info.transform();
      line(text, "corner", Text.of("%s, %s", t.get(0), t.get(3)));
      line(text, "transform", t.stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
    List<Double> nodata =
        info.bands().stream().map(Band::nodata).filter(Objects::nonNull).distinct().toList();
    line(
        text,
        "nodata",
        nodata.isEmpty()
            ? "none"
            : nodata.stream().map(Object::toString).collect(Collectors.joining(", ")));
    for (int channel = 0; channel < info.bands().size(); channel++) {
      line(text, "band " + (channel + 1), band(info.band(channel)));
    }
    return text.toString();
  }

  private static String band(Band band) {
    String name = band.name() == null ? "" : Text.printable(band.name());
    String centre = band.wavelength() == null ? "" : Text.of("  %s nm", band.wavelength());
    String scale =
        band.scale() == 1 && band.offset() == 0
            ? ""
            : Text.of("  x %s + %s", band.scale(), band.offset());
    return name + centre + scale + (band.good() ? "" : "  bad");
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(Text.of("%-16s %s", name, value).stripTrailing()).append('\n');
  }
}
