package pointwise.preview;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import pointwise.raster.SampleType;
import pointwise.store.StoredImage;
import pointwise.text.Text;
import pointwise.tile.Tile;

/** The rows of a contact sheet, from the images of a table of maps. Not thread-safe. */
public final class PreviewRows {
  private static final int SHOWN = 16;

  private final SourceReader sources;
  private final boolean each;

  /** Null where bytes of one channel are no labels. */
  private final ClassColours classes;

  /** Of the maps of each layer; kernels have one, under an empty name. */
  private final Map<String, Scales> scales = new HashMap<>();

  /**
   * @param each whether each map of each image has its own scale
   * @param classes what labels in class maps stand for; null where no map is one
   */
  public PreviewRows(SourceReader sources, boolean each, ClassColours classes) {
    this.sources = sources;
    this.each = each;
    this.classes = classes;
  }

  /** One for each layer of a network, in the order of the table; one for kernels. */
  public List<SheetRow> of(StoredImage image) {
    String origin = image.origin();
    Map<String, Thumbnail> thumbnails = new LinkedHashMap<>();
    Iterator<Tile> strips = image.tiles();
    while (strips.hasNext()) {
      Tile strip = strips.next();
      if (strip.getError() != null) {
        return List.of(SheetRow.failed(origin, strip.getError()));
      }
      String caption = caption(strip);
      if (strip.getLayer() != null && isVector(strip)) {
        thumbnails.put(
            caption,
            MapThumbnail.ofVector(origin, floats(strip), SourceReader.CELL, scales(strip)));
        continue;
      }
      Thumbnail thumbnail = thumbnails.computeIfAbsent(caption, key -> thumbnail(strip, origin));
      if (thumbnail instanceof ClassThumbnail labels) {
        labels.add(strip.window(), strip.getSamples());
      } else if (thumbnail instanceof MapThumbnail maps) {
        maps.add(strip.window(), floats(strip));
      }
    }
    SheetSource source = sources.read(origin);
    return thumbnails.entrySet().stream()
        .map(
            entry ->
                new SheetRow(
                    origin,
                    entry.getKey().isEmpty() ? null : entry.getKey(),
                    source,
                    entry.getValue(),
                    null))
        .toList();
  }

  private Thumbnail thumbnail(Tile strip, String origin) {
    return isClassMap(strip)
        ? new ClassThumbnail(
            origin, strip.getHeight(), strip.getWidth(), classes, SourceReader.CELL)
        : new MapThumbnail(
            origin,
            strip.getHeight(),
            strip.getWidth(),
            strip.getChannels(),
            Math.min(strip.getChannels(), SHOWN),
            SourceReader.CELL,
            scales(strip));
  }

  /** Only of samples that a scale was taken of is it known what stands for no number. */
  private boolean isClassMap(Tile strip) {
    return classes != null
        && strip.type() == SampleType.UINT8
        && strip.getNodata() == null
        && strip.getChannels() == 1;
  }

  private Scales scales(Tile strip) {
    String layer = strip.getLayer() == null ? "" : strip.getLayer();
    boolean bytes = strip.type() == SampleType.UINT8;
    return scales.computeIfAbsent(
        layer,
        key ->
            bytes
                ? each ? Scales.eachOfBytes() : Scales.commonOfBytes()
                : each ? Scales.each() : Scales.common());
  }

  /** The samples as little-endian float32. */
  private static byte[] floats(Tile strip) {
    if (strip.type() == SampleType.FLOAT32) {
      return strip.getSamples();
    }
    int count = strip.pixels() * strip.getChannels();
    ByteBuffer samples = strip.buffer();
    ByteBuffer floats = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      floats.putFloat(strip.type().sample(samples, i));
    }
    return floats.array();
  }

  private static boolean isVector(Tile strip) {
    return strip.getHeight() == 1 && strip.getWidth() == 1;
  }

  /** Layer and size; empty for kernels. */
  private static String caption(Tile strip) {
    if (strip.getLayer() == null) {
      return "";
    }
    String size =
        isVector(strip)
            ? Text.of("%d numbers", strip.getChannels())
            : Text.of("%d x %d", strip.getWidth(), strip.getHeight());
    return strip.getLayer() + ", " + size;
  }
}
