package pointwise.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
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
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.command.Cli;
import pointwise.text.Text;

/** ENVI and PNG, by bytes and headers written by hand, and the JDK's reader of PNG. */
class OtherKindsTest {
  @TempDir Path folder;

  private Path exported(String kind, Object... options) {
    List<Object> args = new ArrayList<>(List.of("export", "--maps", folder.resolve("maps")));
    args.addAll(List.of("--to", kind, "--out", folder.resolve("out")));
    args.addAll(Arrays.asList(options));
    Cli cli = Cli.run(args.toArray());
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    return folder.resolve("out");
  }

  private static byte[] floats(float... values) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      data.putFloat(value);
    }
    return data.array();
  }

  @Test
  void anEnviFileIsBandByBandInEachLine() throws IOException {
    Map<String, Object> place =
        Map.of(
            "crs", "EPSG:32733",
            "transform", List.of(500000.5, 30.0, 0.0, 4600000.0, 0.0, -20.0),
            "bands", List.<Row>of(MapRows.band("red, {1}", 665.0), MapRows.band("nir", 865.5)));
    int[] shape = {2, 3, 2};
    MapRows.placed()
        // In two rows of the table.
        .window("file:/in/a.tif", shape, 0, 1, 0, 3, "float32", floats(1, 2, 3, 4, 5, 6), place)
        .window("file:/in/a.tif", shape, 1, 1, 0, 3, "float32", floats(7, 8, 9, 10, 11, 12), place)
        .write(folder.resolve("maps"));
    Path out = exported("envi");
    assertThat(Files.readAllBytes(out.resolve("a.img")))
        .isEqualTo(floats(1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12));
    assertThat(out.resolve("a.hdr"))
        .hasContent(
            """
            ENVI
            description = {file:/in/a.tif}
            samples = 3
            lines = 2
            bands = 2
            header offset = 0
            file type = ENVI Standard
            data type = 4
            interleave = bil
            byte order = 0
            map info = {UTM, 1, 1, 500000.5, 4600000.0, 30.0, 20.0, 33, South, WGS-84, units=Meters}
            data ignore value = nan
            band names = {red; (1), nir}
            wavelength units = Nanometers
            wavelength = {665.0, 865.5}
            """);
  }

  @Test
  void anEnviHeaderHasClasses() throws IOException {
    MapRows.placed()
        .window(
            "file:/in/a.tif",
            new int[] {1, 3, 1},
            0,
            1,
            0,
            3,
            "uint8",
            new byte[] {0, 2, -1},
            Map.of("nodata", 255.0, "crs", "GEOGCS[\"own\"]"))
        .write(folder.resolve("maps"));
    Path csv = Files.writeString(folder.resolve("names.csv"), "0,water,#0000ff\n2,wood,#007f00\n");
    Path out = exported("envi", "--classes", csv);
    assertThat(Files.readAllBytes(out.resolve("a.img"))).containsExactly(0, 2, 255);
    assertThat(Files.readString(out.resolve("a.hdr"), StandardCharsets.UTF_8))
        .contains("file type = ENVI Classification\ndata type = 1\n")
        .contains("coordinate system string = {GEOGCS[\"own\"]}\ndata ignore value = 255\n")
        .contains("classes = 3\nclass lookup = {0, 0, 255, ")
        .contains(", 0, 127, 0}\nclass names = {water, no class, wood}\n");
  }

  private Path placed(String table, double... transform) throws IOException {
    List<Double> numbers = Arrays.stream(transform).boxed().toList();
    int[] shape = {1, 1, 1};
    MapRows.placed()
        .window(
            "file:/in/a.tif", shape, 0, 1, 0, 1, "float32", floats(1), Map.of("transform", numbers))
        .write(folder.resolve(table));
    return folder.resolve(table);
  }

  @Test
  void anEnviHeaderHasARotationAndNoShear() throws IOException {
    placed("maps", 500, 8, 6, 900, 12, -16);
    assertThat(Files.readString(exported("envi").resolve("a.hdr")))
        .contains("map info = {Arbitrary, 1, 1, 500.0, 900.0, 10.0, 20.0, rotation=36.8698976");
    for (double[] transform :
        new double[][] {
          {500, 10, 2.5, 900, -1.5, -9}, {500, 10, 0, 900, 1, -10}, {500, -10, 0, 900, 0, -10}
        }) {
      Path sheared = placed("sheared" + transform[1] + transform[4], transform);
      Cli cli =
          Cli.run("export", "--maps", sheared, "--to", "envi", "--out", folder.resolve("refused"));
      assertThat(cli.code()).isEqualTo(2);
      assertThat(cli.err())
          .anyMatch(
              line ->
                  line.startsWith(
                      "Cannot export the map of file:/in/a.tif: the file cannot say where it lies"));
      assertThat(folder.resolve("refused")).doesNotExist();
    }
  }

  private BufferedImage picture(String dtype, int[] shape, byte[] data, Object... options)
      throws IOException {
    MapRows.plain()
        .window("file:/in/a.tif", shape, 0, shape[0], 0, shape[1], dtype, data, Map.of())
        .write(folder.resolve("maps"));
    return ImageIO.read(exported("png", options).resolve("a.png").toFile());
  }

  @Test
  void bytesAreAPictureAsTheyAre() throws IOException {
    byte[] data = {1, 2, 3, 4, 5, 6, 7, -1};
    BufferedImage rgba = picture("uint8", new int[] {1, 2, 4}, data);
    assertThat(rgba.getRGB(0, 0)).isEqualTo(0x04010203);
    assertThat(rgba.getRGB(1, 0)).isEqualTo(0xff050607);
  }

  @Test
  void greyBytesAreGrey() throws IOException {
    BufferedImage grey = picture("uint8", new int[] {2, 2, 1}, new byte[] {0, 100, -1, 7});
    assertThat(grey.getType()).isEqualTo(BufferedImage.TYPE_BYTE_GRAY);
    assertThat(grey.getRaster().getSamples(0, 0, 2, 2, 0, (int[]) null))
        .containsExactly(0, 100, 255, 7);
  }

  @Test
  void labelsHaveTheColoursOfTheirClasses() throws IOException {
    Path csv = Files.writeString(folder.resolve("names.csv"), "1,water,#0000fe\n");
    BufferedImage map = picture("uint8", new int[] {1, 2, 1}, new byte[] {1, 0}, "--classes", csv);
    assertThat(map.getRGB(0, 0)).isEqualTo(0xff0000fe);
    assertThat(map.getRaster().getSample(1, 0, 0)).isZero();
  }

  /** 100 numbers: the 2nd percentile is the second, the 98th the 98th of them. */
  @Test
  void floatsGoFromTheSecondPercentileToTheLastButTwo() throws IOException {
    float[] values = new float[101];
    for (int i = 0; i < 100; i++) {
      values[i] = i + 1;
    }
    values[100] = Float.NaN;
    BufferedImage map = picture("float32", new int[] {1, 101, 1}, floats(values));
    assertThat(map.getRGB(0, 0)).isEqualTo(0xff000000);
    assertThat(map.getRGB(1, 0)).isEqualTo(0xff000000);
    // 255 * (50 - 2) / 96 = 127.5
    assertThat(map.getRGB(49, 0)).isEqualTo(0xff808080);
    assertThat(map.getRGB(97, 0)).isEqualTo(0xffffffff);
    assertThat(map.getRGB(99, 0)).isEqualTo(0xffffffff);
    assertThat(map.getRGB(100, 0) >>> 24).isZero();
  }

  /** Of four channels the first three, each with its own scale. */
  @Test
  void threeChannelsAreColours() throws IOException {
    byte[] data = floats(0, 10, 5, 9, 1, 20, 5, 9, 2, 30, 5, 9);
    BufferedImage map = picture("float32", new int[] {1, 3, 4}, data);
    assertThat(map.getRGB(0, 0)).isEqualTo(0xff000000);
    assertThat(map.getRGB(1, 0)).isEqualTo(0xff808000);
    assertThat(map.getRGB(2, 0)).isEqualTo(0xffffff00);
  }

  @Test
  void aPictureThatDoesNotFitInMemoryIsRefused() throws IOException {
    int[] shape = {60_000, 60_000, 1};
    MapRows.plain()
        .window("file:/in/a.tif", shape, 0, 1, 0, 60_000, "uint8", new byte[60_000], Map.of())
        .window("file:/in/b.tif", new int[] {1, 1, 1}, 0, 1, 0, 1, "uint8", new byte[1], Map.of())
        .write(folder.resolve("maps"));
    Path out = folder.resolve("out");
    Cli cli = Cli.run("export", "--maps", folder.resolve("maps"), "--to", "png", "--out", out);
    assertThat(cli.code()).isEqualTo(2);
    assertThat(cli.err())
        .anyMatch(
            line ->
                line.startsWith(
                        Text.of(
                            "Cannot export the map of file:/in/a.tif: it has to fit in memory, found 60000 x 60000 pixels, which take 32,400,000,000 bytes, expected at most "))
                    && line.endsWith(": raise --driver-memory, or use --to geotiff"));
    assertThat(out).doesNotExist();
  }
}
