package pointwise.export.file;

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
public final class MapHead implements Serializable {
  /** Which samples of maps a kind of file holds. */
  public interface FileSamples extends Serializable {
    /** How many channels it has of a map of so many, the first of them. */
    default int channels(SampleType type, int all) {
      return all;
    }

    /** The type of its samples. */
    default SampleType type(SampleType type) {
      return type;
    }
  }

  private static final long serialVersionUID = 1L;

  /** Larger ones are written with an exponent. */
  private static final double MOST_WHOLE = 1e15;

  public final String origin;
  public final String layer;
  public final int height;
  public final int width;

  /** Of the file, as {@link FileSamples#channels} has it. */
  public final int channels;

  /** Of the samples in the file, as {@link FileSamples#type} has it. */
  public final SampleType type;

  /** What stands for no number; null where nothing does. */
  public final Double nodata;

  /** As {@code EPSG:n} or WKT; null where it is not known. */
  public final String crs;

  /** In GDAL's order: x of the corner, by column, by line, y of the corner, by column, by line. */
  public final double[] transform;

  /** Of the channels; null where none has a name. */
  public final String[] names;

  /** Of the channels, in nanometres, NaN where it is not known; null where none is. */
  public final double[] wavelengths;

  /**
   * A row of the table. Tables that were written before maps had a place lack its columns.
   *
   * @param row with all columns but the samples
   */
  public MapHead(Row row, FileSamples kind) {
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

  /** The numbers in a column; null for none. */
  public static double[] doubles(Row row, int column) {
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
  public int pixelBytes() {
    return channels * type.bytes();
  }

  /** Whether a sample is no number. */
  public boolean isMissing(float sample) {
    return Float.isNaN(sample) || (nodata != null && sample == nodata.floatValue());
  }

  /** A number as GDAL and ENVI read it: 255, 0.5, nan. */
  public static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < MOST_WHOLE
        ? Text.of("%d", (long) value)
        : Double.toString(value).toLowerCase(Locale.ROOT);
  }
}
