package pointwise.raster.envi;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.LineRuns;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.text.Text;

/** An ENVI image, whose windows are read from its data file. */
final class EnviRaster implements Raster {
  private final ImageFile file;
  private final EnviHeader header;
  private final ImageFile data;
  private final SceneInfo info;
  private final EnviReader reader;

  /** The lines whose samples were counted, by the first column of the window. */
  private final Map<Integer, LineRuns> counted = new HashMap<>();

  private long inexact;

  /**
   * @param file of the header, which is closed with the raster
   * @param data the data file, long enough, which is closed too
   */
  EnviRaster(ImageFile file, EnviHeader header, ImageFile data) {
    this.file = file;
    this.header = header;
    this.data = data;
    this.info = info(header, data);
    this.reader = new EnviReader(header, data.file());
  }

  private static SceneInfo info(EnviHeader header, ImageFile data) {
    SceneInfo told = header.info();
    Map<String, String> details = new LinkedHashMap<>(told.details());
    details.put("data file", data.origin());
    long more = data.length() - header.fileBytes();
    if (more > 0) {
      details.put("bytes after the last sample", Long.toString(more));
    }
    return new SceneInfo(told.crs(), told.transform(), told.bands(), details);
  }

  @Override
  public int height() {
    return header.height();
  }

  @Override
  public int width() {
    return header.width();
  }

  @Override
  public int channels() {
    return header.bands();
  }

  @Override
  public SampleType type() {
    return header.type().read();
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public int blockColumns() {
    return header.blockColumns();
  }

  @Override
  public SceneInfo info() {
    return info;
  }

  /** The same of windows that begin in one column. */
  @Override
  public long inexact() {
    return inexact;
  }

  @Override
  public byte[] read(Window window) throws IOException {
    return read(window, IntStream.range(0, channels()).toArray());
  }

  @Override
  public byte[] read(Window window, int[] channels) throws IOException {
    byte[] out = new byte[length(window, channels.length)];
    LineRuns seen = counted.computeIfAbsent(window.x(), x -> new LineRuns());
    int end = window.y() + window.rows();
    int most = reader.linesAtOnce(window.columns(), channels.length);
    int line = window.columns() * channels.length * type().bytes();
    for (int y = window.y(), stop; y < end; y = stop) {
      stop = Math.min(seen.end(y, end), (int) Math.min(end, (long) y + most));
      long before = reader.inexact();
      Window lines = new Window(y, stop - y, window.x(), window.columns());
      reader.read(lines, channels, out, (y - window.y()) * line);
      inexact += seen.has(y) ? 0 : reader.inexact() - before;
    }
    seen.add(window.y(), end);
    return out;
  }

  private int length(Window window, int channels) {
    long pixels = (long) window.rows() * window.columns();
    long bytes = pixels * channels * type().bytes();
    if (pixels > DecodeLimits.MAX_ARRAY || bytes > DecodeLimits.MAX_ARRAY) {
      throw new ImageException(
          file.origin(),
          ErrorKind.MISMATCH,
          Text.of(
              "a window does not fit one array, found %d x %d x %d samples, expected at most %d bytes",
              window.rows(), window.columns(), channels, DecodeLimits.MAX_ARRAY));
    }
    return (int) bytes;
  }

  @Override
  public void close() throws IOException {
    try {
      data.file().close();
    } finally {
      file.file().close();
    }
  }
}
