package pointwise.tile;

import java.io.Closeable;
import java.io.IOException;

/** Where tiles of results go. */
public interface TileSink extends Closeable {
  /** Takes a tile in. Its samples may be used for another afterwards. */
  void add(Tile tile) throws IOException;

  /** Makes what was added whole; nothing can be added any more. */
  void finish() throws IOException;

  /** Gives up what was not finished. */
  @Override
  void close() throws IOException;
}
