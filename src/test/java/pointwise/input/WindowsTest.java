package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelSource;
import pointwise.kernel.TileMultiply;
import pointwise.raster.ByteRaster;
import pointwise.raster.Raster;
import pointwise.raster.Window;
import pointwise.report.JobMetrics;
import pointwise.store.ParquetTable;
import pointwise.store.TableCounts;
import pointwise.store.TestTables;
import pointwise.tile.FlatIterator;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;
import pointwise.tile.TileJoiner;
import pointwise.tile.TileMultiplier;

/** A raster that is stored in blocks gives the maps that the plain definition gives. */
class WindowsTest {
  private static final int HEIGHT = 40;
  private static final int WIDTH = 37;
  private static final int D = 3;

  @TempDir private Path folder;

  /** Samples are a function of their place. */
  private static final class Blocks extends ByteRaster {
    private final int blockRows;
    private final int blockColumns;

    Blocks(int blockRows, int blockColumns) {
      super(HEIGHT, WIDTH, D);
      this.blockRows = blockRows;
      this.blockColumns = blockColumns;
    }

    @Override
    public int blockRows() {
      return blockRows;
    }

    @Override
    public int blockColumns() {
      return blockColumns;
    }

    static int sample(int y, int x, int c) {
      return (y * 31 + x * 17 + c * 101) % 256;
    }

    @Override
    public byte[] read(Window window) {
      byte[] samples = new byte[window.pixels() * D];
      for (int i = 0; i < samples.length; i++) {
        int pixel = i / D;
        samples[i] =
            (byte)
                sample(
                    window.y() + pixel / window.columns(),
                    window.x() + pixel % window.columns(),
                    i % D);
      }
      return samples;
    }
  }

  private static double[][] weights(int N) {
    Random random = new Random(N);
    double[][] weights = new double[N][D];
    for (double[] kernel : weights) {
      Arrays.setAll(kernel, c -> random.nextInt(-100, 100) / 100.0);
    }
    return weights;
  }

  private static List<Tile> maps(Raster image, double[][] weights) {
    int N = weights.length;
    KernelSource kernels =
        new KernelSource(
            "k",
            ("{\"kernels\": " + Arrays.deepToString(weights) + "}")
                .getBytes(StandardCharsets.UTF_8));
    TileMultiplier multiplier =
        new TileMultiplier(
            new TileMultiply(kernels.stack(), Blas.javaBlas()),
            ChannelRule.STRICT,
            null,
            new JobMetrics(Spark.session().sparkContext()),
            byte[]::new);
    Iterator<Tile> tiles =
        new TileReader(N).read(new InputSplit("file:/toy", "0/toy", 1, 0, null), image);
    List<Tile> maps = new ArrayList<>();
    new TileJoiner(new FlatIterator<>(tiles, multiplier::multiply), false, byte[]::new)
        .forEachRemaining(maps::add);
    return maps;
  }

  /** One row below 16 MiB, and above it windows that the strips of the map cut. */
  @ParameterizedTest
  @CsvSource({"3, 5", "7, 2", "1, 1", "16, 16", "40, 36", "64, 64", "5, 37"})
  void windowsOfAnySizeGiveTheMapsOfThePlainDefinition(int rows, int columns) throws Exception {
    SparkSession spark = Spark.session();
    for (int N : new int[] {4, 3000}) {
      double[][] weights = weights(N);
      List<Tile> maps = maps(new Blocks(rows, Math.min(columns, WIDTH)), weights);
      if (N == 4) {
        assertThat(maps).hasSize(1);
      } else {
        assertThat(maps.stream().map(Tile::getColumns).distinct().sorted().toList())
            .isEqualTo(widths(Math.min(columns, WIDTH)));
      }
      Path table = folder.resolve("maps" + N);
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      assertThat(
              TestTables.write(
                  context.parallelize(maps, 2), table, ParquetTable.Codec.UNCOMPRESSED))
          .isEqualTo(new TableCounts(1, 0, HEIGHT * WIDTH));
      assertProducts(spark.read().parquet(table.toString()).collectAsList(), weights);
    }
  }

  private static List<Integer> widths(int columns) {
    return WIDTH % columns == 0 ? List.of(columns) : List.of(WIDTH % columns, columns);
  }

  /** Every pixel once: |found - w·x| <= 1e-5 Σ|w·x|. */
  private static void assertProducts(List<Row> rows, double[][] weights) {
    boolean[] seen = new boolean[HEIGHT * WIDTH];
    for (Row row : rows) {
      Tile tile = MapTable.tile(row);
      FloatBuffer found = tile.buffer().asFloatBuffer();
      for (int p = 0; p < tile.pixels(); p++) {
        int y = tile.getY() + p / tile.getColumns();
        int x = tile.getX() + p % tile.getColumns();
        assertThat(seen[y * WIDTH + x]).as("(%d, %d) twice", y, x).isFalse();
        seen[y * WIDTH + x] = true;
        for (double[] kernel : weights) {
          double sum = 0;
          double size = 0;
          for (int c = 0; c < D; c++) {
            sum += kernel[c] * Blocks.sample(y, x, c);
            size += Math.abs(kernel[c] * Blocks.sample(y, x, c));
          }
          if (Math.abs(found.get() - sum) > 1e-5 * size) {
            throw new AssertionError("pixel " + y + ", " + x);
          }
        }
      }
    }
    assertThat(seen).doesNotContain(false);
  }

  /**
   * Full lines of blocks of 2 lines, a line of 3 MiB, of which 16 MiB hold 5: 4 are read at once.
   */
  @Test
  void fullLinesEndWhereBlocksDo() {
    Raster wide = new Wide(2);
    InputSplit split = new InputSplit("file:/toy", "0/toy", 1, 0, null).lines(3, 7, 1);
    List<Window> windows = new ArrayList<>();
    new TileReader(1).read(split, wide).forEachRemaining(tile -> windows.add(tile.window()));
    assertThat(windows)
        .containsExactly(
            Window.lines(3, 1, Wide.WIDTH),
            Window.lines(4, 4, Wide.WIDTH),
            Window.lines(8, 2, Wide.WIDTH));
    windows.clear();
    new TileReader(1).read(split, new Wide(1)).forEachRemaining(tile -> windows.add(tile.window()));
    assertThat(windows).hasSize(7); // strips of the map, of a line of 4 MiB
  }

  /** Zeros. */
  private static final class Wide extends ByteRaster {
    static final int WIDTH = 1 << 20;

    private final int blockRows;

    Wide(int blockRows) {
      super(20, WIDTH, D);
      this.blockRows = blockRows;
    }

    @Override
    public int blockRows() {
      return blockRows;
    }

    @Override
    public byte[] read(Window window) {
      return new byte[window.pixels() * D];
    }
  }

  @Test
  void aWindowThatIsMissingOrThereTwiceIsAnErrorThatNamesAPixel() {
    List<Tile> windows = new ArrayList<>();
    new TileReader(0)
        .read(new InputSplit("file:/toy", "0/toy", 1, 0, null), new Blocks(16, 16))
        .forEachRemaining(windows::add);
    assertThat(windows.get(0).tellsOfImage()).isTrue();
    assertThat(windows.stream().filter(Tile::tellsOfImage)).hasSize(1);
    Collections.shuffle(windows, new Random(3));
    assertThat(new TileJoiner(windows.iterator(), true, byte[]::new).next().window())
        .isEqualTo(Window.lines(0, HEIGHT, WIDTH));
    Tile last = windows.remove(8);
    assertThatThrownBy(() -> new TileJoiner(windows.iterator(), true, byte[]::new).next())
        .hasMessage(
            "Cannot assemble file:/toy: pixel (y=%d, x=%d) is missing", last.getY(), last.getX());
    windows.add(windows.get(2));
    assertThatThrownBy(() -> new TileJoiner(windows.iterator(), true, byte[]::new).next())
        .hasMessage(
            "Cannot assemble file:/toy: pixel (y=%d, x=%d) is there more than once",
            windows.get(2).getY(), windows.get(2).getX());
  }
}
