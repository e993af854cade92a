package pointwise.image;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** The lines of a C-ordered NumPy file, read by seeking. */
record NpyLines(NpyHeader header, FSDataInputStream in) implements ImageLines {
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
    return header.channels();
  }

  @Override
  public SampleType type() {
    return header.type();
  }

  @Override
  public boolean inMemory() {
    return false;
  }

  @Override
  public byte[] lines(int y, int rows) throws IOException {
    byte[] stored = new byte[Math.toIntExact(rows * header.lineBytes())];
    in.readFully(header.dataOffset() + y * header.lineBytes(), stored, 0, stored.length);
    return header.samples(stored, 0, stored.length);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
