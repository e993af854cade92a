package pointwise.raster.envi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.raster.Band;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;

/** Headers one by one: the values expected are those that stand in them. */
class EnviHeaderTest {
  private static final String SIZES =
      "samples = 4\nlines = 3\nbands = 2\ndata type = 2\ninterleave = bsq\n";

  private static EnviHeader parse(String text) {
    return EnviHeader.parse("a.hdr", text.getBytes(StandardCharsets.UTF_8));
  }

  private static EnviHeader with(String more) {
    return parse("ENVI\n" + SIZES + more);
  }

  private static void assertWrong(String text, String expected) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ImageException.class)
        .hasMessage("Cannot read a.hdr: the ENVI header is wrong at " + expected)
        .extracting(e -> ((ImageException) e).kind())
        .isEqualTo(ErrorKind.CONTENT);
  }

  @Test
  void fiveKeysAreEnough() {
    EnviHeader header = with("");
    assertThat(List.of(header.width(), header.height(), header.bands()))
        .isEqualTo(List.of(4, 3, 2));
    assertThat(header.type()).isEqualTo(EnviType.INT16);
    assertThat(header.interleave()).isEqualTo(EnviHeader.Interleave.BSQ);
    assertThat(header.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.offset()).isZero();
    assertThat(header.fileBytes()).isEqualTo(48);
    assertThat(header.info().crs()).isNull();
    assertThat(header.info().transform()).isEmpty();
    assertThat(header.info().bands()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"samples", "lines", "bands", "data type", "interleave"})
  void eachOfThemIsMissed(String key) {
    assertWrong(
        "ENVI\n" + SIZES.replaceAll("(?m)^" + key + " =.*\n", ""),
        "'" + key + "', found nothing, expected a value");
    assertWrong(
        "ENVI\n" + SIZES.replaceAll("(?m)^" + key + " =.*\n", key + " =\n"),
        "'" + key + "', found nothing, expected a value");
  }

  @Test
  void keysHaveAnyCaseAndSpaces() {
    EnviHeader header =
        parse(
            "ENVI\r\n\r\nSamples=4\r\n  LINES\t=  3\r\nbands =2\r\nData \t Type = 12 \r\nInterleave = BiP\r\nbyte   order = 1\r\nheader offset = 128\r\n");
    assertThat(header.type()).isEqualTo(EnviType.UINT16);
    assertThat(header.interleave()).isEqualTo(EnviHeader.Interleave.BIP);
    assertThat(header.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(header.offset()).isEqualTo(128);
  }

  @Test
  void bracesMayGoOverLinesAndCommentsAreLeftOut() {
    EnviHeader header =
        with(
            """
            ; a comment = {
             description = {
              two = lines
              samples = 9 }
            band names = {
             red,
             ; not me,
             near infrared
            }
             ;lines = 8
            no key here
            """);
    assertThat(header.info().bands())
        .extracting(Band::name)
        .containsExactly("red", "near infrared");
    assertThat(header.width()).isEqualTo(4);
    assertThat(header.height()).isEqualTo(3);
  }

  @Test
  void bracesMustBeClosed() {
    assertWrong(
        "ENVI\n" + SIZES + "band names = {red,\nblue",
        "'band names', found {red,, expected a closing brace");
  }

  @Test
  void aKeyStandsOnce() {
    assertWrong("ENVI\n" + SIZES + "Bands = 5\n", "'bands', found 2 and 5, expected it once");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "samples; 4.5; a whole number from 1 to 2147483647",
        "samples; -4; a whole number from 1 to 2147483647",
        "samples; four; a whole number from 1 to 2147483647",
        "lines; 0; a whole number from 1 to 2147483647",
        "lines; 2147483648; a whole number from 1 to 2147483647",
        "lines; 99999999999999999999999; a whole number from 1 to 2147483647",
        "bands; 65537; a whole number from 1 to 65536",
        "interleave; bpq; bsq, bil or bip",
        "data type; 7; one of 1 (uint8), 2 (int16), 3 (int32), 4 (float32), 5 (float64), 12 (uint16), 13 (uint32), 14 (int64), 15 (uint64)",
      })
  void sizesAreNumbers(String key, String value, String expected) {
    assertWrong(
        "ENVI\n" + SIZES.replaceAll("(?m)^" + key + " =.*\n", key + " = " + value + "\n"),
        "'" + key + "', found " + value + ", expected " + expected);
  }

  @ParameterizedTest
  @CsvSource({"6, complex float32", "9, complex float64"})
  void complexSamplesAreRefusedByName(String code, String name) {
    assertThatThrownBy(() -> parse("ENVI\n" + SIZES.replace("type = 2", "type = " + code)))
        .hasMessageContaining(
            "at 'data type', found " + code + " (" + name + "), expected one of 1");
  }

  @ParameterizedTest
  @CsvSource({
    "1, uint8, UINT8", "2, int16, INT16", "3, int32, FLOAT32", "4, float32, FLOAT32",
    "5, float64, FLOAT32", "12, uint16, UINT16", "13, uint32, FLOAT32", "14, int64, FLOAT32",
    "15, uint64, FLOAT32"
  })
  void typesAreIdls(String code, String stored, SampleType read) {
    EnviHeader header = parse("ENVI\n" + SIZES.replace("type = 2", "type = " + code));
    assertThat(header.type().dtype()).isEqualTo(stored);
    assertThat(header.type().read()).isEqualTo(read);
    assertThat(header.info().details()).containsEntry("stored type", stored);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "byte order = 2; 'byte order', found 2, expected a whole number from 0 to 1",
        "header offset = -1; 'header offset', found -1, expected a whole number from 0 to 2305843009213693951",
        "data ignore value = none; 'data ignore value', found none, expected a number",
        "data ignore value = 0x10; 'data ignore value', found 0x10, expected a number",
        "data ignore value = 1d; 'data ignore value', found 1d, expected a number",
        "bbl = {1}; 'bbl', found 1 values, expected 2, one for each band",
        "bbl = {1, yes}; 'bbl', found yes, expected a number",
        "band names = {a, b, c}; 'band names', found 3 values, expected 2, one for each band",
        "wavelength = {400, blue}; 'wavelength', found blue, expected a number",
        "wavelength = {400, nan}; 'wavelength', found nan, expected a finite number",
        "wavelength = {400, 500, 600}; 'wavelength', found 3 values, expected 2, one for each band",
        "fwhm = {4}; 'fwhm', found 1 values, expected 2, one for each band",
        "data gain values = {1, x}; 'data gain values', found x, expected a number",
        "data offset values = {1}; 'data offset values', found 1 values, expected 2, one for each band",
        "reflectance scale factor = 0; 'reflectance scale factor', found 0, expected a positive number",
        "map info = {UTM, 1, 1}; 'map info', found 3 fields, expected at least 7: projection, reference pixel (x, y), its coordinates, size of a pixel (x, y)",
        "map info = {UTM, 1, 1, 0, 0, 30, thirty}; 'map info', found thirty, expected a number",
        "map info = {UTM, 1, 1, 0, 0, 30, 30, 61, North, WGS-84}; 'map info', found 61, expected a zone from 1 to 60",
        "map info = {UTM, 1, 1, 0, 0, 30, 30, 6, East, WGS-84}; 'map info', found East, expected North or South",
        "map info = {UTM, 1, 1, 0, 0, 30, 30, rotation=left}; 'map info', found left, expected a number",
        "file type = ENVI Virtual Mosaic; 'file type', found ENVI Virtual Mosaic, expected ENVI Standard",
        "file type = ENVI Spectral Library; 'file type', found ENVI Spectral Library, expected ENVI Standard",
        "file compression = 1; 'file compression', found 1, expected 0",
        "major frame offsets = {10, 0}; 'major frame offsets', found 10, 0, expected 0, 0",
      })
  void otherValuesAreChecked(String line, String expected) {
    assertWrong("ENVI\n" + SIZES + line + "\n", expected);
  }

  @Test
  void whatAFileHasThatIsFlatIsRead() {
    with("file type = ENVI Classification\nfile compression = 0\nmajor frame offsets = {0, 0}\n");
  }

  @ParameterizedTest
  @CsvSource({"-9999, -9999", "0, 0", "1.5e3, 1500", "NaN, NaN", "nan, NaN", "-inf, -Infinity"})
  void theIgnoredValueIsThatOfEveryBand(String text, double value) {
    assertThat(with("data ignore value = " + text + "\n").info().bands())
        .extracting(Band::nodata)
        .containsExactly(value, value);
  }

  /** A float32 cannot be 0.1: what is compared with samples is the nearest one. */
  @Test
  void theIgnoredValueIsOfTheTypeOfTheSamples() {
    String floats = "ENVI\n" + SIZES.replace("type = 2", "type = 4");
    assertThat(parse(floats + "data ignore value = 0.1\n").info().band(1).nodata())
        .isEqualTo(0.10000000149011612);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{0, 1}", "{0.0, 1.000}", "{ False , TRUE}", "{\n0,\n1}"})
  void badBandsAreTold(String list) {
    assertThat(with("bbl = " + list + "\n").info().bands())
        .extracting(Band::good)
        .containsExactly(false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "null",
      value = {
        "Nanometers; 400.5, 2400; 400.5; 2400",
        "nm; 0.5, 2; 0.5; 2",
        "Micrometers; 0.4505, 2.4; 450.5; 2400",
        "um; 0.4505, 2.4; 450.5; 2400",
        "\u00b5m; 0.665, 2.4; 665; 2400",
        "\u03bcm; 0.665, 2.4; 665; 2400",
        "MICRONS; 0.665, 250; 665; 250000",
        "micrometres; 0.665, 2.4; 665; 2400",
        "Millimeters; 1, 2; 1000000; 2000000",
        "Centimeters; 1, 2; 10000000; 20000000",
        "Meters; 1e-6, 2e-6; 1000; 2000",
        "Angstroms; 4000, 7000; 400; 700",
        "Unknown; 0.4, 100; 400; 100000",
        "Unknown; 0.4, 100.5; 0.4; 100.5",
        "; 0.4, 2.4; 400; 2400",
        "; 400, 2400; 400; 2400",
        "Wavenumber; 400, 2400; null; null",
        "GHz; 10, 20; null; null",
        "Index; 1, 2; null; null",
      })
  void wavelengthsAreInNanometres(String unit, String list, Double first, Double second) {
    String units = unit == null ? "" : "wavelength units = " + unit + "\n";
    EnviHeader header = with(units + "wavelength = {" + list + "}\nfwhm = {0.01, 0.01}\n");
    assertThat(header.info().band(0).wavelength()).isEqualTo(first);
    assertThat(header.info().band(1).wavelength()).isEqualTo(second);
  }

  @Test
  void theMicroSignMayBeLatin1() {
    Charset latin1 = StandardCharsets.ISO_8859_1;
    String text = "ENVI\n" + SIZES + "wavelength units = \u00b5m\nwavelength = {0.5, 200}\n";
    assertThat(EnviHeader.parse("a.hdr", text.getBytes(latin1)).info().band(1).wavelength())
        .isEqualTo(200000);
  }

  @Test
  void gainsAndOffsetsAreOfEachBand() {
    EnviHeader header = with("data gain values = {0.5, 2e-3}\ndata offset values = {-1, 4}\n");
    assertThat(header.info().bands())
        .containsExactly(
            new Band(null, null, true, null, 0.5, -1), new Band(null, null, true, null, 2e-3, 4));
  }

  @Test
  void reflectanceIsDividedByItsFactorWhereThereAreNoGains() {
    String factor = "reflectance scale factor = 10000\n";
    assertThat(with(factor).info().band(1).scale()).isEqualTo(1e-4);
    assertThat(with(factor + "data gain values = {2, 3}").info().band(1).scale()).isEqualTo(3);
  }

  /** GDAL's transform, and its code where it finds one. */
  @ParameterizedTest
  @CsvFileSource(resources = "/envi/places.csv", delimiter = ';')
  void placesAreThoseOfGdal(
      String info, double t0, double t1, double t2, double t3, double t4, double t5, String epsg) {
    EnviHeader header = with("map info = {" + info + "}\n");
    double[] expected = {t0, t1, t2, t3, t4, t5};
    for (int i = 0; i < 6; i++) {
      assertThat(header.info().transform().get(i)).isCloseTo(expected[i], within(1e-9));
    }
    assertThat(header.info().crs()).isEqualTo(epsg == null ? null : "EPSG:" + epsg);
  }

  /** What map info means: the corner of the reference pixel, counted from 1, is at its place. */
  @Test
  void theReferencePixelStaysWhereItIsUnderRotation() {
    List<Double> t =
        with("map info = {UTM, 11.5, 21, 500, 900, 4, 4, 33, North, WGS-84, rotation=30}\n")
            .info()
            .transform();
    assertThat(t.get(0) + 10.5 * t.get(1) + 20 * t.get(2)).isCloseTo(500, within(1e-9));
    assertThat(t.get(3) + 10.5 * t.get(4) + 20 * t.get(5)).isCloseTo(900, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTM, 1, 1, 0, 0, 30, 30, 6, North, North America 1927",
        "UTM, 1, 1, 0, 0, 30, 30, 6, North, WGS-84, units=Feet",
        "UTM, 1, 1, 0, 0, 30, 30, 6, North",
        "Geographic Lat/Lon, 1, 1, 0, 0, 30, 30, WGS-84, units=Seconds",
        "State Plane (NAD 83), 1, 1, 0, 0, 30, 30, 5, North America 1983",
      })
  void noCodeIsMadeUp(String info) {
    EnviHeader header = with("map info = {" + info + "}\n");
    assertThat(header.info().crs()).isNull();
    assertThat(header.info().transform()).containsExactly(0., 30., 0., 0., 0., -30.);
    assertThat(header.info().details()).containsEntry("projection", info.split(",", -1)[0]);
  }

  @Test
  void theCoordinateSystemStringWins() {
    String wkt = "PROJCS[\"a, b\",GEOGCS[\"WGS 84\",DATUM[\"D_WGS_1984\"]]]";
    String info = "map info = {UTM, 1, 1, 0, 0, 30, 30, 6, North, WGS-84}\n";
    assertThat(with(info + "coordinate system string = {" + wkt + "}\n").info().crs())
        .isEqualTo(wkt);
    assertThat(with("coordinate system string = {" + wkt + "}\n").info().crs()).isEqualTo(wkt);
  }
}
