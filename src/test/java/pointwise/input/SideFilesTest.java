package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.raster.Band;
import pointwise.raster.BandChoice;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;

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

  @Test
  void metadataThatAreNoXmlAreAFailureOfTheImage() throws IOException {
    copy("gdal_metadata.tif");
    Files.writeString(folder.resolve("a.tif.aux.xml"), "<PAMDataset>");
    assertThatThrownBy(this::info)
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("a.tif.aux.xml cannot be read: it is no XML, ");
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
