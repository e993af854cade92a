package pointwise.raster;

import java.io.Closeable;
import java.io.IOException;

/** An open image whose windows can be had in any order. Not safe for concurrent use. */
public interface Raster extends Closeable {
  /** Lines. */
  int height();

  /** Pixels per line. */
  int width();

  /** Samples per pixel. */
  int channels();

  /** The type of the samples that {@link #read} gives, which may differ from the stored one. */
  SampleType type();

  /** Whether {@link #read} has the whole image in memory already. */
  boolean inMemory();

  /**
   * Lines of the blocks that the file is stored in. A window that cuts none of them is read without
   * decoding anything twice.
   */
  default int blockRows() {
    return 1;
  }

  /** Columns of those blocks; the width where it is stored by full lines. */
  default int blockColumns() {
    return width();
  }

  /** What is known of the image beside its samples. */
  default SceneInfo info() {
    return SceneInfo.NONE;
  }

  /**
   * The mask that the file holds beside its samples, rows x columns, 0 where a pixel is no data.
   *
   * @return null where the file holds none
   * @throws IOException if the file cannot be read
   */
  default byte[] mask(Window window) throws IOException {
    return null;
  }

  /**
   * The same where only some channels are used: a file may have a mask for each.
   *
   * @param channels from 0 on
   */
  default byte[] mask(Window window, int[] channels) throws IOException {
    return mask(window);
  }

  /** Pages or frames of full size that the file has beside this one. */
  default int unreadPages() {
    return 0;
  }

  /**
   * How many of the samples read so far are rounded, because {@link #type} does not hold the stored
   * value. Lines that are read twice count once.
   */
  default long inexact() {
    return 0;
  }

  /**
   * The samples of a window, rows x columns x channels, little-endian. The whole image may be the
   * image's own array; the caller owns any other.
   *
   * @throws ImageException if so many samples do not fit one array
   * @throws IOException if the file cannot be read; what it holds was checked when it was opened
   */
  byte[] read(Window window) throws IOException;

  /**
   * The samples of some channels of a window, in the order asked for. A raster whose channels lie
   * apart in the file reads no others.
   *
   * @param channels from 0 on
   */
  default byte[] read(Window window, int[] channels) throws IOException {
    byte[] all = read(window);
    int size = type().bytes();
    int step = channels() * size;
    byte[] some = new byte[window.pixels() * channels.length * size];
    int to = 0;
    for (int from = 0; to < some.length; from += step) {
      for (int channel : channels) {
        System.arraycopy(all, from + channel * size, some, to, size);
        to += size;
      }
    }
    return some;
  }

  /**
   * An image made of another, which it closes. What is not said otherwise is that one's, but for
   * samples and masks.
   */
  abstract class Around implements Raster {
    /** The other. */
    protected final Raster image;

    protected Around(Raster image) {
      this.image = image;
    }

    @Override
    public int height() {
      return image.height();
    }

    @Override
    public int width() {
      return image.width();
    }

    @Override
    public int channels() {
      return image.channels();
    }

    @Override
    public SampleType type() {
      return image.type();
    }

    @Override
    public boolean inMemory() {
      return image.inMemory();
    }

    @Override
    public int blockRows() {
      return image.blockRows();
    }

    @Override
    public int blockColumns() {
      return image.blockColumns();
    }

    @Override
    public SceneInfo info() {
      return image.info();
    }

    @Override
    public int unreadPages() {
      return image.unreadPages();
    }

    @Override
    public long inexact() {
      return image.inexact();
    }

    @Override
    public void close() throws IOException {
      image.close();
    }
  }
}
