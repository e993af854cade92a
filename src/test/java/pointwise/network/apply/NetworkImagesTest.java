package pointwise.network.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.blas.Blas;
import pointwise.input.RasterReader;
import pointwise.kernel.Activation;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Layer;
import pointwise.network.layer.PackedWeights;
import pointwise.network.layer.WindowAxis;
import pointwise.network.onnx.ExternalData;
import pointwise.pixels.Pictures;
import pointwise.raster.ByteRaster;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.Tile;

class NetworkImagesTest {
  private static final int KERNELS = 1024;

  @TempDir private Path folder;

  /** Each of 1024 maps is the image, moved down by a line. */
  private static NetworkImages movingDown() {
    return movingDown(1 << 24);
  }

  private static NetworkImages movingDown(long samples) {
    return movingDown(samples, count -> {});
  }

  private static NetworkImages movingDown(long samples, LongConsumer invalid) {
    float[] weights = new float[KERNELS * 2];
    for (int k = 0; k < KERNELS; k++) {
      weights[2 * k] = 1;
    }
    WindowAxis y = new WindowAxis(2, 1, 1, 1, 0, WindowAxis.Pad.EXPLICIT, false);
    Convolution layer =
        new Convolution(
            y, WindowAxis.POINT, 1, 1, weights, new float[KERNELS], new Activation.Identity());
    return images(layer, 1, new Preprocessing.Size.AsIs(), samples, invalid);
  }

  private static NetworkImages images(
      Layer layer, int channels, Preprocessing.Size size, long samples) {
    return images(layer, channels, size, samples, count -> {});
  }

  private static NetworkImages images(
      Layer layer, int channels, Preprocessing.Size size, long samples, LongConsumer invalid) {
    Network network =
        new Network(
            "down",
            new Network.Input(channels, 0, 0),
            List.of(new Node("moved", layer, List.of(Node.IMAGE))),
            List.of(0));
    return NetworkImages.ofLayers(
        network,
        List.of("moved"),
        new Preprocessing(channels, ChannelRule.STRICT, SampleRange.RAW, size),
        new PackedWeights(Blas.nativeBlas()),
        samples,
        invalid);
  }

  private static Layer unit(int channels, WindowAxis axis) {
    float[] weights = new float[channels * channels];
    for (int c = 0; c < channels; c++) {
      weights[c * channels + c] = 1;
    }
    return new Convolution(
        axis, axis, channels, 1, weights, new float[channels], new Activation.Identity());
  }

  private List<Tile> maps(NetworkImages images, Path file) throws IOException {
    DecodeLimits limits = new DecodeLimits(1 << 24, 1 << 28, "--driver-memory");
    try (Raster image = new RasterReader(new Configuration(), limits).open(file.toString())) {
      List<Tile> maps = new ArrayList<>();
      images
          .maps(file.toString(), image)
          .forEachRemaining(
              map -> {
                map.setSamples(map.data().clone()); // they are the next one's afterwards
                maps.add(map);
              });
      return maps;
    }
  }

  private void assertMismatch(NetworkImages images, Path file, String reason) {
    assertThatThrownBy(() -> maps(images, file))
        .isInstanceOfSatisfying(
            ImageException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.MISMATCH);
              assertThat(e.reason()).isEqualTo(reason);
            });
  }

  /** A line of 1000 pixels takes two of the image and one of the result: 2 x 1000 + 1000 x 1024. */
  @Test
  void aLineAboveTheBudgetIsRefusedWithTheReason() throws IOException {
    Path file = Pictures.npy(folder.resolve("a.npy"), "|u1", 5, 1000, 1, new byte[5000]);
    assertThat(maps(movingDown(1_026_000), file)).isNotEmpty();
    assertMismatch(
        movingDown(1_025_999),
        file,
        "Cannot run network down by strips: one line of layer moved (conv 2x1) takes 1026000 samples on an image of 5 x 1000 x 1, expected at most 1025999: give the JVM more memory or fewer tasks");
  }

  /** Of an image as wide as this, a line at a time is resized. */
  @Test
  void blocksAreReadOnceWhereAnImageIsResized() {
    List<Window> read = new ArrayList<>();
    Raster image =
        new ByteRaster(40, 140_000, 1) {
          @Override
          public int blockRows() {
            return 16;
          }

          @Override
          public byte[] read(Window window) {
            read.add(window);
            byte[] samples = new byte[window.pixels()];
            for (int i = 0; i < samples.length; i++) {
              samples[i] = (byte) (window.y() + i / window.columns());
            }
            return samples;
          }
        };
    NetworkImages images =
        images(unit(1, WindowAxis.POINT), 1, new Preprocessing.Size.To(1, 40), 1 << 24);
    Tile map = images.maps("a", image).next();
    FloatBuffer lines = ByteBuffer.wrap(map.data()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int y = 0; y < 40; y++) {
      assertThat(lines.get(y)).isCloseTo(y, within(1e-3f));
    }
    assertThat(read)
        .containsExactly(
            Window.lines(0, 16, 140_000),
            Window.lines(16, 16, 140_000),
            Window.lines(32, 8, 140_000));
  }

  /** Strips of two lines of the image for each of the result: all but two are read twice. */
  @Test
  void valuesThatAreRoundedAreCountedOnceWhateverTheStrips() throws IOException {
    long[] numbers = new long[5000];
    Arrays.fill(numbers, (1 << 24) + 1);
    ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(numbers);
    Path file = Pictures.npy(folder.resolve("a.npy"), "<i8", 5, 1000, 1, bytes.array());
    DecodeLimits limits = new DecodeLimits(1 << 24, 1 << 28, "--driver-memory");
    try (Raster image = new RasterReader(new Configuration(), limits).open(file.toString())) {
      movingDown(1_026_000).maps(file.toString(), image).forEachRemaining(map -> {});
      assertThat(image.inexact()).isEqualTo(5000);
    }
  }

  /** A map moved down by a line is made of lines y - 1 and y: both are in the middle. */
  @Test
  void pixelsThatAreNoDataAreNanInStripsAsInTheWhole() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * 5000).order(ByteOrder.LITTLE_ENDIAN);
    Random random = new Random(3);
    boolean[] none = new boolean[5000];
    for (int i = 0; i < none.length; i++) {
      none[i] = random.nextInt(4) == 0;
      bytes.putFloat(none[i] ? Float.NaN : i);
    }
    Path file = Pictures.npy(folder.resolve("a.npy"), "<f4", 5, 1000, 1, bytes.array());
    long[] count = {0};
    for (long budget : new long[] {1_026_000, 1 << 24}) {
      count[0] = 0;
      for (Tile map : maps(movingDown(budget, more -> count[0] += more), file)) {
        assertThat(map.getNodata()).isNaN();
        FloatBuffer found = map.buffer().asFloatBuffer();
        for (int i = 0; i < map.pixels(); i++) {
          int above = map.getY() * 1000 + i - 1000;
          boolean blank = none[above + 1000] || (above >= 0 && none[above]);
          Float expected = blank ? Float.NaN : (float) Math.max(0, above);
          assertThat((Float) found.get(i * KERNELS)).isEqualTo(expected);
        }
      }
      assertThat(count[0]).isEqualTo(IntStream.range(0, 5000).filter(i -> none[i]).count());
    }
  }

  /** Steps keep lines for themselves, whatever the strips: 49 times a line for a 7x7 window. */
  @Test
  void scratchAboveTheBudgetIsRefusedBeforeItIsLaidOut() throws IOException {
    WindowAxis axis = WindowAxis.of(7, 1, 3);
    Layer layer =
        new Convolution(axis, axis, 1, 1, new float[49], new float[1], new Activation.Identity());
    int width = 60_000_000;
    Path file = folder.resolve("wide.npy");
    sparse(file, "|u1", 1, width, 1);
    assertMismatch(
        images(layer, 1, new Preprocessing.Size.AsIs(), 1 << 28),
        file,
        "lines of the image are too large for the network, found 3120000000 samples in memory, expected at most 268435456: give the JVM more memory or fewer tasks");
  }

  /** 3 x 3 pixels in a frame of 1024: 2051 x 2051 x 8, of which a line takes 16,408 samples. */
  @Test
  void paddingThatIsFarLargerThanTheImageGoesByStripsOrIsRefused() throws IOException {
    Path file = Pictures.uint8(folder.resolve("a.npy"), 3, 3, 8, 1);
    Layer padded = unit(8, WindowAxis.of(1, 1, WindowAxis.MOST_PADDING));
    assertMismatch(
        images(padded, 8, new Preprocessing.Size.AsIs(), 16_000),
        file,
        "Cannot run network down by strips: one line of layer moved (conv 1x1) takes 16432 samples on an image of 3 x 3 x 8, expected at most 16000: give the JVM more memory or fewer tasks");
    byte[] samples = Pictures.bytes(file);
    int y = 0;
    for (Tile map : maps(images(padded, 8, new Preprocessing.Size.AsIs(), 100_000), file)) {
      assertThat(map.getHeight()).isEqualTo(2051);
      assertThat(map.getY()).isEqualTo(y);
      FloatBuffer floats =
          ByteBuffer.wrap(map.data()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      for (int i = 0; floats.hasRemaining(); i++) {
        int line = y + i / (2051 * 8) - 1024;
        int column = i / 8 % 2051 - 1024;
        boolean inside = line >= 0 && line < 3 && column >= 0 && column < 3;
        int sample = samples.length - 72 + (line * 3 + column) * 8 + i % 8;
        float found = floats.get();
        if (found != (inside ? samples[sample] & 0xff : 0)) {
          throw new AssertionError(Text.of("%s at %d of strip %d", found, i, y));
        }
      }
      y += map.getRows();
    }
    assertThat(y).isEqualTo(2051);
  }

  /** A file with a hole: all its samples are 0. */
  private static void sparse(Path file, String descr, int height, int width, int channels)
      throws IOException {
    Pictures.npy(file, descr, height, width, channels, new byte[0]);
    try (RandomAccessFile hole = new RandomAccessFile(file.toFile(), "rw")) {
      hole.setLength(hole.length() + (descr.charAt(2) - '0') * (long) height * width * channels);
    }
  }

  /** Its bytes do not fit one array, its samples as floats would be a whole gigabyte. */
  @Test
  void anImageOfTwoGigabytesIsResized() throws IOException {
    Path file = folder.resolve("large.npy");
    sparse(file, "<f8", 9500, 9500, 3);
    try (RandomAccessFile samples = new RandomAccessFile(file.toFile(), "rw")) {
      // The last pixel is all of the last of 950 x 950 but for what the filter has of others.
      samples.seek(samples.length() - 24);
      samples.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(1000).array());
    }
    Preprocessing.Size to = new Preprocessing.Size.To(950, 950);
    List<Tile> maps = maps(images(unit(3, WindowAxis.POINT), 3, to, 1 << 26), file);
    assertThat(maps).hasSize(1);
    FloatBuffer floats =
        ByteBuffer.wrap(maps.get(0).data()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertThat(floats.remaining()).isEqualTo(950 * 950 * 3);
    // Weights of a triangle of half-width 10 at distances 4.5, 3.5, ... -4.5 inside the edge and
    // 5.5 to 9.5 on the other side: 0.55 of their sum 5.5 to 9.5 -> 7.5 + 0.25 * 5 = 8.75.
    double weight = 0.55 / 8.75;
    assertThat(floats.get(floats.limit() - 3))
        .isCloseTo((float) (1000 * weight * weight), within(1e-3f));
    for (int i = 0; i < floats.limit() - 6; i++) {
      if (i % 2850 < 2844 && floats.get(i) != 0) {
        throw new AssertionError("sample " + i);
      }
    }
  }

  /** 27 MB are read in two pieces. */
  @Test
  void aWholeImageThatIsReadInPiecesIsItself() throws IOException {
    byte[] samples = new byte[1500 * 1500 * 3 * 4];
    FloatBuffer floats = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    while (floats.hasRemaining()) {
      floats.put(floats.position());
    }
    Path file = Pictures.npy(folder.resolve("a.npy"), "<f4", 1500, 1500, 3, samples);
    int at = 0;
    for (Tile map :
        maps(images(unit(3, WindowAxis.POINT), 3, new Preprocessing.Size.AsIs(), 1 << 26), file)) {
      byte[] data = map.data();
      assertThat(Arrays.equals(data, 0, data.length, samples, at, at + data.length)).isTrue();
      at += data.length;
    }
    assertThat(at).isEqualTo(samples.length);
  }

  /**
   * To be resized: (2 x 10^4 / 3 + 1 lines of 5 pixels, and 10^8 pixels) x 2 floats, and 12 x
   * 20,000 + 2 x 8 of weights.
   */
  @Test
  void aSoundImageThatDoesNotFitIsAMismatch() throws IOException {
    Path file = Pictures.uint8(folder.resolve("a.npy"), 3, 5, 2, 1);
    assertMismatch(movingDown(), file, "the channels do not fit the kernels, found 2, expected 1");
    assertMismatch(
        images(unit(2, WindowAxis.POINT), 2, new Preprocessing.Size.To(10_000, 10_000), 1 << 20),
        file,
        "the image is too large to be resized in memory, found 801226771 bytes, expected at most 8388608: give the JVM more memory or fewer tasks");
    Layer large =
        new Convolution(
            WindowAxis.of(4, 1, 0),
            WindowAxis.POINT,
            2,
            1,
            new float[8],
            new float[1],
            new Activation.Identity());
    assertMismatch(
        images(large, 2, new Preprocessing.Size.AsIs(), 1 << 20),
        file,
        "Cannot run layer moved (conv 4x1) of network down on an image of 3 x 5 x 2: the window is larger than the padded image, found 4, expected at most 3");
  }

  @Test
  void aLineOfAFileThatIsTooLargeIsRefused() throws IOException {
    Path file = folder.resolve("a.npy");
    sparse(file, "<f4", 1, 9_000_000, 2);
    assertMismatch(
        images(unit(2, WindowAxis.POINT), 2, new Preprocessing.Size.AsIs(), 1 << 28),
        file,
        "a line of the image is too large, found 72000000 bytes, expected at most 67108864");
  }

  @Test
  void everyKindOfBlasHasWeightsOfItsOwn() throws IOException {
    NetworkSource source =
        new NetworkSource(
            "nin-block",
            Files.readAllBytes(Pictures.SAMPLES.resolve("networks/nin-block.onnx")),
            ExternalData.NONE,
            List.of(),
            SampleRange.UNIT,
            NetworkSource.Normalisation.NONE,
            Engine.LAYERS);
    PackedWeights first = source.runners().weights(Blas.Kind.NATIVE);
    assertThat(source.runners().weights(Blas.Kind.JAVA)).isNotSameAs(first);
    assertThat(source.runners().weights(Blas.Kind.NATIVE)).isSameAs(first);
  }

  private byte[] map(NetworkImages images, int height, int width) throws IOException {
    Path file = folder.resolve(Text.of("%dx%d.npy", height, width));
    byte[] samples = new byte[height * width];
    Arrays.fill(samples, (byte) 7);
    Pictures.npy(file, "|u1", height, width, 1, samples);
    DecodeLimits limits = new DecodeLimits(1 << 24, 1 << 28, "--driver-memory");
    try (Raster image = new RasterReader(new Configuration(), limits).open(file.toString())) {
      Iterator<Tile> maps = images.maps(file.toString(), image);
      Tile map = maps.next();
      assertThat(maps.hasNext()).isFalse();
      return map.data();
    }
  }

  /** 16385 x 1024 float32 are a line above 64 MiB. */
  @Test
  void anImageThatIsRefusedLeavesTheNextOneAlone() throws IOException {
    NetworkImages images = movingDown();
    ByteBuffer expected = ByteBuffer.allocate(4 * 3 * 2 * KERNELS).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 3 * 2 * KERNELS; i++) {
      expected.putFloat(i < 2 * KERNELS ? 0 : 7);
    }
    assertThat(map(images, 3, 2)).isEqualTo(expected.array());
    assertThatThrownBy(() -> map(images, 1, 16385))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("a line of the feature map is too large");
    assertThat(map(images, 3, 2)).isEqualTo(expected.array());
  }
}
