package pointwise.export.file;

import pointwise.text.Text;

/** What GDAL tells of a file beside TIFF's own fields: names and wavelengths of bands, classes. */
final class GdalMetadata {
  private final StringBuilder items = new StringBuilder();

  private GdalMetadata() {}

  /** The XML of the field; null where there is nothing to tell. */
  static String of(MapHead head, Legend legend) {
    GdalMetadata xml = new GdalMetadata();
    for (int band = 0; band < head.channels; band++) {
      if (head.names != null && !head.names[band].isEmpty()) {
        xml.item("DESCRIPTION", band, " role=\"description\"", head.names[band]);
      }
      if (head.wavelengths != null && !Double.isNaN(head.wavelengths[band])) {
        // As GDAL has them of an ENVI file.
        xml.item("wavelength", band, "", Double.toString(head.wavelengths[band]));
        xml.item("wavelength_units", band, "", "Nanometers");
      }
    }
    if (Legend.isOf(legend, head)) {
      for (int label = 0; label < legend.end(); label++) {
        if (legend.name(label) != null) {
          xml.item("CLASS_" + label, 0, "", legend.name(label));
        }
      }
    }
    return xml.items.isEmpty() ? null : "<GDALMetadata>\n" + xml.items + "</GDALMetadata>\n";
  }

  private void item(String name, int band, String more, String value) {
    items.append(
        Text.of(
            "  <Item name=\"%s\" sample=\"%d\"%s>%s</Item>\n",
            name, band, more, escapedTwice(value)));
  }

  /** GDAL escapes a value before it makes XML of it, and the other way round when it reads. */
  private static String escapedTwice(String value) {
    return escaped(escaped(Text.printable(value)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
