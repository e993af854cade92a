package pointwise.preview;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import pointwise.raster.DecodedImage;
import pointwise.raster.SampleType;

/** A source picture reduced to a thumbnail: see {@link ContactSheet#thumbnail}. */
final class SourceThumbnail {
  private final DecodedImage image;
  private final int bands;
  private final BoxGrid grid;

  private SourceThumbnail(DecodedImage image, int cell) {
    this.image = image;
    this.bands = image.channels() < 3 ? 1 : 3;
    this.grid = new BoxGrid(image.height(), image.width(), bands, cell);
    ByteBuffer samples = ByteBuffer.wrap(image.samples()).order(ByteOrder.LITTLE_ENDIAN);
    float[] line = new float[image.width() * bands];
    for (int y = 0, pixel = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++, pixel++) {
        for (int band = 0; band < bands; band++) {
          line[x * bands + band] = image.type().sample(samples, pixel * image.channels() + band);
        }
      }
      grid.add(y, line);
    }
  }

  static BufferedImage of(DecodedImage image, int cell) {
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
