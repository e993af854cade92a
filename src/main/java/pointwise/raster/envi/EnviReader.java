package pointwise.raster.envi;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import pointwise.raster.Window;

/**
 * Windows of a data file to pixels, in pieces, so that what is read stays in a cache until it is
 * moved to its place. Not safe for concurrent use.
 */
final class EnviReader {
  /** Of a range: of the lines of a band in BSQ, else of lines of what is wanted. */
  private static final int RANGE_BYTES = 1 << 20;

  /** Of the bands that are read before they are moved to pixels. */
  private static final int GROUP_BYTES = 2 << 20;

  /** Bands at least that are moved together: a few would fill but a part of a line of the cache. */
  private static final int LEAST_GROUP = 32;

  /** Of a single line that is read at once. */
  private static final int LINE_BYTES = 16 << 20;

  private final EnviHeader header;
  private final FSDataInputStream file;
  private final EnviSamples samples;
  private final EnviRanges ranges;
  private final int size;

  /** Where the samples of channels are in what was read; used again. */
  private int[] places = new int[0];

  EnviReader(EnviHeader header, FSDataInputStream file) {
    this.header = header;
    this.file = file;
    this.samples = new EnviSamples(header.type(), header.order());
    this.ranges = new EnviRanges(file);
    this.size = header.type().bytes();
  }

  /** See {@link EnviSamples#inexact}. */
  long inexact() {
    return samples.inexact();
  }

  /** How many lines one call of {@link #read} takes at most; several only where they are full. */
  int linesAtOnce(int columns, int channels) {
    if (columns != header.width()) {
      return 1;
    }
    long bands =
        switch (header.interleave()) {
          case BSQ -> 1;
          case BIL -> channels;
          case BIP -> header.bands();
        };
    return (int) Math.max(1, RANGE_BYTES / (bands * columns * size));
  }

  /**
   * Reads some lines.
   *
   * @param out the pixels, with the channels asked for
   * @param at where the first goes
   */
  void read(Window lines, int[] channels, byte[] out, int at) throws IOException {
    boolean byPixel = header.interleave() == EnviHeader.Interleave.BIP;
    int pixel = channels.length * header.type().read().bytes();
    int most = LINE_BYTES / (byPixel ? header.bands() * size : size);
    for (int x = 0, columns; x < lines.columns(); x += columns) {
      columns = Math.min(most, lines.columns() - x);
      Window window = new Window(lines.y(), lines.rows(), lines.x() + x, columns);
      if (byPixel) {
        readPixels(window, channels, out, at + x * pixel);
      } else {
        readBands(window, channels, out, at + x * pixel);
      }
    }
  }

  private void readPixels(Window window, int[] channels, byte[] out, int at) throws IOException {
    int step = header.bands() * size;
    long offset = header.offset(0, window.y(), window.x());
    if (samples.areBytesOfTheFile() && areAll(channels)) {
      file.readFully(offset, out, at, window.pixels() * step);
      return;
    }
    ranges.clear();
    int first = ranges.add(offset, window.pixels() * step);
    requirePlaces(channels.length);
    for (int i = 0; i < channels.length; i++) {
      places[i] = first + channels[i] * size;
    }
    int outStep = channels.length * header.type().read().bytes();
    samples.move(
        ranges.read(), places, 0, channels.length, step, window.pixels(), out, at, outStep);
  }

  private boolean areAll(int[] channels) {
    boolean all = channels.length == header.bands();
    for (int i = 0; all && i < channels.length; i++) {
      all = channels[i] == i;
    }
    return all;
  }

  private void requirePlaces(int count) {
    places = places.length < count ? new int[count] : places;
  }

  /** A band of all lines in BSQ, of each line in BIL, is in one piece. */
  private void readBands(Window window, int[] channels, byte[] out, int at) throws IOException {
    int pieces = header.interleave() == EnviHeader.Interleave.BIL ? window.rows() : 1;
    int pixels = window.pixels() / pieces;
    int outSize = header.type().read().bytes();
    int outStep = channels.length * outSize;
    int group = Math.max(LEAST_GROUP, GROUP_BYTES / (window.pixels() * size));
    requirePlaces(pieces * Math.min(group, channels.length));
    for (int begin = 0; begin < channels.length; begin += group) {
      int count = Math.min(group, channels.length - begin);
      ranges.clear();
      for (int k = 0; k < pieces * count; k++) {
        long offset =
            header.offset(channels[begin + k % count], window.y() + k / count, window.x());
        places[k] = ranges.add(offset, pixels * size);
      }
      byte[] bytes = ranges.read();
      for (int piece = 0; piece < pieces; piece++) {
        int to = at + piece * pixels * outStep + begin * outSize;
        samples.move(bytes, places, piece * count, count, size, pixels, out, to, outStep);
      }
    }
  }
}
