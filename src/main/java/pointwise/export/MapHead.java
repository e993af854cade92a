package pointwise.export;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * What is known of a map beside its samples. A class, as what travels between tasks is here: Kryo
 * does not know records.
 */
final class MapHead implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Larger ones are written with an exponent. */
  private static final double MOST_WHOLE = 1e15;

  final String origin;
  final String layer;
  final int height;
  final int width;

  /** Of the file, as {@link FileSamples#channels} has it. */
  final int channels;

  /** Of the samples in the file, as {@link FileSamples#type} has it. */
  final SampleType type;

  /** What stands for no number; null where nothing does. */
  final Double nodata;

  /** As {@code EPSG:n} or WKT; null where it is not known. */
  final String crs;

  /** In GDAL's order: x of the corner, by column, by line, y of the corner, by column, by line. */
  final double[] transform;

  /** Of the channels; null where none has a name. */
  final String[] names;

  /** Of the channels, in nanometres, NaN where it is not known; null where none is. */
  final double[] wavelengths;

  /**
   * A row of the table. Tables that were written before maps had a place lack its columns.
   *
   * @param row with all columns but the samples
   */
  MapHead(Row row, FileSamples kind) {
    List<String> columns = Arrays.asList(row.schema().fieldNames());
    origin = row.getAs("origin");
    layer = row.getAs("layer");
    height = row.<Integer>getAs("height");
    width = row.<Integer>getAs("width");
    nodata = row.getAs("nodata");
    SampleType stored = SampleType.of(row.getAs("dtype"));
    int all = row.<Integer>getAs("nChannels");
    channels = kind.channels(stored, all);
    type = kind.type(stored);
    crs = columns.contains("crs") ? row.getAs("crs") : null;
    transform = columns.contains("transform") ? doubles(row, row.fieldIndex("transform")) : null;
    List<Row> bands =
        columns.contains("bands") && !row.isNullAt(row.fieldIndex("bands"))
            ? row.getList(row.fieldIndex("bands"))
            : List.of();
    boolean fit = bands.size() == all;
    names =
        fit && bands.stream().anyMatch(band -> band.getAs("name") != null)
            ? bands.stream().limit(channels).map(MapHead::name).toArray(String[]::new)
            : null;
    wavelengths =
        fit && bands.stream().anyMatch(band -> band.getAs("wavelength") != null)
            ? bands.stream().limit(channels).mapToDouble(MapHead::wavelength).toArray()
            : null;
  }

  private static double[] doubles(Row row, int column) {
    return row.isNullAt(column)
        ? null
        : row.<Double>getList(column).stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static String name(Row band) {
    String name = band.getAs("name");
    return name == null ? "" : name;
  }

  private static double wavelength(Row band) {
    Double wavelength = band.getAs("wavelength");
    return wavelength == null ? Double.NaN : wavelength;
  }

  /** Bytes of a pixel in the file. */
  int pixelBytes() {
    return channels * type.bytes();
  }

  /** Whether a sample is no number. */
  boolean isMissing(float sample) {
    return Float.isNaN(sample) || (nodata != null && sample == nodata.floatValue());
  }

  /** A number as GDAL and ENVI read it: 255, 0.5, nan. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < MOST_WHOLE
        ? Text.of("%d", (long) value)
        : Double.toString(value).toLowerCase(Locale.ROOT);
  }
}
