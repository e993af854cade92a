package pointwise.raster.gdal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.text.Text;

/**
 * What GDAL says of a file in {@code FILE.aux.xml} beside it. As in GDAL it stands before what the
 * file itself says, and is passed over where it is no XML or has a DOCTYPE.
 *
 * @param crs {@code EPSG:n} or WKT; null where none is said
 * @param transform in GDAL's order; empty where none is said
 * @param bands as {@link GdalMetadata#items} has them
 * @param corrupt whether it was passed over
 */
public record Pam(
    String crs, List<Double> transform, Map<Integer, Map<String, String>> bands, boolean corrupt) {
  /** Of a file that nothing is said of. */
  public static final Pam NONE = new Pam(null, List.of(), Map.of(), false);

  private static final int MOST_BYTES = 16 << 20;

  /** The code of the whole system, at the end of WKT 1 or WKT 2. */
  private static final Pattern CODE =
      Pattern.compile(
          ".*(?:AUTHORITY|ID)\\[\"EPSG\",\\s*\"?(\\d{1,9})\"?\\]\\s*\\]", Pattern.DOTALL);

  private static final String SRS = "SRS";
  private static final String TRANSFORM = "GeoTransform";

  /** Of a band, and what they are called here. */
  private static final Map<String, String> BAND =
      Map.of(
          "Description",
          GdalMetadata.NAME,
          "Scale",
          GdalMetadata.SCALE,
          "Offset",
          GdalMetadata.OFFSET,
          "NoDataValue",
          GdalMetadata.NODATA,
          "NoDataValueAsInt64",
          GdalMetadata.NODATA,
          "NoDataValueAsUInt64",
          GdalMetadata.NODATA);

  /**
   * What is said beside an image.
   *
   * @throws ImageException if that is too long
   * @throws IOException if it cannot be read
   */
  public static Pam beside(ImageFile image) throws IOException {
    ImageFile file = image.beside().open(List.of(image.name() + SideFiles.METADATA));
    if (file == null) {
      return NONE;
    }
    byte[] text;
    try (InputStream xml = file.stream()) {
      text = xml.readNBytes(MOST_BYTES + 1);
    }
    if (text.length > MOST_BYTES) {
      throw new ImageException(
          image.origin(),
          Text.of("%s is too long, expected at most %d bytes", file.origin(), MOST_BYTES));
    }
    try {
      return of(GdalMetadata.xml().createXMLStreamReader(new ByteArrayInputStream(text)));
    } catch (XMLStreamException e) {
      return new Pam(null, List.of(), Map.of(), true);
    }
  }

  private static Pam of(XMLStreamReader xml) throws XMLStreamException {
    Map<String, String> file = new HashMap<>();
    Map<Integer, Map<String, String>> bands = new HashMap<>();
    boolean root = enters(xml);
    while (root && enters(xml)) {
      switch (xml.getLocalName()) {
        case SRS, TRANSFORM -> put(file, xml.getLocalName(), xml);
        case "PAMRasterBand" -> band(bands, xml);
        default -> leave(xml);
      }
    }
    String srs = file.get(SRS);
    return new Pam(srs == null ? null : crs(srs), transform(file.get(TRANSFORM)), bands, false);
  }

  private static void band(Map<Integer, Map<String, String>> bands, XMLStreamReader xml)
      throws XMLStreamException {
    String number = xml.getAttributeValue(null, "band");
    Map<String, String> items = new HashMap<>();
    while (enters(xml)) {
      String name = xml.getLocalName();
      if (BAND.containsKey(name)) {
        put(items, BAND.get(name), xml);
      } else if (name.equals("Metadata")) {
        metadata(items, xml);
      } else {
        leave(xml);
      }
    }
    if (number != null && number.matches("[1-9]\\d{0,5}")) {
      bands.put(Integer.parseInt(number) - 1, items);
    }
  }

  private static void metadata(Map<String, String> items, XMLStreamReader xml)
      throws XMLStreamException {
    while (enters(xml)) {
      String key = xml.getAttributeValue(null, "key");
      if (xml.getLocalName().equals("MDI") && key != null) {
        put(items, key.toLowerCase(Locale.ROOT), xml);
      } else {
        leave(xml);
      }
    }
  }

  /** Goes into the next element, or else to the end of the one that is open. */
  private static boolean enters(XMLStreamReader xml) throws XMLStreamException {
    int event = xml.next();
    while (event != XMLStreamConstants.START_ELEMENT && event != XMLStreamConstants.END_ELEMENT) {
      if (event == XMLStreamConstants.DTD) {
        throw new XMLStreamException("GDAL takes no DOCTYPE");
      }
      event = xml.next();
    }
    return event == XMLStreamConstants.START_ELEMENT;
  }

  /** Goes to the end of the element that is open. */
  private static void leave(XMLStreamReader xml) throws XMLStreamException {
    for (int open = 1; open > 0; ) {
      open += enters(xml) ? 1 : -1;
    }
  }

  /** The text of the element, unless it is empty; behind it the reader stands at its end. */
  private static void put(Map<String, String> items, String name, XMLStreamReader xml)
      throws XMLStreamException {
    String text = xml.getElementText().strip();
    if (!text.isEmpty()) {
      items.put(name, text);
    }
  }

  private static String crs(String srs) {
    Matcher code = CODE.matcher(srs);
    return code.matches() ? "EPSG:" + code.group(1) : srs;
  }

  private static List<Double> transform(String text) {
    List<Double> numbers = new ArrayList<>();
    for (String number : text == null ? new String[0] : text.split(",", -1)) {
      numbers.add(GdalNumber.parse(number.strip()));
    }
    boolean sound =
        numbers.size() == 6 && numbers.stream().allMatch(n -> n != null && Double.isFinite(n));
    return sound ? numbers : List.of();
  }
}
