package pointwise.raster.tiff;

import java.io.StringReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import pointwise.raster.Band;

/**
 * The bands in the XML that GDAL keeps in a TIFF: {@code <Item name="..." sample="0" role="...">}.
 *
 * @param items by the number of the band, then by the name of the item in lower case
 * @param corrupt whether the text is no XML
 */
record GdalMetadata(Map<Integer, Map<String, String>> items, boolean corrupt) {

  /** That of a page; empty where it has none. */
  static GdalMetadata of(TiffDirectory page) {
    Map<Integer, Map<String, String>> items = new HashMap<>();
    if (!page.has(TiffTags.GDAL_METADATA)) {
      return new GdalMetadata(items, false);
    }
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader xml =
          factory.createXMLStreamReader(new StringReader(page.text(TiffTags.GDAL_METADATA)));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("Item")) {
          item(xml, items);
        }
      }
      return new GdalMetadata(items, false);
    } catch (XMLStreamException e) {
      return new GdalMetadata(items, true);
    }
  }

  private static void item(XMLStreamReader xml, Map<Integer, Map<String, String>> items)
      throws XMLStreamException {
    String sample = xml.getAttributeValue(null, "sample");
    String name = xml.getAttributeValue(null, "name");
    if (sample != null && sample.matches("\\d{1,5}") && name != null) {
      items
          .computeIfAbsent(Integer.valueOf(sample), band -> new HashMap<>())
          .put(name.toLowerCase(Locale.ROOT), unescaped(xml.getElementText()).strip());
    }
  }

  /** GDAL escapes values before it writes them as XML, which escapes them again. */
  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  /** What is said of a band. */
  Band band(int channel, Double nodata) {
    Map<String, String> of = items.getOrDefault(channel, Collections.emptyMap());
    return new Band(
        of.get("description"),
        wavelength(of),
        true,
        nodata,
        number(of.get("scale"), 1.0),
        number(of.get("offset"), 0.0));
  }

  private static Double wavelength(Map<String, String> of) {
    if (of.containsKey("central_wavelength_um")) { // GDAL's domain IMAGERY
      return scaled(number(of.get("central_wavelength_um"), null), "um");
    }
    String unit = of.getOrDefault("wavelength_units", of.getOrDefault("wavelength_unit", ""));
    return scaled(number(of.get("wavelength"), null), unit.toLowerCase(Locale.ROOT));
  }

  private static Double scaled(Double length, String unit) {
    if (length == null) {
      return null;
    }
    return switch (unit) {
      case "nm", "nanometer", "nanometers", "nanometre", "nanometres" -> length;
      case "um",
          "\u00b5m",
          "\u03bcm",
          "micrometer",
          "micrometers",
          "micrometre",
          "micrometres",
          "micron",
          "microns" ->
          length * 1000;
      default -> null;
    };
  }

  private static Double number(String text, Double otherwise) {
    Double number = text == null ? null : TiffMissing.number(text);
    return number == null ? otherwise : number;
  }
}
