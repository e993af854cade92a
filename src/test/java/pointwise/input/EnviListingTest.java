package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.Window;

/** An image of two files: which of them are listed, and that both are those that were. */
class EnviListingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HEADER =
      "ENVI\nsamples = 4\nlines = 3\nbands = 2\ndata type = 1\ninterleave = bil\n";

  private final Configuration configuration = new Configuration();
  private final RasterReader reader = new RasterReader(configuration, Fixture.LIMITS);

  @TempDir private Path folder;

  @BeforeEach
  void stores() {
    configuration.set("fs.counted.impl", CountedFileSystem.class.getName());
    configuration.set("fs.tagged.impl", CountedFileSystem.class.getName());
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      if (name.toLowerCase(Locale.ROOT).endsWith(".hdr")) {
        Files.writeString(folder.resolve(name), HEADER);
      } else {
        Files.write(folder.resolve(name), new byte[24]);
      }
    }
  }

  private Listing list(String glob, String... names) throws IOException {
    List<String> paths = Arrays.stream(names).map(name -> folder + "/" + name).toList();
    return Lister.list(configuration, paths, new Listing.Selection(glob, false));
  }

  /** Each image as its header and its data file, without the folder. */
  private List<String> pairs(Listing listing) {
    return listing.files().stream()
        .map(
            image -> {
              List<String> all = new ArrayList<>(List.of(image.getOrigin()));
              image.getBeside().forEach(file -> all.add(file.getPath()));
              return String.join(" + ", all).replace("file:" + folder + "/", "");
            })
        .toList();
  }

  @Test
  void aHeaderWithItsDataIsAnImageOfAFolder() throws IOException {
    files("a.hdr", "a.img", "b.dat.hdr", "b.dat", "C.HDR", "C.RAW", "d.hdr", "d", "e.png");
    Listing listing = list(null, "");
    assertThat(pairs(listing))
        .containsExactly(
            "C.HDR + C.RAW", "a.hdr + a.img", "b.dat.hdr + b.dat", "d.hdr + d", "e.png");
    assertThat(listing.skipped().count()).isZero();
    assertThat(listing.files())
        .extracting(InputSplit::getKey)
        .containsExactly("0/C.HDR", "0/a.hdr", "0/b.dat.hdr", "0/d.hdr", "0/e.png");
  }

  @Test
  void headersWithoutDataAndOfTiffsArePassedOver() throws IOException {
    files(
        "alone.hdr", "a.hdr", "a.tif", "b.tiff.hdr", "b.tiff", "c.hdr", "c.TIF", "c.img", "d.png");
    Files.createDirectory(folder.resolve("alone.img"));
    Listing listing = list(null, "");
    assertThat(pairs(listing)).containsExactly("a.tif", "b.tiff", "c.TIF", "d.png");
    assertThat(listing.skipped().text())
        .isEqualTo("5 other files; 1 folder not entered (alone.img): --recursive takes it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.img", "a.hdr", "a.*", "a.h*", "*.img", "a.img a.hdr", "a.hdr a.img"})
  void anImageIsTakenOnceByWhicheverName(String names) throws IOException {
    files("a.hdr", "a.img");
    Listing listing = list(null, names.split(" "));
    assertThat(pairs(listing)).containsExactly("a.hdr + a.img");
    assertThat(listing.files().get(0).getKey()).isEqualTo("0/a.hdr");
    assertThat(listing.skipped().count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.img", "a*", "*", "*.hdr"})
  void theOptionGlobTakesDataFilesToo(String glob) throws IOException {
    files("a.hdr", "a.img");
    assertThat(pairs(list(glob, ""))).containsExactly("a.hdr + a.img");
  }

  @Test
  void theSuffixAddedGoesBeforeTheSuffixReplaced() throws IOException {
    files("a.hdr", "a.img.hdr", "a.img", "a.dat");
    assertThat(pairs(list(null, "a.img"))).containsExactly("a.img.hdr + a.img");
    assertThat(pairs(list(null, "a.dat"))).containsExactly("a.hdr + a.dat");
  }

  /** What has a suffix of its own is what that says, and a name without a header is no ENVI. */
  @Test
  void otherNamedFilesStayWhatTheyAre() throws IOException {
    files("a.png", "a.hdr", "b.bin", "c.hdr");
    assertThat(pairs(list(null, "a.png", "b.bin", "c.hdr")))
        .containsExactly("a.png", "b.bin", "c.hdr");
    assertThatThrownBy(() -> reader.open(list(null, "c.hdr").files().get(0)))
        .hasMessageContaining("there is no data file beside the ENVI header");
  }

  private InputSplit listed(String scheme) throws IOException {
    files("a.hdr", "a.dat");
    String path = scheme + folder.resolve("a.hdr");
    return Lister.list(configuration, List.of(path), Listing.Selection.DEFAULT).files().get(0);
  }

  private void assertChanged(InputSplit split, String message) {
    assertThatThrownBy(() -> reader.open(split))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((ImageException) e).kind())
        .isEqualTo(ErrorKind.STORAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "counted:", "tagged:"})
  void aChangeOfEitherFileIsSeen(String scheme) throws IOException {
    InputSplit split = listed(scheme);
    try (Raster image = reader.open(split)) {
      assertThat(image.read(Window.lines(0, 3, 4))).isEqualTo(new byte[24]);
    }
    touch("a.dat", split.getBeside().get(0).getModified());
    assertChanged(
        split, "the file " + split.getBeside().get(0).getPath() + " changed after it was");
    InputSplit again = listed(scheme);
    touch("a.hdr", again.getModified());
    assertChanged(again, "the file changed after it was listed");
  }

  private void touch(String name, long before) throws IOException {
    Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(before + 2000));
  }

  /** A file of a name that would go first is not what was listed. */
  @Test
  void aFileThatCameLaterIsNotRead() throws IOException {
    InputSplit split = listed("");
    Files.write(folder.resolve("a.img"), new byte[7]);
    try (Raster image = reader.open(split)) {
      assertThat(image.info().details().get("data file")).endsWith("/a.dat");
    }
    Files.delete(folder.resolve("a.dat"));
    assertThatThrownBy(() -> reader.open(split)).isInstanceOf(IOException.class);
  }

  @Test
  void theLengthIsThatOfTheSamples() throws IOException {
    InputSplit split = listed("");
    assertThat(split.getLength()).isEqualTo(24);
    assertThat(split.getFileLength()).isEqualTo(HEADER.length());
    assertThat(split.getBeside().get(0).getLength()).isEqualTo(24);
    assertThat(split.getBeside().get(0).getModified())
        .isEqualTo(Files.getLastModifiedTime(folder.resolve("a.dat")).toMillis());
  }

  @Test
  void largeOnesAreCutByTheirData() throws IOException {
    Files.writeString(
        folder.resolve("big.hdr"),
        "ENVI\nsamples = 1000\nlines = 700\nbands = 10\ndata type = 1\ninterleave = bil\n");
    Files.write(folder.resolve("big.img"), new byte[7_000_000]);
    List<InputSplit> parts = ImageSource.splitEvenly(configuration, list(null, ""));
    assertThat(parts).hasSizeGreaterThan(3);
    assertThat(parts.stream().mapToInt(InputSplit::getRows).sum()).isEqualTo(700);
    assertThat(parts.stream().mapToLong(InputSplit::getLength).sum()).isEqualTo(7_000_000);
    for (InputSplit part : parts) {
      assertThat(part.getBeside()).isEqualTo(parts.get(0).getBeside()).hasSize(1);
      reader.open(part).close();
    }
  }

  @Test
  void sparkAndJsonCarryTheFilesBeside() throws IOException {
    InputSplit split = listed("tagged:");
    assertThat(split.getBeside().get(0).getEtag()).isNotNull();
    InputSplit spark =
        Spark.session().createDataset(List.of(split), InputSplit.ENCODER).repartition(2).first();
    assertThat(spark.getBeside()).isEqualTo(split.getBeside());
    InputSplit json = JSON.readValue(JSON.writeValueAsBytes(copy(split)), InputSplit.class);
    assertThat(json.getBeside()).isEqualTo(split.getBeside());
  }

  /** As plans hold it, which leave {@code first} out. */
  private static Object copy(InputSplit split) throws IOException {
    ObjectNode tree = JSON.valueToTree(split);
    tree.remove("first");
    return tree;
  }

  @ParameterizedTest
  @CsvSource({"a.png, false", "a.hdr, true"})
  void jsonOfOtherImagesIsAsItWas(String name, boolean beside) throws IOException {
    files("a.png", "a.hdr", "a.img");
    InputSplit split = list(null, name).files().get(0);
    assertThat(JSON.valueToTree(split).has("beside")).isEqualTo(beside);
    assertThat(JSON.readValue("{\"origin\":\"a\",\"length\":3}", InputSplit.class).getBeside())
        .isEmpty();
  }
}
