package pointwise.preview;

import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import pointwise.input.RasterReader;
import pointwise.input.TaskInputs;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedRaster;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;

/**
 * Thumbnails of the images that maps were made of. One that is too large for the memory is read
 * reduced: every so many pixels, or some of the lines of a format that is read by lines.
 */
public final class SourceReader {
  /** Most pixels of a side of a thumbnail in the rows of a sheet. */
  public static final int CELL = 160;

  /** A reduced picture has at least so many pixels for one of the thumbnail, in each direction. */
  private static final int FINER = 8;

  private final RasterReader reader;
  private final int cell;

  /**
   * @param limits of images that are decoded whole
   * @param cell longest side of a thumbnail in pixels
   */
  public SourceReader(Configuration configuration, DecodeLimits limits, int cell) {
    this.reader = new RasterReader(configuration, limits);
    this.cell = cell;
  }

  /** Of thumbnails that the driver makes, which may take a quarter of its memory. */
  public static SourceReader onDriver(Configuration configuration) {
    long memory = Runtime.getRuntime().maxMemory() / 4;
    return new SourceReader(
        configuration, new DecodeLimits(TaskInputs.MAX_PIXELS, memory, "--driver-memory"), CELL);
  }

  /** The image at that path, or why there is none. */
  public SheetSource read(String origin) {
    try {
      return SheetSource.of(whole(origin));
    } catch (FileNotFoundException e) {
      return SheetSource.NOT_FOUND;
    } catch (ImageException e) {
      return SheetSource.unreadable(e.reason());
    } catch (IOException e) {
      return SheetSource.unreadable(String.valueOf(e.getMessage()));
    }
  }

  private BufferedImage whole(String origin) throws IOException {
    try (Raster lines = reader.open(origin)) {
      return SourceThumbnail.of(lines, cell);
    } catch (ImageException e) {
      if (e.kind() != ErrorKind.MISMATCH) {
        throw e;
      }
      Raster reduced = new DecodedRaster(reader.reduced(origin, FINER * cell));
      return SourceThumbnail.of(reduced, cell);
    }
  }
}
