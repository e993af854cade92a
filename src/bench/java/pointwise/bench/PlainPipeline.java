package pointwise.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import pointwise.blas.Blas;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;
import pointwise.kernel.TileMultiply;
import pointwise.store.ParquetTable.Codec;
import pointwise.text.Text;
import pointwise.tile.TilePlan;

/** Threads, ImageIO, sgemm and parquet-hadoop, without Spark: a file per thread. */
final class PlainPipeline implements Pipeline {
  /** How a thread writes. */
  @FunctionalInterface
  interface Sinks {
    MapSink open(Configuration configuration, Path file, CompressionCodecName codec)
        throws IOException;
  }

  private final KernelStack kernels;
  private final Configuration configuration;
  private final Sinks sinks;
  private final int threads;
  private final ExecutorService pool;

  PlainPipeline(KernelStack kernels, Configuration configuration, Sinks sinks, int threads) {
    this.kernels = kernels;
    this.configuration = configuration;
    this.sinks = sinks;
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  @Override
  public void run(List<String> images, String out, Codec codec)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Path file = new Path(out, Text.of("part-%d.parquet", i));
      running.add(
          pool.submit(
              () -> {
                work(images, next, file, CompressionCodecName.valueOf(codec.name()));
                return null;
              }));
    }
    for (Future<?> thread : running) {
      thread.get();
    }
  }

  private void work(List<String> images, AtomicInteger next, Path file, CompressionCodecName codec)
      throws IOException {
    TileMultiply tiles = new TileMultiply(kernels, Blas.nativeBlas());
    byte[] data = new byte[0];
    try (MapSink sink = sinks.open(configuration, file, codec)) {
      for (int i = next.getAndIncrement(); i < images.size(); i = next.getAndIncrement()) {
        data = write(images.get(i), tiles, data, sink);
      }
    }
  }

  /** Returns the array it used, for the next image. */
  private byte[] write(String origin, TileMultiply tiles, byte[] reused, MapSink sink)
      throws IOException {
    float scale = tiles.range() == SampleRange.UNIT ? 1f / 255f : 1f;
    PlainImage image =
        PlainImage.read(
            java.nio.file.Path.of(new Path(origin).toUri().getPath()),
            tiles.inputChannels(),
            scale);
    int N = tiles.outputChannels();
    int lines = TilePlan.lines(image.height(), image.width(), N);
    byte[] data = reused;
    for (int y = 0; y < image.height(); y += lines) {
      int rows = Math.min(lines, image.height() - y);
      int begin = y * image.width();
      int bytes = Float.BYTES * rows * image.width() * N;
      data = data.length == bytes ? data : new byte[bytes];
      FloatBuffer floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      tiles.run(
          rows * image.width(),
          (first, pixels, tile) -> image.source().fill(begin + first, pixels, tile),
          (tile, first, pixels) -> floats.put(first * N, tile, 0, pixels * N));
      sink.write(origin, image.height(), image.width(), N, y, rows, data);
    }
    return data;
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}
