package pointwise.raster.tiff;

import java.io.Closeable;
import java.util.Arrays;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.raster.Window;

/** The page of a file that tells which pixels of another are data: of 1 bit or 8 bits a pixel. */
final class TiffMask implements Closeable {
  private final int bits;
  private final TiffBlocks blocks;

  /**
   * @throws ImageException if the mask is of a kind that is not read
   */
  TiffMask(String origin, TiffDirectory page) {
    TiffPicture picture =
        TiffPictureReader.mask(
            origin, page, new DecodeLimits(Long.MAX_VALUE, Long.MAX_VALUE, "the memory"));
    bits = picture.bits();
    blocks = new TiffBlocks(origin, page, picture);
  }

  /** Rows x columns, 0 where a pixel is no data. */
  byte[] read(Window window) {
    byte[] mask = new byte[window.pixels()];
    blocks.read(
        window,
        new int[1],
        (part, plane, block, at, column, lineBytes) -> {
          int to = (part.y() - window.y()) * window.columns() + part.x() - window.x();
          for (int y = 0; y < part.rows(); y++, to += window.columns()) {
            int line = at + y * lineBytes;
            if (block == null) {
              Arrays.fill(mask, to, to + part.columns(), (byte) 0);
            } else if (bits == 8) {
              System.arraycopy(block, line + column, mask, to, part.columns());
            } else {
              for (int x = 0, bit = column; x < part.columns(); x++, bit++) {
                mask[to + x] = (byte) ((block[line + bit / 8] << bit % 8 & 0x80) == 0 ? 0 : 255);
              }
            }
          }
        });
    return mask;
  }

  @Override
  public void close() {
    blocks.close();
  }
}
