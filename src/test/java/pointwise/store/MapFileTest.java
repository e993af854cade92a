package pointwise.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.Spark;
import pointwise.text.Text;
import pointwise.tile.MapTable;

/** What {@link MapFile} writes, as Spark's and parquet-hadoop's readers see it. */
class MapFileTest {
  private static final int MIB = 1 << 20;

  static final StructType COLUMNS =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("layer", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("y", DataTypes.IntegerType)
          .add("rows", DataTypes.IntegerType)
          .add("x", DataTypes.IntegerType)
          .add("columns", DataTypes.IntegerType)
          .add("dtype", DataTypes.StringType)
          .add("data", DataTypes.BinaryType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType))
          .add("error", DataTypes.StringType)
          .add("errorKind", DataTypes.StringType)
          .add("nodata", DataTypes.DoubleType)
          .add("crs", DataTypes.StringType)
          .add("transform", DataTypes.createArrayType(DataTypes.DoubleType))
          .add(
              "bands",
              DataTypes.createArrayType(
                  new StructType()
                      .add("name", DataTypes.StringType)
                      .add("wavelength", DataTypes.DoubleType)))
          .add("validShare", DataTypes.DoubleType);

  @TempDir private Path folder;

  /** A map of one line of {@code bytes} bytes; a failed image where that is negative. */
  private static Row row(int number, int bytes) {
    String origin = Text.of("file:/photos/%05d – ü.jpg", number);
    if (bytes < 0) {
      return failed(origin, "no picture, number " + number);
    }
    byte[] data = new byte[bytes];
    new Random(number).nextBytes(data);
    Arrays.fill(data, bytes / 2, bytes, (byte) number); // half of it compresses
    return map(origin, null, new int[] {1, bytes, 1}, new int[] {0, 1, 0, bytes}, "uint8", data);
  }

  static Row failed(String origin, String error) {
    Object[] values = new Object[COLUMNS.size()];
    values[0] = origin;
    values[COLUMNS.fieldIndex("error")] = error;
    values[COLUMNS.fieldIndex("errorKind")] = "content";
    return RowFactory.create(values);
  }

  /**
   * @param shape height, width and channels
   * @param window y, rows, x and columns
   */
  static Row map(
      String origin, String layer, int[] shape, int[] window, String dtype, byte[] data) {
    return RowFactory.create(
        origin, layer, shape[0], shape[1], shape[2], window[0], window[1], window[2], window[3],
        dtype, data, null, null, null, null, null, null, null, null);
  }

  private static List<Row> rows(int... bytes) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      rows.add(row(i, bytes[i]));
    }
    return rows;
  }

  private Path write(List<Row> rows, ParquetTable.Codec codec) throws IOException {
    Path table = folder.resolve(Text.of("table-%s-%d", codec, rows.size()));
    Dataset<Row> dataset = Spark.session().createDataFrame(rows, COLUMNS).coalesce(1);
    TestTables.write(MapTable.tiles(dataset), table, codec);
    return table;
  }

  private static List<Row> sparks(Path table) {
    Dataset<Row> read = Spark.session().read().parquet(table.toString());
    assertThat(read.schema()).isEqualTo(COLUMNS);
    return read.orderBy("origin").collectAsList();
  }

  private static void assertSame(List<Row> found, List<Row> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      for (int column = 0; column < COLUMNS.size(); column++) {
        Object value = found.get(i).get(column);
        Object wanted = expected.get(i).get(column);
        boolean same =
            (value instanceof byte[] bytes && wanted instanceof byte[] others)
                ? Arrays.equals(bytes, others)
                : java.util.Objects.equals(value, wanted);
        assertThat(same).as("row %d, %s", i, COLUMNS.fieldNames()[column]).isTrue();
      }
    }
  }

  /** Empty, tiny, failed, of a page, below and above what is copied, and of a row group. */
  private static final int[] SIZES = {
    0,
    1,
    -1,
    7,
    MIB - 4,
    MIB,
    -1,
    -1,
    3,
    4 * MIB - 1,
    4 * MIB,
    5,
    17 * MIB,
    17 * MIB,
    -1,
    2,
    2 * MIB
  };

  @ParameterizedTest
  @EnumSource
  void everyCodecIsReadBackBySpark(ParquetTable.Codec codec) throws IOException {
    List<Row> rows = rows(SIZES);
    assertSame(sparks(write(rows, codec)), rows);
  }

  @Test
  void manySmallMapsShareARowGroupAndPages() throws Exception {
    int[] sizes = new int[5000];
    Arrays.setAll(sizes, i -> i % 11 == 0 ? -1 : 100 + i % 900);
    List<Row> rows = rows(sizes);
    Path table = write(rows, ParquetTable.Codec.SNAPPY);
    assertSame(sparks(table), rows);
    try (ParquetFileReader reader = open(table)) {
      assertThat(reader.getRowGroups()).hasSize(1);
    }
  }

  /** A row group ends with the row that brings it to 16 MiB, or with a large map. */
  @Test
  void rowGroupsAreBounded() throws Exception {
    int[] strips = new int[40];
    Arrays.fill(strips, 2 * MIB);
    Path table = write(rows(strips), ParquetTable.Codec.UNCOMPRESSED);
    try (ParquetFileReader reader = open(table)) {
      assertThat(reader.getRowGroups().stream().map(BlockMetaData::getRowCount))
          .containsExactly(8L, 8L, 8L, 8L, 8L);
    }
    Path large = write(rows(3, 16 * MIB, 16 * MIB, 3), ParquetTable.Codec.SNAPPY);
    try (ParquetFileReader reader = open(large)) {
      assertThat(reader.getRowGroups().stream().map(BlockMetaData::getRowCount))
          .containsExactly(2L, 1L, 1L);
    }
  }

  /** What a map of a scene has: a name and a wavelength, one of the two, neither. */
  @Test
  void aSceneKeepsItsPlaceAndItsBands() throws Exception {
    Object[] values = new Object[COLUMNS.size()];
    Row map =
        map("a", null, new int[] {1, 1, 3}, new int[] {0, 1, 0, 1}, "uint8", new byte[] {1, 2, 3});
    for (int i = 0; i < values.length; i++) {
      values[i] = map.get(i);
    }
    values[COLUMNS.fieldIndex("nodata")] = 0.5;
    values[COLUMNS.fieldIndex("validShare")] = 0.75;
    values[COLUMNS.fieldIndex("crs")] = "EPSG:32631";
    values[COLUMNS.fieldIndex("transform")] = new double[] {399960, 10, 0, 4500000, 0.25, -10};
    values[COLUMNS.fieldIndex("bands")] =
        new Row[] {
          RowFactory.create("red", 665.0),
          RowFactory.create(null, 842.5),
          RowFactory.create("x", null)
        };
    List<Row> found =
        sparks(
            write(
                List.of(RowFactory.create(values), row(7, 4), row(8, -1)),
                ParquetTable.Codec.SNAPPY));
    assertThat(found.get(0).<Double>getAs("nodata")).isEqualTo(0.5);
    assertThat(found.get(0).<Double>getAs("validShare")).isEqualTo(0.75);
    assertThat(found.get(0).<String>getAs("crs")).isEqualTo("EPSG:32631");
    assertThat(found.get(0).<Double>getList(COLUMNS.fieldIndex("transform")))
        .containsExactly(399960.0, 10.0, 0.0, 4500000.0, 0.25, -10.0);
    assertThat(found.get(0).<Row>getList(COLUMNS.fieldIndex("bands")))
        .containsExactly(
            RowFactory.create("red", 665.0),
            RowFactory.create(null, 842.5),
            RowFactory.create("x", null));
    for (Row other : found.subList(1, 3)) {
      assertThat(other.isNullAt(COLUMNS.fieldIndex("transform"))).isTrue();
      assertThat(other.isNullAt(COLUMNS.fieldIndex("bands"))).isTrue();
      assertThat(other.isNullAt(COLUMNS.fieldIndex("validShare"))).isTrue();
    }
  }

  @Test
  void columnsButDataHaveStatistics() throws Exception {
    Path table = write(rows(5, -1, 9), ParquetTable.Codec.SNAPPY);
    try (ParquetFileReader reader = open(table)) {
      for (ColumnChunkMetaData column : reader.getRowGroups().get(0).getColumns()) {
        String name = column.getPath().toDotString();
        assertThat(column.getStatistics().hasNonNullValue())
            .as(name)
            .isEqualTo(
                !List.of(
                        "layer",
                        "data",
                        "vector",
                        "nodata",
                        "crs",
                        "transform",
                        "bands",
                        "validShare")
                    .contains(column.getPath().toArray()[0]));
      }
      ColumnChunkMetaData error = reader.getRowGroups().get(0).getColumns().get(12);
      assertThat(error.getStatistics().getNumNulls()).isEqualTo(2);
    }
  }

  @Test
  void aFlippedByteIsFoundByThePageChecksum() throws Exception {
    Path table = write(rows(6 * MIB), ParquetTable.Codec.UNCOMPRESSED);
    Path file = file(table);
    assertThat(file.resolveSibling("." + file.getFileName() + ".crc")).doesNotExist();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(3 * MIB);
      int old = bytes.read();
      bytes.seek(3 * MIB);
      bytes.write(old ^ 1);
    }
    try (ParquetFileReader reader = open(table)) {
      assertThatThrownBy(reader::readNextRowGroup).hasMessageContaining("CRC checksum");
    }
  }

  @Test
  void otherColumnsAreRefused() {
    Dataset<Row> table = Spark.session().range(3).toDF();
    assertThatThrownBy(() -> MapTable.tiles(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Cannot use a table as feature maps: the columns do not fit, found [id], expected [origin,");
  }

  /** 1.5, -0 and NaN as IEEE 754 has them; of other shapes and types there is no vector. */
  @Test
  void aMapOfOnePixelIsAVectorToo() throws Exception {
    byte[] three = {0, 0, (byte) 0xc0, 0x3f, 0, 0, 0, (byte) 0x80, 0, 0, (byte) 0xc0, 0x7f};
    // 1.5, -2 and infinity as binary16.
    byte[] halves = {0, 0x3e, 0, (byte) 0xc0, 0, 0x7c};
    int[] pixel = {0, 1, 0, 1};
    List<Row> rows =
        List.of(
            map("a", "pool", new int[] {1, 1, 3}, pixel, "float32", three),
            map("b", "pool", new int[] {1, 1, 12}, pixel, "uint8", three),
            map("c", "pool", new int[] {1, 3, 1}, new int[] {0, 1, 0, 3}, "float32", three),
            failed("d", "no picture"),
            map("e", null, new int[] {1, 1, 3}, pixel, "float32", three),
            map("f", "pool", new int[] {1, 1, 3}, pixel, "float16", halves));
    List<Row> found = sparks(write(rows, ParquetTable.Codec.SNAPPY));
    assertThat(found.stream().map(row -> row.<Float>getList(11)))
        .containsExactly(
            List.of(1.5f, -0f, Float.NaN),
            null,
            null,
            null,
            List.of(1.5f, -0f, Float.NaN),
            List.of(1.5f, -2f, Float.POSITIVE_INFINITY));
    assertThat(found.get(0).<String>getAs("layer")).isEqualTo("pool");
    assertThat(found.get(4).<String>getAs("layer")).isNull();
  }

  private static Path file(Path table) throws Exception {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  private static ParquetFileReader open(Path table) throws Exception {
    Configuration configuration = new Configuration();
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file(table).toUri()), configuration),
        HadoopReadOptions.builder(configuration).usePageChecksumVerification().build());
  }
}
