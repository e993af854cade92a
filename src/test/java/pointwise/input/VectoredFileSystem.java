package pointwise.input;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files under the scheme {@code vectored}, whose ranges are read together, as those of S3A
 * are. Not safe for concurrent use.
 */
public final class VectoredFileSystem extends RawLocalFileSystem {
  /** How many ranges each call asked for. */
  public static final List<Integer> CALLS = new ArrayList<>();

  /** Whether every second range fails. */
  public static boolean fails;

  @Override
  public URI getUri() {
    return URI.create("vectored:///");
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    return new FSDataInputStream(super.open(path, buffer)) {
      @Override
      public void readVectored(List<? extends FileRange> ranges, IntFunction<ByteBuffer> allocate)
          throws IOException {
        CALLS.add(ranges.size());
        super.readVectored(ranges, allocate);
        for (int i = 0; fails && i < ranges.size(); i += 2) {
          ranges.get(i).setData(CompletableFuture.failedFuture(new IOException("reset by peer")));
        }
      }
    };
  }
}
