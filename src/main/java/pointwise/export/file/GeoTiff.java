package pointwise.export.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import pointwise.raster.SampleType;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A GeoTIFF: deflate, chunky. A map that is no larger than a tile is one strip, else tiles of 512 x
 * 512, or of less where those would be too large.
 *
 * @param cog whether it is a COG: with the map at half the size, and half of that, until 512 pixels
 * @param legend of class maps; null where maps are none
 */
public record GeoTiff(boolean cog, Legend legend) implements FileKind {
  private static final int TILE = 512;
  private static final int LEAST_TILE = 16;
  private static final long TILE_BYTES = 16L << 20;
  private static final int MOST_CHANNELS = 65535;

  private static final String LAYOUT = "LAYOUT=IFDS_BEFORE_DATA\nKNOWN_INCOMPATIBLE_EDITION=NO\n ";

  private static final int SUBFILE = 254;
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int COMPRESSION = 259;
  private static final int PHOTOMETRIC = 262;
  private static final int SAMPLES = 277;
  private static final int STRIP_HEIGHT = 278;
  private static final int STRIP_COUNTS = 279;
  private static final int PLANAR = 284;
  private static final int PREDICTOR = 317;
  private static final int COLOUR_MAP = 320;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_HEIGHT = 323;
  private static final int TILE_COUNTS = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int METADATA = 42112;
  private static final int NODATA = 42113;

  private static final int REDUCED = 1;
  private static final int DEFLATE = 8;
  private static final int BLACK_IS_ZERO = 1;
  private static final int PALETTE = 3;
  private static final int CHUNKY = 1;

  @Override
  public List<String> suffixes() {
    return List.of(".tif");
  }

  @Override
  public int channels(SampleType type, int all) {
    if (all > MOST_CHANNELS) {
      throw new UsageException(
          Text.of(
              "Cannot export to TIFF: found %d channels, expected at most %d: use npy",
              all, MOST_CHANNELS));
    }
    return all;
  }

  /** GDAL writes no float16, and most programs read none. */
  @Override
  public SampleType type(SampleType type) {
    return type == SampleType.FLOAT16 ? SampleType.FLOAT32 : type;
  }

  @Override
  public Cut cut(MapHead head) {
    long bytes = (long) head.height * head.width * head.pixelBytes();
    if (Math.max(head.height, head.width) <= TILE && bytes <= TILE_BYTES) {
      return Cut.whole(head.height, head.width);
    }
    int tile = TILE;
    while (tile > LEAST_TILE && (long) tile * tile * head.pixelBytes() > TILE_BYTES) {
      tile /= 2;
    }
    int levels = 0;
    while (cog && (Math.max(head.height, head.width) - 1) >> levels >= TILE) {
      levels++;
    }
    return new Cut(head.height, head.width, tile, tile, levels);
  }

  /** Strips are as large as the map, which may have any size; tiles are not. */
  private static boolean isTiled(Cut cut) {
    return cut.rows() < cut.height() || cut.columns() < cut.width();
  }

  @Override
  public boolean isNearest(MapHead head) {
    return Legend.isOf(legend, head);
  }

  @Override
  public byte[] block(MapHead head, Samples samples) {
    Cut cut = cut(head);
    int predictor = TiffBlock.predictor(head.type, Legend.isOf(legend, head));
    return TiffBlock.encode(samples, cut.rows(), cut.columns(), predictor);
  }

  @Override
  public byte[] head(MapHead head, int[][] lengths) {
    Cut cut = cut(head);
    List<SortedMap<Integer, TiffField>> levels = new ArrayList<>();
    for (int level = 0; level <= cut.levels(); level++) {
      levels.add(fields(head, cut, level, lengths[level]));
    }
    SortedMap<Integer, TiffField> first = levels.get(0);
    first.putAll(GeoTags.of(head.crs, head.transform));
    String metadata = GdalMetadata.of(head, legend);
    if (metadata != null) {
      first.put(METADATA, TiffField.text(metadata));
    }
    return TiffFile.head(layout(), levels, lengths, isTiled(cut));
  }

  private byte[] layout() {
    String text =
        cog ? Text.of("GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n%s", LAYOUT.length(), LAYOUT) : "";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private SortedMap<Integer, TiffField> fields(MapHead head, Cut cut, int level, int[] lengths) {
    SortedMap<Integer, TiffField> fields = new TreeMap<>();
    boolean labels = Legend.isOf(legend, head);
    if (level > 0) {
      fields.put(SUBFILE, TiffField.number(REDUCED));
    }
    fields.put(WIDTH, TiffField.number(cut.width(level)));
    fields.put(HEIGHT, TiffField.number(cut.height(level)));
    fields.put(BITS, ofEach(head, 8 * head.type.bytes()));
    fields.put(COMPRESSION, TiffField.shorts(DEFLATE));
    fields.put(PHOTOMETRIC, TiffField.shorts(labels ? PALETTE : BLACK_IS_ZERO));
    fields.put(SAMPLES, TiffField.shorts(head.channels));
    fields.put(PLANAR, TiffField.shorts(CHUNKY));
    fields.put(PREDICTOR, TiffField.shorts(TiffBlock.predictor(head.type, labels)));
    fields.put(SAMPLE_FORMAT, ofEach(head, format(head.type)));
    if (labels) {
      fields.put(COLOUR_MAP, colours());
    }
    if (head.channels > 1) {
      fields.put(EXTRA_SAMPLES, TiffField.shorts(new int[head.channels - 1]));
    }
    long[] counts = Arrays.stream(lengths).asLongStream().toArray();
    if (isTiled(cut)) {
      fields.put(TILE_WIDTH, TiffField.number(cut.columns()));
      fields.put(TILE_HEIGHT, TiffField.number(cut.rows()));
      fields.put(TILE_COUNTS, TiffField.numbers(counts, false));
    } else {
      fields.put(STRIP_HEIGHT, TiffField.number(cut.rows()));
      fields.put(STRIP_COUNTS, TiffField.numbers(counts, false));
    }
    String nodata = Legend.nodata(legend, head);
    if (nodata != null) {
      fields.put(NODATA, TiffField.text(nodata));
    }
    return fields;
  }

  private static TiffField ofEach(MapHead head, int value) {
    int[] values = new int[head.channels];
    Arrays.fill(values, value);
    return TiffField.shorts(values);
  }

  /** 1 is unsigned, 2 signed, 3 floating. */
  private static int format(SampleType type) {
    return switch (type) {
      case UINT8, UINT16 -> 1;
      case INT16 -> 2;
      case FLOAT16, FLOAT32 -> 3;
    };
  }

  /** All reds, then greens, then blues, of 16 bits. */
  private TiffField colours() {
    List<Integer> values = new ArrayList<>();
    for (int shift = 16; shift >= 0; shift -= 8) {
      for (int label = 0; label < 256; label++) {
        values.add((legend.colour(label) >> shift & 0xff) * 257);
      }
    }
    return TiffField.shorts(values.stream().mapToInt(Integer::intValue).toArray());
  }
}
