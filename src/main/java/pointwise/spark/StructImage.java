package pointwise.spark;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import pointwise.raster.Band;
import pointwise.raster.DecodedImage;
import pointwise.raster.DecodedRaster;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.text.Text;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/**
 * An image that is a struct: a map, or a row of one, with columns of the table of maps; or an image
 * of Spark's image source.
 */
final class StructImage {
  /** Of Spark's images: what OpenCV calls the type of the samples. */
  private static final String MODE = "mode";

  private static final StructType TYPES = MapTable.SCHEMA.add(MODE, DataTypes.IntegerType);
  private static final Set<String> OF_BOTH = Set.of("height", "width", "nChannels", MapTable.DATA);

  /** Spark's images of unsigned bytes, of 1, 3 and 4 channels: CV_8UC1, CV_8UC3, CV_8UC4. */
  private static final Map<Integer, Integer> CHANNELS_OF_MODE = Map.of(0, 1, 16, 3, 24, 4);

  private StructImage() {}

  /** Whether structs of this type are images. */
  static boolean is(StructType type) {
    List<String> names = List.of(type.fieldNames());
    return names.containsAll(OF_BOTH)
        && (names.contains("dtype") || names.contains(MODE))
        && Arrays.stream(type.fields()).allMatch(StructImage::fits);
  }

  private static boolean fits(StructField field) {
    return TYPES.getFieldIndex(field.name()).isEmpty()
        || TYPES
            .apply(field.name())
            .dataType()
            .simpleString()
            .equals(field.dataType().simpleString());
  }

  /**
   * The samples.
   *
   * @throws ImageException if the struct holds none; its error, where it has one
   */
  static DecodedRaster open(Row struct, String origin) {
    String error = get(struct, "error", null);
    if (error != null) {
      throw new ImageException(
          origin, ErrorKind.of(get(struct, "errorKind", ErrorKind.CONTENT.label())), error);
    }
    int height = get(struct, "rows", get(struct, "height", -1));
    int width = get(struct, "columns", get(struct, "width", -1));
    int channels = get(struct, "nChannels", -1);
    byte[] data = get(struct, MapTable.DATA, new byte[0]);
    boolean sparks = struct.schema().getFieldIndex("dtype").isEmpty();
    int mode = get(struct, MODE, -1);
    String dtype = get(struct, "dtype", "");
    if (sparks && CHANNELS_OF_MODE.getOrDefault(mode, 0) != channels) {
      throw wrong(origin, Text.of("found mode %d for %d channels", mode, channels));
    }
    SampleType type = sparks ? SampleType.UINT8 : type(origin, dtype);
    if (height < 1
        || width < 1
        || channels < 1
        || (double) height * width * channels * type.bytes() != data.length) {
      throw wrong(
          origin,
          Text.of(
              "found %d bytes of %s for %d x %d x %d",
              data.length, type.dtype(), height, width, channels));
    }
    return new DecodedRaster(
        new DecodedImage(
            height, width, channels, type, sparks && channels > 1 ? rgb(data, channels) : data),
        info(struct, channels),
        null);
  }

  private static SampleType type(String origin, String dtype) {
    try {
      return SampleType.of(dtype);
    } catch (IllegalArgumentException e) {
      throw new ImageException(origin, ErrorKind.CONTENT, e.getMessage(), e);
    }
  }

  private static ImageException wrong(String origin, String found) {
    return new ImageException(
        origin, ErrorKind.CONTENT, "the struct is no image: " + found + ", expected all samples");
  }

  /** Spark has blue first. */
  private static byte[] rgb(byte[] bgr, int channels) {
    byte[] rgb = bgr.clone();
    for (int i = 0; i < rgb.length; i += channels) {
      rgb[i] = bgr[i + 2];
      rgb[i + 2] = bgr[i];
    }
    return rgb;
  }

  private static SceneInfo info(Row struct, int channels) {
    Double nodata = get(struct, "nodata", null);
    // Samples that are not finite are no data without being told.
    Band plain = Band.PLAIN.withNodata(nodata == null || nodata.isNaN() ? null : nodata);
    List<Row> bands = list(struct, "bands");
    return new SceneInfo(
        get(struct, "crs", null),
        list(struct, "transform"),
        bands.size() == channels
            ? bands.stream().map(band -> named(band, plain.nodata())).toList()
            : Collections.nCopies(plain.nodata() == null ? 0 : channels, plain),
        Map.of());
  }

  private static Band named(Row band, Double nodata) {
    return new Band(band.getAs("name"), band.getAs("wavelength"), true, nodata, 1, 0);
  }

  /** What was made of the samples, at the place of the struct in its map. */
  static Tile placed(Row struct, Tile made) {
    made.setY(get(struct, "y", 0));
    made.setX(get(struct, "x", 0));
    made.setHeight(get(struct, "height", 0));
    made.setWidth(get(struct, "width", 0));
    return made;
  }

  private static <T> List<T> list(Row struct, String name) {
    int at = index(struct, name);
    return at < 0 ? List.of() : struct.getList(at);
  }

  @SuppressWarnings("unchecked") // as the type of the struct has it
  private static <T> T get(Row struct, String name, T none) {
    int at = index(struct, name);
    return at < 0 ? none : (T) struct.get(at);
  }

  /** Of the value; -1 where there is none. */
  private static int index(Row struct, String name) {
    int at = List.of(struct.schema().fieldNames()).indexOf(name);
    return at < 0 || struct.isNullAt(at) ? -1 : at;
  }
}
