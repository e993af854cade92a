package pointwise.input;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.raster.Band;
import pointwise.raster.BandChoice;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.raster.stack.StackPattern;

/** What GDAL keeps beside a TIFF. The rules are those seen of GDAL 3.10.3 by rasterio 1.4.4. */
class SideFilesTest {
  private static final Path TIFFS = Path.of("src/test/resources/tiff");

  @TempDir private Path folder;

  /** Copies a fixture, with what lies beside it or without. */
  private Path copy(String name, String... beside) throws IOException {
    for (String suffix : beside) {
      Files.copy(TIFFS.resolve(name + suffix), folder.resolve("a.tif" + suffix));
    }
    return Files.copy(TIFFS.resolve(name), folder.resolve("a.tif"));
  }

  private Listing listing(Listing.Selection selection) throws IOException {
    return Lister.list(new Configuration(), List.of(folder.toString()), selection);
  }

  private Raster open(RasterOptions options) throws IOException {
    InputSplit split = listing(Listing.Selection.DEFAULT).files().get(0);
    return new RasterReader(new Configuration(), Fixture.LIMITS, options).open(split);
  }

  private SceneInfo info() throws IOException {
    try (Raster image = open(RasterOptions.DEFAULT)) {
      return image.info();
    }
  }

  @Test
  void metadataOfGdalBesideAFileAreThoseOfTheFile() throws IOException {
    copy("gdal_beside_metadata.tif", ".aux.xml");
    SceneInfo info = info();
    // As jobs/raster-matrix.py wrote it.
    assertThat(info.crs()).isEqualTo("EPSG:32631");
    assertThat(info.transform()).containsExactly(499980.0, 10.0, 0.0, 5300040.0, 0.0, -10.0);
    assertThat(info.bands())
        .extracting(Band::name, Band::wavelength, Band::scale, Band::offset)
        .containsExactly(
            tuple("red", 665.0, 0.0001, -0.1), tuple("near infrared <1>", 842.5, 0.5, 7.0));
    try (RasterReader reader = new RasterReader(new Configuration(), Fixture.LIMITS);
        Raster image = reader.open(folder.resolve("a.tif").toString())) {
      assertThat(image.info()).as("not listed").isEqualTo(info);
    }
  }

  @Test
  void whatIsSaidBesideAFileStandsBeforeWhatTheFileSays() throws IOException {
    copy("gdal_metadata.tif");
    Files.writeString(
        folder.resolve("a.tif.aux.xml"),
        """
        <PAMDataset><SRS>EPSG:32632</SRS><GeoTransform> 1, 2, 0, 3, 0, -4</GeoTransform>
        <PAMRasterBand band="2"><Description>other</Description><NoDataValue>7</NoDataValue>
        <Metadata><MDI key="scale">9</MDI></Metadata></PAMRasterBand></PAMDataset>
        """);
    SceneInfo info = info();
    assertThat(info.crs()).isEqualTo("EPSG:32632");
    assertThat(info.transform()).containsExactly(1.0, 2.0, 0.0, 3.0, 0.0, -4.0);
    assertThat(info.bands())
        .containsExactly(
            new Band("red", 665.0, true, 65535.0, 0.0001, -0.1),
            new Band("other", 842.5, true, 7.0, 0.5, 7));
  }

  /** GDAL reads the image of each without a word. */
  @Test
  void metadataThatAreNoXmlArePassedOver() throws IOException {
    copy("gdal_metadata.tif");
    SceneInfo plain = info();
    String text = "<PAMDataset><SRS>EPSG:32632</SRS></PAMDataset>";
    for (String damaged :
        List.of(
            "",
            text.substring(0, 40),
            "<!DOCTYPE PAMDataset>" + text,
            "<?xml version=\"1.0\" encoding=\"foo\"?>" + text,
            text.replace("EPSG:32632", "<a>".repeat(100_000) + "</a>".repeat(100_000)),
            "\0\1")) {
      Files.writeString(folder.resolve("a.tif.aux.xml"), damaged);
      SceneInfo info = info();
      assertThat(info.crs()).isEqualTo(plain.crs());
      assertThat(info.bands()).isEqualTo(plain.bands());
      assertThat(info.details())
          .containsEntry(
              "beside it", "an .aux.xml file of GDAL, which is not read, since it is damaged");
    }
  }

  @Test
  void theMaskBesideAFileIsThatOfRasterio() throws IOException {
    copy("gdal_beside_mask.tif", ".msk");
    byte[] expected = Fixture.npy(TIFFS.resolve("gdal_beside_mask.tif.mask.npy")).samples();
    assertThat(expected).contains(0, 255);
    try (Raster image = open(RasterOptions.DEFAULT)) {
      Window all = Window.lines(0, image.height(), image.width());
      byte[] valid = image.mask(all);
      // The file has nodata too, in the corner, which the mask leaves out.
      assertThat(expected[0]).isZero();
      for (int i = 0; i < expected.length; i++) {
        assertThat(valid[i] != 0).isEqualTo(expected[i] != 0);
      }
      assertThat(image.info().details()).containsEntry("mask", "in the .msk file beside it");
    }
  }

  @Test
  void aMaskInsideStandsBeforeOneBeside() throws IOException {
    copy("gdal_cog_mask.tif");
    Files.copy(TIFFS.resolve("gdal_beside_mask.tif.msk"), folder.resolve("a.tif.msk"));
    try (Raster image = open(RasterOptions.DEFAULT)) {
      assertThat(image.info().details()).containsEntry("mask", "in the file");
    }
  }

  @Test
  void aMaskOfAnotherSizeIsAFailureOfTheImage() throws IOException {
    copy("gdal_metadata.tif");
    Files.copy(TIFFS.resolve("gdal_cog.tif"), folder.resolve("a.tif.msk"));
    assertThatThrownBy(this::info)
        .isInstanceOf(ImageException.class)
        .hasMessageEndingWith(
            "the mask in the .msk file beside it does not fit, found 60 x 84 x 3 of uint16, expected 19 x 37 x 1 or 2 of uint8");
  }

  @Test
  void ofAMaskForEachBandThoseOfTheBandsThatAreUsedCount() throws IOException {
    copy("gdal_uint16_3_tile_band_lzw2.tif");
    Files.copy(TIFFS.resolve("gdal_uint8_3_tile_pixel_zstd2.tif"), folder.resolve("a.tif.msk"));
    byte[] mask =
        Fixture.npy(TIFFS.resolve("gdal_uint8_3_tile_pixel_zstd2.tif.expected.npy")).samples();
    RasterOptions some = RasterOptions.DEFAULT.withBands(List.of(new BandChoice.Numbers(2, 3)));
    for (RasterOptions options : List.of(RasterOptions.DEFAULT, some)) {
      boolean first = options.bands().isEmpty();
      try (Raster image = open(options)) {
        byte[] valid = image.mask(Window.lines(0, image.height(), image.width()));
        for (int p = 0; p < valid.length; p++) {
          boolean data = mask[3 * p + 1] != 0 && mask[3 * p + 2] != 0;
          assertThat(valid[p] != 0).isEqualTo(data && (!first || mask[3 * p] != 0));
        }
        assertThat(valid[0] != 0).isEqualTo(!first); // 0 in the first band alone
      }
    }
  }

  /** Both are decoded whole, and would each fit alone. */
  @Test
  void aMaskHasWhatMemoryTheImageLeaves() throws IOException {
    Path images = Path.of("src/test/resources/images");
    for (String suffix : List.of("", ".msk")) {
      Files.copy(images.resolve("jpeg_tiles.tif"), folder.resolve("a.tif" + suffix));
    }
    InputSplit split = listing(Listing.Selection.DEFAULT).files().get(0);
    DecodedImage alone =
        Fixture.decode("a.tif", Files.readAllBytes(images.resolve("jpeg_tiles.tif")));
    long bytes = alone.samples().length + split.getFileLength();
    for (long more : List.of(1L, bytes)) {
      DecodeLimits limits = new DecodeLimits(1 << 20, bytes + more, "--driver-memory");
      RasterReader reader = new RasterReader(new Configuration(), limits);
      if (more == bytes) {
        reader.open(split).close();
      } else {
        assertThatThrownBy(() -> reader.open(split))
            .isInstanceOf(ImageException.class)
            .hasMessageContaining("raise --driver-memory");
      }
    }
  }

  /** 17.6 million samples, which two tasks would share. */
  @Test
  void anImageWhoseMaskIsDamagedIsOnePart() throws IOException {
    BufferedImage image = new BufferedImage(4200, 4200, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(ImageIO.write(image, "tiff", folder.resolve("a.tif").toFile())).isTrue();
    assertThat(parts()).hasSizeGreaterThan(1);
    Files.writeString(folder.resolve("a.tif.msk"), "II*\0damaged");
    assertThat(parts()).hasSize(1);
    Files.copy(TIFFS.resolve("gdal_cog.tif"), folder.resolve("a.tif.msk"), REPLACE_EXISTING);
    assertThat(parts()).as("of another size").hasSize(1);
  }

  private List<InputSplit> parts() throws IOException {
    return ImageSource.splitEvenly(new Configuration(), listing(Listing.Selection.DEFAULT));
  }

  @Test
  void filesBesideTheBandsOfAStackAreReadWithThem() throws IOException {
    byte[] expected = Fixture.npy(TIFFS.resolve("gdal_beside_mask.tif.mask.npy")).samples();
    for (String band : List.of("s_B1.tif", "s_B2.tif")) {
      BufferedImage image = new BufferedImage(37, 19, BufferedImage.TYPE_BYTE_GRAY);
      assertThat(ImageIO.write(image, "tiff", folder.resolve(band).toFile())).isTrue();
    }
    Files.copy(TIFFS.resolve("gdal_beside_mask.tif.msk"), folder.resolve("s_B2.tif.msk"));
    Files.writeString(
        folder.resolve("s_B1.tif.aux.xml"),
        "<PAMDataset><PAMRasterBand band='1'><Scale>0.5</Scale></PAMRasterBand></PAMDataset>");
    StackPattern pattern = new StackPattern(folder.resolve("{scene}_B{band}.tif").toString());
    InputSplit scene =
        Lister.list(new Configuration(), List.of(pattern.glob()), Listing.Selection.DEFAULT)
            .stacked(pattern)
            .files()
            .get(0);
    try (Raster image = new RasterReader(new Configuration(), Fixture.LIMITS).open(scene)) {
      assertThat(image.info().bands())
          .extracting(Band::name, Band::scale)
          .containsExactly(tuple("1", 0.5), tuple("2", 1.0));
      byte[] valid = image.mask(Window.lines(0, 19, 37));
      for (int i = 0; i < expected.length; i++) {
        assertThat(valid[i] != 0).isEqualTo(expected[i] != 0);
      }
    }
  }

  /** What is read with an image is listed with it, or a change would not be noticed. */
  @Test
  void filesBesideATiffOfAnotherNameAreListed() throws IOException {
    for (String name : List.of("scene.gtiff", "scene", "scene.png")) {
      Files.copy(TIFFS.resolve("gdal_beside_mask.tif"), folder.resolve(name));
      Files.copy(TIFFS.resolve("gdal_beside_mask.tif.msk"), folder.resolve(name + ".msk"));
      List<String> named = List.of(folder.resolve(name).toString());
      InputSplit split =
          Lister.list(new Configuration(), named, Listing.Selection.DEFAULT).files().get(0);
      boolean listed = !name.endsWith(".png");
      assertThat(split.getBeside()).hasSize(listed ? 1 : 0);
      RasterReader reader = new RasterReader(new Configuration(), Fixture.LIMITS);
      try (Raster image = reader.open(split)) {
        assertThat(image.info().details().containsKey("mask")).isEqualTo(listed);
      }
    }
  }

  @Test
  void filesBesideAnImageAreNoImages() throws IOException {
    copy("gdal_beside_mask.tif", ".msk");
    Files.copy(TIFFS.resolve("gdal_cog.tif"), folder.resolve("a.tif.ovr"));
    Files.copy(TIFFS.resolve("gdal_cog.tif"), folder.resolve("other.msk"));
    Listing all = listing(new Listing.Selection("*", false));
    assertThat(all.files())
        .extracting(file -> Path.of(file.getOrigin()).getFileName().toString())
        .containsExactly("a.tif", "other.msk");
    assertThat(all.skipped().text()).isEqualTo("1 side file");
    assertThat(listing(Listing.Selection.DEFAULT).skipped().text())
        .isEqualTo("1 other file, 1 side file");
    List<String> wild = List.of(folder.resolve("*").toString());
    assertThat(Lister.list(new Configuration(), wild, Listing.Selection.DEFAULT).files())
        .extracting(file -> Path.of(file.getOrigin()).getFileName().toString())
        .containsExactly("a.tif", "other.msk");
    for (String name : List.of("a.tif", "a.t*f")) {
      List<String> named = List.of(folder.resolve(name).toString());
      assertThat(
              Lister.list(new Configuration(), named, Listing.Selection.DEFAULT)
                  .files()
                  .get(0)
                  .getBeside())
          .extracting(file -> Path.of(file.getPath()).getFileName().toString())
          .containsExactly("a.tif.msk");
    }
  }
}
