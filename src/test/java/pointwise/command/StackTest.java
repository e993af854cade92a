package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.Spark;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

/** Scenes of a file for each band, against the same scene in one file. */
class StackTest {
  private static final int HEIGHT = 23;
  private static final int WIDTH = 31;
  private static final int PIXELS = HEIGHT * WIDTH;
  private static final String BANK = "{\"kernels\": [[2, 3, -1], [0.5, 0, 1]]}";

  @TempDir private Path folder;

  private Path band(String scene, String band, String dtype, short[] samples) throws IOException {
    Path of = Files.createDirectories(folder.resolve("scenes").resolve(scene));
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples);
    return Pictures.npy(
        of.resolve(scene + "_B" + band + ".npy"), dtype, HEIGHT, WIDTH, 1, bytes.array());
  }

  private static short[] samples(long seed) {
    Random random = new Random(seed);
    short[] samples = new short[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      samples[i] = (short) random.nextInt(30000);
    }
    return samples;
  }

  private Path whole(String name, short[]... bands) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * bands.length * PIXELS).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < PIXELS; i++) {
      for (short[] band : bands) {
        bytes.putShort(band[i]);
      }
    }
    return Pictures.npy(
        folder.resolve(name + ".npy"), "<u2", HEIGHT, WIDTH, bands.length, bytes.array());
  }

  private Cli extract(Object... more) throws IOException {
    Path bank = Files.writeString(folder.resolve("bank.json"), BANK);
    List<Object> all = new ArrayList<>(List.of("extract", "--kernels", bank, "--out"));
    all.add(folder.resolve("out"));
    all.addAll(List.of(more));
    return Cli.run(all.toArray());
  }

  private List<Row> rows() {
    return Spark.session()
        .read()
        .parquet(folder.resolve("out").toString())
        .orderBy("origin")
        .collectAsList();
  }

  private String pattern() {
    return folder.resolve("scenes/L*/{scene}_B{band}.npy").toString();
  }

  /** Bands 2, 3 and 10 of two scenes, one of which lacks band 3; another size in a band aside. */
  @Test
  void filesOfBandsAreAnImage() throws IOException {
    short[][] bands = {samples(2), samples(3), samples(10)};
    band("L1", "10", "<u2", bands[2]);
    band("L1", "2", "<u2", bands[0]);
    band("L1", "3", "<u2", bands[1]);
    Pictures.uint8(folder.resolve("scenes/L1/L1_B8.npy"), 2 * HEIGHT, 2 * WIDTH, 1, 3);
    band("L2", "2", "<u2", bands[0]);
    band("L2", "10", "<i2", bands[2]);
    Pictures.uint8(folder.resolve("scenes/L2/other.npy"), 3, 3, 3, 3);
    Cli done = extract("--stack", pattern(), "--bands", "2,3,10");
    assertThat(done.code()).as(String.join("\n", done.err())).isZero();
    List<Row> stacked = rows();
    assertThat(stacked).hasSize(2);
    assertThat(stacked.get(0).<String>getAs("origin")).endsWith("/L1/L1_B2.npy");
    assertThat(stacked.get(1).<String>getAs("error"))
        .isEqualTo("no band has the name 3, found [2, 10]");
    assertThat(extract("--images", whole("one", bands), "--overwrite").code()).isZero();
    assertThat(stacked.get(0).<byte[]>getAs("data")).isEqualTo(rows().get(0).getAs("data"));
    assertThat(stacked.get(0).<Object>getAs("bands")).isNull();
    // Of other types it is an image of floats with the same numbers.
    assertThat(extract("--stack", pattern(), "--bands", "2,10,2", "--overwrite").code()).isZero();
    List<Row> both = rows();
    assertThat(both.get(1).<byte[]>getAs("data")).isEqualTo(both.get(0).<byte[]>getAs("data"));
    assertThat(both.get(0).isNullAt(both.get(0).fieldIndex("nodata"))).isTrue();
    assertThat(both.get(1).<Double>getAs("nodata")).isNaN();
    assertThat(extract("--stack", pattern(), "--bands", "2,8,10", "--overwrite").code())
        .isEqualTo(3);
    assertThat(rows().get(0).<String>getAs("error"))
        .isEqualTo("band 8 does not fit, found 46 x 62 x 1, expected 23 x 31 x 1 as band 2");
  }

  @Test
  void theMaskOfASceneIsFoundByItsName() throws IOException {
    short[][] bands = {samples(2), samples(3), samples(4)};
    for (int b = 0; b < 3; b++) {
      band("L1", Integer.toString(b), "<u2", bands[b]);
    }
    short[] quality = new short[PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      quality[i] = (short) (i % 3 == 0 ? 8 | 1 : 1);
    }
    Path mask = band("L1", "x", "<u2", quality);
    Files.move(mask, mask.resolveSibling("L1_QA.npy"));
    Cli done = extract("--stack", pattern(), "--mask", "{scene}_QA.npy:bits=3,4");
    assertThat(done.code()).as(String.join("\n", done.err())).isZero();
    ByteBuffer data =
        ByteBuffer.wrap(rows().get(0).<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < PIXELS; i++) {
      Float expected = i % 3 == 0 ? Float.NaN : 2f * bands[0][i] + 3f * bands[1][i] - bands[2][i];
      assertThat((Float) data.getFloat(8 * i)).isEqualTo(expected);
    }
  }

  /** A mask among the images is none of them; one that changed makes the image new. */
  @Test
  void aMaskInTheFolderIsNoImageAndItsChangeIsNoticed() throws IOException {
    Path image = whole("a", samples(1), samples(2), samples(3));
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.move(image, images.resolve("a.npy"));
    byte[] valid = new byte[PIXELS];
    valid[5] = 1;
    Path mask = Pictures.npy(images.resolve("a_mask.npy"), "|u1", HEIGHT, WIDTH, 1, valid);
    List<Object> options = List.of("--images", images, "--mask", "{name}_mask.npy");
    assertThat(extract(options.toArray()).code()).isZero();
    assertThat(rows()).hasSize(1);
    byte[] before = rows().get(0).getAs("data");
    valid[6] = 1;
    Pictures.npy(mask, "|u1", HEIGHT, WIDTH, 1, valid);
    assertThat(mask.toFile().setLastModified(1_600_000_000_000L)).isTrue();
    List<Object> again = new ArrayList<>(options);
    again.add("--incremental");
    assertThat(extract(again.toArray()).code()).isZero();
    ByteBuffer was = ByteBuffer.wrap(before).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer is =
        ByteBuffer.wrap(rows().get(0).<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(was.getFloat(8 * 6)).isNaN();
    assertThat(is.getFloat(8 * 6)).isNotNaN();
    assertThat(is.getFloat(8 * 5)).isEqualTo(was.getFloat(8 * 5));
    assertFails(
        images,
        "{name}_mask.npy:bits=9",
        "a.npy: the mask does not have such bits, found samples of uint8, expected one with bit 9");
    Files.writeString(mask, "no image");
    assertFails(images, "{name}_mask.npy", "a.npy: its mask: file:" + mask + ": ");
    assertFails(images, "{name}_other.npy", "a.npy: its mask is not there: ");
  }

  /** 19 x 37 pixels, of which the mask leaves out the first. */
  @Test
  void aFileBesideATiffThatChangesOrComesOrGoesIsNoticed() throws IOException {
    Path tiffs = Path.of("src/test/resources/tiff");
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.copy(tiffs.resolve("gdal_uint8_3_tile_pixel_zstd2.tif"), images.resolve("a.tif"));
    Path mask = images.resolve("a.tif.msk");
    Path metadata = images.resolve("a.tif.aux.xml");
    String inside = "EPSG:32631";
    String said = "<PAMDataset><SRS>EPSG:%d</SRS></PAMDataset>";
    assertThat(extract("--images", images).code()).isZero();
    assertRow(false, inside);
    Files.copy(tiffs.resolve("gdal_beside_mask.tif.msk"), mask);
    assertThat(extract("--images", images, "--incremental").code()).isZero();
    assertRow(true, inside);
    Files.writeString(metadata, Text.of(said, 32632));
    assertThat(extract("--images", images, "--incremental").code()).isZero();
    assertRow(true, "EPSG:32632");
    Files.writeString(metadata, Text.of(said, 4326));
    assertThat(extract("--images", images, "--incremental").code()).isZero();
    assertRow(true, "EPSG:4326");
    Files.delete(mask);
    assertThat(extract("--images", images, "--incremental").code()).isZero();
    assertRow(false, "EPSG:4326");
  }

  private void assertRow(boolean masked, String crs) throws IOException {
    assertThat(rows()).hasSize(1);
    Row row = rows().get(0);
    ByteBuffer data = ByteBuffer.wrap(row.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(Float.isNaN(data.getFloat(0))).isEqualTo(masked);
    assertThat(row.<String>getAs("crs")).isEqualTo(crs);
  }

  private void assertFails(Path images, String mask, String reason) throws IOException {
    Cli failed = extract("--images", images, "--glob", "a.npy", "--mask", mask, "--overwrite");
    assertThat(failed.code()).isEqualTo(3);
    assertThat(failed.err()).anyMatch(line -> line.contains(reason));
  }

  /** The first band is the mask; a corrupt band later on is the scene's failure, under its name. */
  @Test
  void aMaskMayBeABandAndWhatFailsIsTheScene() throws IOException {
    short[] ones = new short[PIXELS];
    Arrays.fill(ones, (short) 1);
    ones[7] = 0;
    for (String band : List.of("0", "1", "2")) {
      band("L1", band, "<u2", band.equals("0") ? ones : samples(band.charAt(0)));
    }
    assertThat(extract("--stack", pattern(), "--mask", "{scene}_B0.npy").code()).isZero();
    assertThat(rows()).hasSize(1);
    ByteBuffer data =
        ByteBuffer.wrap(rows().get(0).<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(data.getFloat(8 * 7)).isNaN();
    assertThat(data.getFloat(8 * 8)).isNotNaN();
    band("L2", "0", "<u2", ones);
    band("L2", "1", "<u2", ones);
    Path cut = band("L2", "2", "<u2", ones);
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 10));
    assertThat(extract("--stack", pattern(), "--overwrite").code()).isZero();
    assertThat(rows()).hasSize(2);
    assertThat(rows().get(1).<String>getAs("origin")).endsWith("/L2/L2_B0.npy");
    assertThat(rows().get(1).<String>getAs("error")).contains("L2_B2.npy");
  }

  /**
   * Above what one part holds, in bands that are stored in other ways: uncompressed tiles, lines.
   */
  @Test
  void aLargeStackIsReadWhole() throws IOException {
    int side = 3000;
    Path scene = Files.createDirectories(folder.resolve("scenes/L1"));
    byte[] line = new byte[2 * side];
    for (String band : List.of("1", "2", "3", "4")) {
      byte[] samples = new byte[2 * side * side];
      for (int y = 0; y < side; y++) {
        Arrays.fill(line, (byte) (y * band.charAt(0)));
        System.arraycopy(line, 0, samples, y * line.length, line.length);
      }
      Pictures.npy(scene.resolve("L1_B" + band + ".npy"), "<u2", side, side, 1, samples);
    }
    Path bank = Files.writeString(folder.resolve("bank.json"), "{\"kernels\": [[1, 0, 0, 0]]}");
    Cli done =
        Cli.run("extract", "--stack", pattern(), "--kernels", bank, "--out", folder.resolve("out"));
    assertThat(done.code()).as(String.join("\n", done.err())).isZero();
    long lines = 0;
    for (Row row : rows()) {
      ByteBuffer data = ByteBuffer.wrap(row.<byte[]>getAs("data")).order(ByteOrder.LITTLE_ENDIAN);
      int y = row.getAs("y");
      int value = (byte) (y * '1') & 0xff;
      assertThat(data.getFloat(0)).isEqualTo(value * 257f);
      lines += row.<Integer>getAs("rows");
    }
    assertThat(lines).isEqualTo(side);
  }

  @Test
  void aStackIsNamedAlone() throws IOException {
    Cli wrong = extract("--stack", "a{band}", "--images", folder);
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err())
        .anyMatch(line -> line.startsWith("Cannot use --stack: found --images, --images-from"));
    Cli none = extract("--stack", folder.resolve("x{scene}"));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).anyMatch(line -> line.contains("expected {band} in it once"));
    Cli mask = extract("--images", folder, "--mask", "{scene}_QA.npy");
    assertThat(mask.code()).isEqualTo(2);
    assertThat(mask.err()).anyMatch(line -> line.contains("expected {scene} in --stack too"));
  }
}
