package pointwise.raster.gdal;

import java.io.StringReader;
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
 * @param items by the number of the band from 0 on, then by the name of the item in lower case, or
 *     by its role
 * @param corrupt whether the text is no XML
 */
public record GdalMetadata(Map<Integer, Map<String, String>> items, boolean corrupt) {

  /** What names of items begin with that have a role, which are called by that. */
  private static final String ROLE = "\0";

  static final String NAME = ROLE + "description";
  static final String SCALE = ROLE + "scale";
  static final String OFFSET = ROLE + "offset";
  static final String NODATA = ROLE + "nodata";

  /** That of a text; null for none. */
  public static GdalMetadata of(String text) {
    Map<Integer, Map<String, String>> items = new HashMap<>();
    if (text == null) {
      return new GdalMetadata(items, false);
    }
    try {
      XMLStreamReader xml = xml().createXMLStreamReader(new StringReader(text));
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

  /** What reads XML of files, which follows nothing that leads out of them. */
  static XMLInputFactory xml() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }

  private static void item(XMLStreamReader xml, Map<Integer, Map<String, String>> items)
      throws XMLStreamException {
    String sample = xml.getAttributeValue(null, "sample");
    String role = xml.getAttributeValue(null, "role");
    String name = role == null ? xml.getAttributeValue(null, "name") : ROLE + role;
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

  /**
   * The same with what is said beside the file, which stands before it.
   *
   * @param beside as {@link #items}
   */
  public GdalMetadata beside(Map<Integer, Map<String, String>> beside) {
    Map<Integer, Map<String, String>> all = new HashMap<>(items);
    beside.forEach(
        (band, said) -> {
          Map<String, String> both = new HashMap<>(items.getOrDefault(band, Map.of()));
          both.putAll(said);
          all.put(band, both);
        });
    return new GdalMetadata(all, corrupt);
  }

  /** The stored value of a band that is no data; another where none is said. */
  public Double nodata(int channel, Double otherwise) {
    return number(items.getOrDefault(channel, Map.of()).get(NODATA), otherwise);
  }

  /**
   * What is said of a band.
   *
   * @param nodata its value for no data, of samples as they are read
   */
  public Band band(int channel, Double nodata) {
    Map<String, String> of = items.getOrDefault(channel, Map.of());
    return new Band(
        of.get(NAME),
        wavelength(of),
        true,
        nodata,
        number(of.get(SCALE), 1.0),
        number(of.get(OFFSET), 0.0));
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
    Double number = text == null ? null : GdalNumber.parse(text);
    return number == null ? otherwise : number;
  }
}
