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
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;
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

  private static final List<String> NODATA =
      List.of("NoDataValue", "NoDataValueAsInt64", "NoDataValueAsUInt64");

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
      return of(builder().parse(new ByteArrayInputStream(text)).getDocumentElement());
    } catch (SAXException | IOException | StackOverflowError e) { // an encoding, elements too deep
      return new Pam(null, List.of(), Map.of(), true);
    }
  }

  private static DocumentBuilder builder() {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // prints nothing
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Pam of(Element root) {
    Map<Integer, Map<String, String>> bands = new HashMap<>();
    for (Element band : children(root, "PAMRasterBand")) {
      if (band.getAttribute("band").matches("[1-9]\\d{0,5}")) {
        bands.put(Integer.parseInt(band.getAttribute("band")) - 1, band(band));
      }
    }
    String srs = text(root, "SRS");
    List<Double> transform = transform(text(root, "GeoTransform"));
    return new Pam(srs == null ? null : crs(srs), transform, bands, false);
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

  private static Map<String, String> band(Element band) {
    Map<String, String> items = new HashMap<>();
    for (Element metadata : children(band, "Metadata")) {
      for (Element item : children(metadata, "MDI")) {
        items.put(item.getAttribute("key").toLowerCase(Locale.ROOT), item.getTextContent().strip());
      }
    }
    put(items, GdalMetadata.NAME, text(band, "Description"));
    put(items, GdalMetadata.SCALE, text(band, "Scale"));
    put(items, GdalMetadata.OFFSET, text(band, "Offset"));
    NODATA.forEach(name -> put(items, GdalMetadata.NODATA, text(band, name)));
    return items;
  }

  private static void put(Map<String, String> items, String name, String text) {
    if (text != null) {
      items.put(name, text);
    }
  }

  private static String text(Element parent, String name) {
    return children(parent, name).stream()
        .map(element -> element.getTextContent().strip())
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(null);
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
