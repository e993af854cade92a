package pointwise.raster;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How images are read: which bands, and which pixels are data.
 *
 * @param bands that are used; all where there is no choice
 * @param nodata the value of pixels that are no data, NaN for none; null for what each file says
 * @param allBands whether a pixel is no data only where all bands that are used are nodata
 * @param mask of other files; null for none
 * @param applyScale whether samples are multiplied by the scale of their band, and its offset added
 * @param read which picture of a file
 */
public record RasterOptions(
    List<BandChoice> bands,
    Double nodata,
    boolean allBands,
    MaskFile mask,
    boolean applyScale,
    ReadOptions read)
    implements Serializable {
  /** Images as they are. */
  public static final RasterOptions DEFAULT =
      new RasterOptions(List.of(), null, false, null, false, ReadOptions.DEFAULT);

  public RasterOptions {
    bands = List.copyOf(bands);
  }

  /** The same with other bands. */
  public RasterOptions withBands(List<BandChoice> others) {
    return new RasterOptions(others, nodata, allBands, mask, applyScale, read);
  }

  /**
   * The bands of an image that are used, from 0 on.
   *
   * @throws ImageException if it has no such bands, which is a mismatch
   */
  public int[] channels(String origin, SceneInfo info, int channels) {
    if (bands.isEmpty()) {
      return IntStream.range(0, channels).toArray();
    }
    try {
      int[] used = bands.stream().flatMapToInt(band -> band.of(info, channels)).toArray();
      if (used.length == 0) {
        throw new IllegalArgumentException("no band is chosen, all are bad");
      }
      return used;
    } catch (IllegalArgumentException e) {
      throw new ImageException(origin, ErrorKind.MISMATCH, e.getMessage(), e);
    }
  }
}
