package pointwise.export.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import pointwise.export.PlainTiff;
import pointwise.raster.SampleType;
import pointwise.tile.MapTable;

/** Encoded blocks, halves, headers and names, by values computed by hand. */
class BlocksTest {
  private static final FileKind TIFF = new GeoTiff(true, null);

  private static MapHead head(int height, int width, int channels, String dtype, Double nodata) {
    Map<String, Object> values = new TreeMap<>();
    values.put("origin", "file:/a.tif");
    values.put("height", height);
    values.put("width", width);
    values.put("nChannels", channels);
    values.put("dtype", dtype);
    values.put("nodata", nodata);
    StructType schema = MapTable.SCHEMA;
    Row row =
        new GenericRowWithSchema(
            Arrays.stream(schema.fieldNames()).map(values::get).toArray(), schema);
    return new MapHead(row, TIFF);
  }

  private static Samples floats(int rows, int columns, int channels, float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return new Samples(rows, columns, channels, SampleType.FLOAT32, data.array());
  }

  private static List<Float> numbers(Samples samples) {
    List<Float> numbers = new ArrayList<>();
    for (int i = 0; i < samples.rows() * samples.columns() * samples.channels(); i++) {
      numbers.add(samples.type().sample(samples.buffer(), i));
    }
    return numbers;
  }

  @Test
  void halvesAreMeansOfWhatAreNumbers() {
    float n = Float.NaN;
    Samples map = floats(3, 3, 1, 1, 2, 3, n, 6, n, n, n, 8);
    assertThat(numbers(map.halved(head(3, 3, 1, "float32", null), false)))
        .containsExactly(3f, 3f, n, 8f);
    // With a number for what is none, that is in the half too.
    Samples marked = floats(2, 4, 1, 1, -9, -9, -9, 5, 3, -9, n);
    assertThat(numbers(marked.halved(head(2, 4, 1, "float32", -9.0), false)))
        .containsExactly(3f, -9f);
    assertThat(
            numbers(
                floats(2, 2, 2, 1, 10, 2, 20, 3, 30, 4, n)
                    .halved(head(2, 2, 2, "float32", null), false)))
        .containsExactly(2.5f, 20f);
  }

  @Test
  void halvesOfIntegersAreRoundedAndThoseOfLabelsAreLabels() {
    Samples bytes =
        new Samples(2, 2, 1, SampleType.UINT8, new byte[] {1, 2, (byte) 200, (byte) 255});
    assertThat(numbers(bytes.halved(head(2, 2, 1, "uint8", null), false))).containsExactly(115f);
    assertThat(numbers(bytes.halved(head(2, 2, 1, "uint8", 255.0), false))).containsExactly(68f);
    assertThat(numbers(bytes.halved(head(2, 2, 1, "uint8", null), true))).containsExactly(1f);
    Samples words = new Samples(1, 2, 1, SampleType.INT16, new byte[] {-2, -1, -1, -1}); // -2, -1
    assertThat(numbers(words.halved(head(1, 2, 1, "int16", null), false))).containsExactly(-1f);
  }

  /** Of 1.5 and 2.5, 3fc00000 and 40200000: planes 3f 40, c0 20, 00 00, 00 00, then differences. */
  @Test
  void floatsAreSplitIntoPlanesOfBytes() {
    byte[] to = new byte[8];
    TiffBlock.predict(
        SampleType.FLOAT32, 1, TiffBlock.FLOATING, floats(1, 2, 1, 1.5f, 2.5f).data(), to);
    assertThat(to).containsExactly(0x3f, 0x01, 0x80, 0x60, 0xe0, 0x00, 0x00, 0x00);
    // Of two channels the byte before is that of the same channel.
    TiffBlock.predict(
        SampleType.FLOAT32, 2, TiffBlock.FLOATING, floats(1, 1, 2, 1.5f, 2.5f).data(), to);
    assertThat(to).containsExactly(0x3f, 0x40, 0x81, 0xe0, 0x40, 0xe0, 0x00, 0x00);
  }

  /** 1, 256, 2 and 65535, 0, 1 as channels: each less the one before, modulo 65536. */
  @Test
  void integersBecomeDifferencesOfTheirChannel() {
    byte[] line = {1, 0, -1, -1, 0, 1, 0, 0, 2, 0, 1, 0};
    byte[] to = new byte[12];
    TiffBlock.predict(SampleType.UINT16, 2, TiffBlock.DIFFERENCES, line, to);
    assertThat(to).containsExactly(1, 0, 0xff, 0xff, 0xff, 0, 1, 0, 0x02, 0xff, 1, 0);
    byte[] bytes = new byte[4];
    TiffBlock.predict(SampleType.UINT8, 1, TiffBlock.DIFFERENCES, new byte[] {5, 3, 3, -1}, bytes);
    assertThat(bytes).containsExactly(5, 0xfe, 0, 0xfc);
  }

  @Test
  void tilesAreNoLargerThan16MiB() {
    assertThat(TIFF.cut(head(512, 512, 16, "float32", null)))
        .isEqualTo(new Cut(512, 512, 512, 512, 0));
    assertThat(TIFF.cut(head(513, 40, 16, "float32", null)))
        .isEqualTo(new Cut(513, 40, 512, 512, 1));
    assertThat(TIFF.cut(head(300, 300, 200, "float32", null)))
        .isEqualTo(new Cut(300, 300, 128, 128, 0));
    assertThat(TIFF.cut(head(20_000, 1025, 200, "int16", null)))
        .isEqualTo(new Cut(20_000, 1025, 128, 128, 6));
    assertThat(new GeoTiff(false, null).cut(head(20_000, 1025, 3, "int16", null)))
        .isEqualTo(new Cut(20_000, 1025, 512, 512, 0));
  }

  /** Sizes above 4 GB of tiles make BigTIFF; only its header is made here. */
  @Test
  void largeFilesAreBigTiff() {
    MapHead head = head(1024, 1024, 1, "float32", null);
    int[][] small = {{1_073_741_000, 1_073_741_000, 1_073_741_000, 1_073_741_000}, {1000}, {}};
    PlainTiff classic = PlainTiff.of(TIFF.head(head, Arrays.copyOf(small, 2)));
    assertThat(classic.isBig()).isFalse();
    assertThat(classic.field(0, 324)[3])
        .isEqualTo(classic.field(1, 324)[0] + 1000 + 3 * 1_073_741_000L);
    small[0][3] += 2000;
    byte[] bytes = TIFF.head(head, Arrays.copyOf(small, 2));
    PlainTiff big = PlainTiff.of(bytes);
    assertThat(big.isBig()).isTrue();
    assertThat(big.levels()).isEqualTo(2);
    // The only block of the last directory begins where the header ends.
    assertThat(big.field(1, 324)).containsExactly(bytes.length);
    assertThat(big.field(0, 324))
        .containsExactly(
            (double) (bytes.length + 1000L),
            (double) (bytes.length + 1_073_742_000L),
            (double) (bytes.length + 2_147_483_000L),
            (double) (bytes.length + 3_221_224_000L));
    assertThat(big.number(1, 254)).isEqualTo(1);
    assertThat(new String(bytes, 16, 42, StandardCharsets.US_ASCII))
        .isEqualTo("GDAL_STRUCTURAL_METADATA_SIZE=000055 bytes");
  }

  private static double[] keys(Map<Integer, TiffField> fields) {
    ByteBuffer values = ByteBuffer.wrap(fields.get(34735).values()).order(ByteOrder.LITTLE_ENDIAN);
    double[] keys = new double[fields.get(34735).count()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = values.getShort(2 * i) & 0xffff;
    }
    return keys;
  }

  @Test
  void placesAreGeoTiff() {
    assertThat(keys(GeoTags.of("EPSG:4326", null)))
        .containsExactly(1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326);
    String wkt = "PROJCS[\"my |é| grid\",GEOGCS[\"x\"]]";
    Map<Integer, TiffField> own = GeoTags.of(wkt, new double[] {10, 2, 0.5, 20, 0.25, -3});
    assertThat(keys(own))
        .containsExactly(
            1, 1, 0, 4, 1024, 0, 1, 32767, 1025, 0, 1, 1, 1026, 34737, 12, 0, 3073, 34737, 51, 12);
    assertThat(new String(own.get(34737).values(), StandardCharsets.UTF_8))
        .isEqualTo("my _?_ grid|ESRI PE String = PROJCS[\"my _?_ grid\",GEOGCS[\"x\"]]|\0");
    ByteBuffer matrix = ByteBuffer.wrap(own.get(34264).values()).order(ByteOrder.LITTLE_ENDIAN);
    double[] expected = {2, 0.5, 0, 10, 0.25, -3, 0, 20, 0, 0, 0, 0, 0, 0, 0, 1};
    for (double value : expected) {
      assertThat(matrix.getDouble()).isEqualTo(value);
    }
    assertThat(own).doesNotContainKey(33550);
    String endless = "PROJCS[\"long\"," + "x".repeat(2400) + "]";
    assertThat(new String(GeoTags.of(endless, null).get(34737).values(), StandardCharsets.UTF_8))
        .isEqualTo("long|long|\0");
    assertThat(GeoTags.of(null, null)).isEmpty();
  }

  /** By the EPSG registry: WGS 84, NAD83, GDA2020, JGD2011; UTM 31N, Web Mercator, and others. */
  @Test
  void degreesAreToldFromMetres() {
    assertThat(List.of(4326, 4269, 7844, 6668, 4979)).allMatch(Epsg::isGeographic);
    assertThat(List.of(32631, 3857, 4087, 4647, 2056, 27700, 3035, 25832, 5514, 6933, 8857, 4499))
        .noneMatch(Epsg::isGeographic);
  }
}
