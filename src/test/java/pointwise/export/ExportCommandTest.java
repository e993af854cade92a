package pointwise.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.command.Cli;
import pointwise.text.Text;

class ExportCommandTest {
  @TempDir Path folder;

  private Cli export(String kind, Object... options) {
    List<Object> args = new ArrayList<>(List.of("export", "--maps", folder.resolve("maps")));
    args.addAll(List.of("--to", kind, "--out", folder.resolve("out")));
    args.addAll(Arrays.asList(options));
    return Cli.run(args.toArray());
  }

  private void exported(String kind, Object... options) {
    Cli cli = export(kind, options);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.resolve("out").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** A map of floats: random ones, every 37th NaN. */
  private static float[] floats(int height, int width, int channels) {
    Random random = new Random(5);
    float[] samples = new float[height * width * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = i % 37 == 0 ? Float.NaN : random.nextFloat() * 100 - 50;
    }
    return samples;
  }

  private static byte[] window(float[] samples, int[] shape, int y, int rows, int x, int columns) {
    ByteBuffer data =
        ByteBuffer.allocate(rows * columns * shape[2] * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int line = y; line < y + rows; line++) {
      for (int i = x * shape[2]; i < (x + columns) * shape[2]; i++) {
        data.putFloat(samples[line * shape[1] * shape[2] + i]);
      }
    }
    return data.array();
  }

  /** Cuts a map into windows. */
  private static MapRows cut(
      MapRows table, float[] samples, int[] shape, int rows, int columns, Map<String, ?> more) {
    for (int y = 0; y < shape[0]; y += rows) {
      for (int x = 0; x < shape[1]; x += columns) {
        int h = Math.min(rows, shape[0] - y);
        int w = Math.min(columns, shape[1] - x);
        table.window(
            "file:/in/scene.tif",
            shape,
            y,
            h,
            x,
            w,
            "float32",
            window(samples, shape, y, h, x, w),
            more);
      }
    }
    return table;
  }

  private static double[] doubles(float[] samples) {
    double[] doubles = new double[samples.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = samples[i];
    }
    return doubles;
  }

  /** Means of the numbers among 2 x 2 pixels, by a loop over all pixels. */
  private static float[] halved(float[] samples, int[] shape) {
    int height = (shape[0] + 1) / 2;
    int width = (shape[1] + 1) / 2;
    double[] sums = new double[height * width * shape[2]];
    int[] counts = new int[sums.length];
    for (int i = 0; i < samples.length; i++) {
      int pixel = i / shape[2];
      int half = (pixel / shape[1] / 2 * width + pixel % shape[1] / 2) * shape[2] + i % shape[2];
      if (!Float.isNaN(samples[i])) {
        sums[half] += samples[i];
        counts[half]++;
      }
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = counts[i] == 0 ? Float.NaN : (float) (sums[i] / counts[i]);
    }
    return means;
  }

  private void assertCog(PlainTiff tiff, float[] samples, int height, int width, int channels) {
    float[] level = samples;
    int[] shape = {height, width, channels};
    for (int l = 0; l < tiff.levels(); l++) {
      assertThat(tiff.number(l, 256)).isEqualTo(shape[1]);
      assertThat(tiff.number(l, 257)).isEqualTo(shape[0]);
      assertThat(tiff.samples(l)).as("level %d", l).isEqualTo(doubles(level));
      assertThat(Math.max(shape[0], shape[1]) > 512).isEqualTo(l < tiff.levels() - 1);
      level = halved(level, shape);
      shape = new int[] {(shape[0] + 1) / 2, (shape[1] + 1) / 2, channels};
    }
    // Full resolution last, and directories before all of it.
    for (int l = 1; l < tiff.levels(); l++) {
      assertThat(tiff.field(l, 324)[0]).isLessThan(tiff.field(l - 1, 324)[0]);
    }
  }

  @Test
  void stripsWindowsAndWholeMapsGiveTheSameCog() throws IOException {
    int[] shape = {1100, 1301, 2};
    float[] samples = floats(shape[0], shape[1], shape[2]);
    byte[] first = null;
    for (int[] cut : new int[][] {{1100, 1301}, {97, 1301}, {256, 300}, {1100, 7}}) {
      Path maps = folder.resolve("maps");
      delete(maps);
      cut(MapRows.placed(), samples, shape, cut[0], cut[1], Map.of()).write(maps);
      exported("cog", "--overwrite");
      assertThat(files()).containsExactly("scene.tif");
      byte[] file = Files.readAllBytes(folder.resolve("out/scene.tif"));
      if (first == null) {
        first = file;
        assertThat(PlainTiff.of(file).levels()).isEqualTo(3);
        assertCog(PlainTiff.of(file), samples, shape[0], shape[1], shape[2]);
        assertThat(new String(file, 8, 43, StandardCharsets.US_ASCII))
            .isEqualTo("GDAL_STRUCTURAL_METADATA_SIZE=000055 bytes\n");
      }
      assertThat(file).as(Arrays.toString(cut)).isEqualTo(first);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  void aMapKeepsItsPlaceAndItsBands() {
    int[] shape = {2, 3, 2};
    float[] samples = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    Map<String, Object> place =
        Map.of(
            "crs", "EPSG:32631",
            "transform", List.of(500000.0, 30.0, 0.0, 4600000.0, 0.0, -30.0),
            "bands", List.<Row>of(MapRows.band("red & near", 665.0), MapRows.band(null, null)));
    cut(MapRows.placed(), samples, shape, 2, 3, place).write(folder.resolve("maps"));
    exported("geotiff");
    PlainTiff tiff = PlainTiff.read(folder.resolve("out/scene.tif"));
    assertThat(tiff.levels()).isEqualTo(1);
    assertThat(tiff.samples(0)).isEqualTo(doubles(samples));
    assertThat(tiff.field(0, 33550)).containsExactly(30, 30, 0);
    assertThat(tiff.field(0, 33922)).containsExactly(0, 0, 0, 500000, 4600000, 0);
    assertThat(tiff.field(0, 34735))
        .containsExactly(1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32631);
    assertThat(tiff.text(42113)).isEqualTo("nan");
    assertThat(tiff.field(0, 338)).containsExactly(0);
    assertThat(tiff.text(42112))
        .isEqualTo(
            """
            <GDALMetadata>
              <Item name="DESCRIPTION" sample="0" role="description">red &amp;amp; near</Item>
              <Item name="wavelength" sample="0">665.0</Item>
              <Item name="wavelength_units" sample="0">Nanometers</Item>
            </GDALMetadata>
            """);
  }

  @Test
  void everyTypeIsWrittenAsItIsButFloat16() throws IOException {
    Map<String, byte[]> maps =
        Map.of(
            "uint8", new byte[] {0, 1, -1, 7},
            "uint16", new byte[] {0, 0, 1, 0, -1, -1, 0, -128},
            "int16", new byte[] {0, 0, 1, 0, -1, -1, 0, -128},
            // 1.5, -2, 65504, NaN
            "float16", new byte[] {0, 0x3e, 0, (byte) 0xc0, -1, 0x7b, 0, 0x7e});
    MapRows table = MapRows.plain();
    int[] shape = {1, 4, 1};
    maps.forEach(
        (dtype, data) ->
            table.window("file:/in/" + dtype + ".png", shape, 0, 1, 0, 4, dtype, data, Map.of()));
    table.write(folder.resolve("maps"));
    exported("geotiff");
    assertThat(samples("uint8")).containsExactly(0, 1, 255, 7);
    assertThat(samples("uint16")).containsExactly(0, 1, 65535, 32768);
    assertThat(samples("int16")).containsExactly(0, 1, -1, -32768);
    assertThat(samples("float16")).containsExactly(1.5, -2, 65504, Double.NaN);
    assertThat(PlainTiff.read(folder.resolve("out/uint8.tif")).field(0, 42113)).isNull();
    exported("npy");
    assertThat(files())
        .containsExactly(
            "float16.npy",
            "float16.tif",
            "int16.npy",
            "int16.tif",
            "uint16.npy",
            "uint16.tif",
            "uint8.npy",
            "uint8.tif");
    byte[] npy = Files.readAllBytes(folder.resolve("out/float16.npy"));
    String head = "{'descr': '<f2', 'fortran_order': False, 'shape': (1, 4, 1), }";
    assertThat(npy).hasSize(128 + 8);
    assertThat(Arrays.copyOf(npy, 10)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
    assertThat(new String(npy, 10, 118, StandardCharsets.US_ASCII))
        .isEqualTo(head + " ".repeat(117 - head.length()) + "\n");
    assertThat(Arrays.copyOfRange(npy, 128, 136)).isEqualTo(maps.get("float16"));
  }

  private double[] samples(String name) {
    return PlainTiff.read(folder.resolve("out/" + name + ".tif")).samples(0);
  }

  @Test
  void aNpyOfAMapInWindowsIsTheMap() throws IOException {
    int[] shape = {700, 900, 3};
    float[] samples = floats(shape[0], shape[1], shape[2]);
    cut(MapRows.placed(), samples, shape, 256, 256, Map.of()).write(folder.resolve("maps"));
    exported("npy");
    byte[] file = Files.readAllBytes(folder.resolve("out/scene.npy"));
    assertThat(Arrays.copyOfRange(file, 128, file.length))
        .isEqualTo(window(samples, shape, 0, shape[0], 0, shape[1]));
  }

  private static MapRows pixel(MapRows table, String origin, String layer, int value) {
    Map<String, ?> more = layer == null ? Map.of() : Map.of("layer", layer);
    byte[] data = {(byte) value};
    return table.window(origin, new int[] {1, 1, 1}, 0, 1, 0, 1, "uint8", data, more);
  }

  @Test
  void filesAreKeptUnlessAskedFor() throws IOException {
    MapRows table = MapRows.plain();
    pixel(
            pixel(pixel(table, "file:/in/a.png", null, 1), "file:/in/b.png", null, 2),
            "file:/in/deep/a.png",
            null,
            3)
        .write(folder.resolve("maps"));
    Files.createDirectories(folder.resolve("out/deep"));
    Files.writeString(folder.resolve("out/deep/a.tif"), "old");
    Cli kept = export("geotiff");
    assertThat(kept.code()).isEqualTo(2);
    assertThat(kept.err())
        .contains(
            "Cannot write to file:"
                + folder.resolve("out")
                + ": found 1 of the files there already, expected none or --overwrite");
    assertThat(files()).containsExactly("deep/a.tif");
    assertThat(folder.resolve("out/deep/a.tif")).hasContent("old");
    exported("geotiff", "--overwrite");
    assertThat(files()).containsExactly("a.tif", "b.tif", "deep/a.tif");
    assertThat(samples("deep/a")).containsExactly(3);
  }

  @Test
  void namesOfLayersAndSuffixesTellFilesApart() throws IOException {
    MapRows table = MapRows.plain();
    pixel(table, "file:/in/a.png", "conv/1", 1);
    pixel(table, "file:/in/a.png", "conv2", 2);
    pixel(table, "file:/in/b.png", "conv2", 3);
    pixel(table, "file:/in/b.jpg", "conv2", 4);
    table.write(folder.resolve("maps"));
    exported("geotiff");
    assertThat(files())
        .containsExactly("a.conv2.tif", "a.conv_1.tif", "b.jpg.conv2.tif", "b.png.conv2.tif");
    assertThat(samples("b.jpg.conv2")).containsExactly(4);
  }

  @Test
  void imagesThatFailedAreCounted() throws IOException {
    MapRows table = MapRows.plain().failed("file:/in/bad.png", "content");
    pixel(table, "file:/in/a.png", null, 1).write(folder.resolve("maps"));
    Cli some = export("geotiff");
    assertThat(some.code()).isZero();
    assertThat(some.out())
        .contains("2 in = 1 done + 1 failed")
        .contains("1 content: file:/in/bad.png: the bytes are wrong")
        .contains("files      1, ");
    assertThat(files()).containsExactly("a.tif");

    delete(folder.resolve("maps"));
    pixel(MapRows.plain().failed("file:/in/bad.png", "storage"), "file:/in/b.png", null, 1)
        .write(folder.resolve("maps"));
    assertThat(export("geotiff").code()).isEqualTo(4);

    delete(folder.resolve("maps"));
    MapRows.plain().failed("file:/in/bad.png", "content").write(folder.resolve("maps"));
    assertThat(export("geotiff", "--overwrite").code()).isEqualTo(3);
  }

  @Test
  void wrongUseIsRefused() throws IOException {
    Path maps = folder.resolve("maps");
    assertThat(export("geotiff").err())
        .singleElement()
        .asString()
        .startsWith("Cannot read maps " + maps + ": nothing is there, expected a folder");
    pixel(MapRows.plain(), "file:" + folder + "/out/a.npy", null, 1).write(maps);
    Files.createDirectories(folder.resolve("out"));
    assertThat(export("npy", "--overwrite").err())
        .contains(
            Text.of(
                "Cannot write to file:%1$s/out: the job would replace its input file:%1$s/out/a.npy",
                folder));
    assertThat(export("geotiff", "--out", maps.resolve("x")).code()).isEqualTo(2);
    delete(maps);
    pixel(pixel(MapRows.plain(), "file:/a.png", null, 1), "file:/a.png", null, 1).write(maps);
    assertThat(export("geotiff").err())
        .contains(
            Text.of("Cannot export %s: the map of file:/a.png is there more than once", maps));
  }

  @Test
  void aMapThatLacksRowsIsNoFile() throws IOException {
    int[] shape = {600, 600, 1};
    float[] samples = floats(600, 600, 1);
    MapRows table = MapRows.plain();
    for (int y : new int[] {0, 200}) {
      table.window(
          "file:/in/a.tif",
          shape,
          y,
          200,
          0,
          600,
          "float32",
          window(samples, shape, y, 200, 0, 600),
          Map.of());
    }
    table.write(folder.resolve("maps"));
    Cli cli = export("cog");
    assertThat(cli.code()).isEqualTo(1);
    assertThat(String.join("\n", cli.err()))
        .contains("Cannot export the map of file:/in/a.tif: its rows do not add up");
    assertThat(files()).isEmpty();
  }

  @Test
  void classesHaveNamesAndColours() throws IOException {
    byte[] labels = {0, 1, 2, (byte) 255};
    MapRows.plain()
        .window(
            "file:/in/a.png",
            new int[] {2, 2, 1},
            0,
            2,
            0,
            2,
            "uint8",
            labels,
            Map.of("nodata", 255.0))
        .write(folder.resolve("maps"));
    Path csv =
        Files.writeString(
            folder.resolve("names.csv"), "value,name,colour\n1,water,#0000ff\n2,\"wood, old\"\n");
    exported("cog", "--classes", csv);
    PlainTiff tiff = PlainTiff.read(folder.resolve("out/a.tif"));
    assertThat(tiff.samples(0)).containsExactly(0, 1, 2, 255);
    assertThat(tiff.number(0, 262)).isEqualTo(3);
    assertThat(tiff.text(42113)).isEqualTo("255");
    double[] colours = tiff.field(0, 320);
    assertThat(colours).hasSize(768);
    assertThat(colours[1]).isZero();
    assertThat(colours[257]).isZero();
    assertThat(colours[513]).isEqualTo(65535);
    // The second of Okabe and Ito's colours, 56b4e9.
    assertThat(colours[2]).isEqualTo(0x5656);
    assertThat(colours[258]).isEqualTo(0xb4b4);
    assertThat(colours[514]).isEqualTo(0xe9e9);
    assertThat(tiff.text(42112))
        .contains("<Item name=\"CLASS_1\" sample=\"0\">water</Item>")
        .contains("<Item name=\"CLASS_2\" sample=\"0\">wood, old</Item>")
        .doesNotContain("CLASS_0");
  }
}
