package pointwise.preview;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.Window;

/**
 * A source picture reduced to a thumbnail. It is read in strips. Where it is too large to read all
 * of it soon, some of its lines are left out, evenly.
 */
final class SourceThumbnail {
  /** Bytes of an image that is read whole. */
  private static final long WHOLE = 1L << 28;

  /** Bytes that are read at a time, where a line is no longer. */
  private static final long STRIP = 1L << 23;

  /** Of how many lines a line of the thumbnail is at least, where so many are there. */
  private static final int LINES = 4;

  private final Raster image;
  private final int bands;
  private final BoxGrid grid;
  private final float[] line;

  private SourceThumbnail(Raster image, int cell) throws IOException {
    this.image = image;
    this.bands = image.channels() < 3 ? 1 : 3;
    this.grid = new BoxGrid(image.height(), image.width(), bands, cell);
    this.line = new float[image.width() * bands];
    int height = image.height();
    long lineBytes = (long) image.width() * image.channels() * image.type().bytes();
    if (image.inMemory()) {
      add(0, image.read(Window.lines(0, height, image.width())));
    } else if (height * lineBytes <= WHOLE) {
      int rows = (int) Math.max(1, Math.min(STRIP / lineBytes, height));
      for (int y = 0; y < height; y += rows) {
        add(y, image.read(Window.lines(y, Math.min(rows, height - y), image.width())));
      }
    } else {
      int lines = (int) Math.min(height, Math.max(WHOLE / lineBytes, LINES * (long) cell));
      for (int i = 0; i < lines; i++) {
        int y = (int) ((2L * i + 1) * height / (2L * lines));
        add(y, image.read(Window.lines(y, 1, image.width())));
      }
    }
  }

  private void add(int first, byte[] strip) {
    int channels = image.channels();
    SampleType type = image.type();
    ByteBuffer samples = ByteBuffer.wrap(strip).order(ByteOrder.LITTLE_ENDIAN);
    int rows = strip.length / (image.width() * channels * type.bytes());
    for (int row = 0, pixel = 0; row < rows; row++) {
      for (int x = 0; x < image.width(); x++, pixel++) {
        for (int band = 0; band < bands; band++) {
          line[x * bands + band] = type.sample(samples, pixel * channels + band);
        }
      }
      grid.add(first + row, 0, image.width(), line);
    }
  }

  /**
   * The picture as it is stored, its longest side {@code cell} pixels. One and two channels are
   * grey, three and four RGB, alpha ignored; uint16 is shown by its high byte, int16 and float from
   * the minimum to the maximum over the channels shown. More than four channels have no agreed
   * colours: the first three are shown as red, green and blue, each from its own minimum to its own
   * maximum. Grey where a sample is not finite.
   *
   * @throws IOException if the image cannot be read
   */
  static BufferedImage of(Raster image, int cell) throws IOException {
    return new SourceThumbnail(image, cell).draw();
  }

  private BufferedImage draw() {
    double[] low = new double[bands];
    double[] perLevel = new double[bands];
    boolean multispectral = image.channels() > 4;
    boolean stored = image.type() == SampleType.UINT8 || image.type() == SampleType.UINT16;
    for (int band = 0; band < bands; band++) {
      if (stored && !multispectral) {
        perLevel[band] = image.type() == SampleType.UINT8 ? 1 : 256;
      } else {
        // The colours of an RGB picture keep their balance under one scale; bands have none.
        low[band] = multispectral ? grid.min(band) : lowest();
        double high = multispectral ? grid.max(band) : highest();
        perLevel[band] = high > low[band] ? (high - low[band]) / 255 : 1;
      }
    }
    return grid.draw(
        (y, x) -> {
          int rgb = 0;
          for (int i = 0; i < 3; i++) {
            int band = Math.min(i, bands - 1);
            double mean = grid.mean(y, x, band);
            if (Double.isNaN(mean)) {
              return BoxGrid.GREY;
            }
            // A hair above, for quotients that should be whole and are just below.
            int level = (int) ((mean - low[band]) / perLevel[band] + 1e-6);
            rgb = rgb << 8 | Math.min(Math.max(level, 0), 255);
          }
          return rgb;
        });
  }

  private double lowest() {
    double lowest = Double.POSITIVE_INFINITY;
    for (int band = 0; band < bands; band++) {
      lowest = Float.isNaN(grid.min(band)) ? lowest : Math.min(lowest, grid.min(band));
    }
    return lowest;
  }

  private double highest() {
    double highest = Double.NEGATIVE_INFINITY;
    for (int band = 0; band < bands; band++) {
      highest = Float.isNaN(grid.max(band)) ? highest : Math.max(highest, grid.max(band));
    }
    return highest;
  }
}
