package pointwise.learn.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.input.InputSplit;
import pointwise.pixels.Pictures;
import pointwise.raster.ImageException;
import pointwise.raster.Window;
import pointwise.text.Text;
import pointwise.tile.Tile;

class LabelsTest {
  private static final Configuration CONFIGURATION = new Configuration();

  @TempDir private Path folder;

  private String origin(String name) {
    return "file:" + folder.resolve(name);
  }

  private Tile image(String name, int height, int width) {
    Tile tile = new Tile();
    tile.setOrigin(origin(name));
    tile.setHeight(height);
    tile.setWidth(width);
    return tile;
  }

  private List<InputSplit> images(String... names) {
    return Arrays.stream(names)
        .map(name -> new InputSplit(origin(name), origin(name), 1, 0, null))
        .toList();
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("labels.csv"), text);
  }

  private Labels ofImages(Object spec, String... names) throws IOException {
    return LabelReader.read(
        CONFIGURATION, spec.toString(), LabelUnit.IMAGE, images(names), OptionalInt.empty());
  }

  private Labels ofPixels(Object spec, OptionalInt unlabelled, String... names) throws IOException {
    return LabelReader.read(
        CONFIGURATION, spec.toString(), LabelUnit.PIXEL, images(names), unlabelled);
  }

  private Labels ofPixels(Object spec, String... names) throws IOException {
    return ofPixels(spec, OptionalInt.empty(), names);
  }

  @Test
  void folderNamesAreTheClasses() throws IOException {
    Labels labels = ofImages("folders", "red/1.png", "red/2.png", "blue/1.png", "a/green/x.png");
    assertThat(labels.classes()).containsExactly("blue", "green", "red");
    assertThat(labels.counts().counts()).containsExactly(1L, 1L, 2L);
    assertThat(labels.ofImage(origin("red/2.png"))).isEqualTo(2);
    assertThat(labels.ofImage(origin("a/green/x.png"))).isEqualTo(1);
    assertThatThrownBy(() -> labels.ofImage(origin("red/3.png")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("red/3.png");
  }

  @Test
  void anImageInNoFolderHasNoLabel() {
    assertThatThrownBy(
            () ->
                LabelReader.read(
                    CONFIGURATION,
                    "folders",
                    LabelUnit.IMAGE,
                    List.of(new InputSplit("file:/a.png", "file:/a.png", 1, 0, null)),
                    OptionalInt.empty()))
        .hasMessage(
            "Cannot use labels folders: image file:/a.png has no label, it lies in no folder with a name");
  }

  @Test
  void aColumnThatIsThereTwiceIsRefused() throws IOException {
    Path csv = csv("origin,label,label\na.png,x,y\n");
    assertThatThrownBy(() -> ofImages(csv, "a.png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "found first line origin,label,label with several columns label, expected one");
  }

  @Test
  void labelsThatAreAFolderAreSaidToBeOne() throws IOException {
    Path csv = Files.createDirectory(folder.resolve("x.csv"));
    assertThatThrownBy(() -> ofImages(csv, "a.png"))
        .hasMessageContaining("x.csv: it is a folder, expected a file");
    Path npy = Files.createDirectory(folder.resolve("x.npy"));
    assertThatThrownBy(() -> ofPixels(npy, "a.png"))
        .hasMessageContaining("x.npy: it is a folder, expected a file");
    assertThatThrownBy(() -> ofImages(folder.resolve("y.csv"), "a.png"))
        .hasMessageContaining("y.csv: no file is there");
  }

  /** All 64 bits set are -1 only with a sign. */
  @Test
  void unlabelledIsNoLargeNumberWithoutSign() throws IOException {
    Path signed = NpyLabels.write(folder.resolve("signed.npy"), "<i8", 1, 2, 1, -1);
    Labels labels = ofPixels(signed, OptionalInt.of(-1), "a.png");
    assertThat(labels.counts().unlabelled()).isEqualTo(1);
    assertThat(labels.ofPixels(CONFIGURATION, image("a.png", 1, 2)).window(Window.lines(0, 1, 2)))
        .containsExactly(0, LabelLines.UNLABELLED);
    Path unsigned = NpyLabels.write(folder.resolve("unsigned.npy"), "<u8", 1, 2, 1, -1);
    assertThatThrownBy(() -> ofPixels(unsigned, OptionalInt.of(-1), "a.png"))
        .hasMessageContaining("found label 18446744073709551615 at pixel (y=0, x=1)");
  }

  /** The first of the files that are wrong is named, however long the others take. */
  @Test
  void filesOfLabelsAreReadSeveralAtATimeAndInOneOrder() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("fs.gate.impl", GateFileSystem.class.getName());
    List<InputSplit> images = new ArrayList<>();
    StringBuilder csv = new StringBuilder("origin,labels\n");
    for (int i = 0; i < 2 * GateFileSystem.WIDTH; i++) {
      Path labels = folder.resolve(i + ".npy");
      NpyLabels.write(labels, "|u1", 1, 2, 7, i);
      String image = Text.of("file:/%02d.png", i);
      csv.append(Text.of("%s,gate://%s\n", image, labels));
      images.add(new InputSplit(image, image, 1, 0, null));
    }
    Path table = csv(csv.toString());
    GateFileSystem.shut();
    Labels labels =
        LabelReader.read(
            configuration, table.toString(), LabelUnit.PIXEL, images, OptionalInt.empty());
    assertThat(GateFileSystem.LARGEST.get()).isEqualTo(GateFileSystem.WIDTH);
    assertThat(labels.counts().counts().get(7)).isEqualTo(images.size() + 1);
    for (int wrong : new int[] {30, 21, 3, 5}) {
      NpyLabels.write(folder.resolve(wrong + ".npy"), "<i2", 1, 2, 7, 1000 + wrong);
    }
    assertThatThrownBy(
            () ->
                LabelReader.read(
                    configuration, table.toString(), LabelUnit.PIXEL, images, OptionalInt.empty()))
        .hasMessageContaining("found label 1003 at pixel (y=0, x=1)");
  }

  /** Quotes, a byte order mark, CRLF, empty lines, another column and all three kinds of name. */
  @Test
  void csvNamesImagesInThreeWays() throws IOException {
    Path csv =
        csv(
            "\ufeffwho,label,origin\r\n"
                + Text.of("x,\"say \"\"hi\"\", twice\",%s\r\n", origin("in/a.png"))
                + "\r\n"
                + "\"two\nlines\",Grün,\"in/b,c.png\"\r\n"
                + ",Grün,d.png");
    Labels labels = ofImages(csv, "in/a.png", "in/b,c.png", "deep/down/d.png");
    assertThat(labels.classes()).containsExactly("Grün", "say \"hi\", twice");
    assertThat(labels.ofImage(origin("in/a.png"))).isEqualTo(1);
    assertThat(labels.ofImage(origin("in/b,c.png"))).isZero();
    assertThat(labels.ofImage(origin("deep/down/d.png"))).isZero();
    assertThat(labels.counts().counts()).containsExactly(2L, 1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "origin,label;a.png,x | image file:FOLDER/b.png has no line, found lines for 1 of 2 images, expected one for each: --glob chooses images",
        "origin,label;a.png,x;b.png,y;c.png,z | line 4: there is no image c.png, found 2 images such as file:FOLDER/a.png",
        "origin,label;a.png,x;b.png,y;a.png,x | line 4: image file:FOLDER/a.png has line 2 already, found labels x and x, expected one line",
        "origin,label;a.png,x;b.png,y;FOLDER/a.png,z | line 4: image file:FOLDER/a.png has line 2 already, found labels x and z, expected one line",
        "origin,label;a.png,;b.png,y | line 2: the label of a.png is empty",
        "origin,label;a.png,x,y;b.png,y | line 2: found 3 fields, expected 2",
        "origin,label;a.png;b.png,y | line 2: found 1 fields, expected 2",
        "a.png,x;b.png,y | found first line a.png,x, expected a first line with origin,label",
        "origin,labels;a.png,x | found first line origin,labels, expected a first line with origin,label",
        "'' | found an empty file, expected a first line with origin,label",
      })
  void aCsvThatDoesNotFitIsRefusedWithItsLine(String text, String why) throws IOException {
    Path csv = csv(text.replace(";", "\n").replace("FOLDER", folder.toString()));
    assertThatThrownBy(() -> ofImages(csv, "a.png", "b.png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            Text.of("Cannot use labels %s: %s", csv, why.replace("FOLDER", folder.toString())));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        "origin,label;\"a.png,x | line 2: a quote is not closed",
        "origin,label;\"a.png\"x,y | line 2: found text after a closing quote, expected a comma or the end of the line",
        "origin,label;\"a;a\",x;b.png,5\" | line 4: found a quote inside a field, expected the whole field in quotes",
      })
  void brokenQuotesAreRefusedWithTheirLine(String text, String why) throws IOException {
    Path csv = csv(text.replace(";", "\n"));
    assertThatThrownBy(() -> ofImages(csv, "a.png", "b.png"))
        .hasMessage(Text.of("Cannot read labels %s: %s", csv, why));
  }

  @Test
  void aNameOfSeveralImagesIsNone() throws IOException {
    Path csv = csv("origin,label\na.png,x\n");
    assertThatThrownBy(() -> ofImages(csv, "1/a.png", "2/a.png"))
        .hasMessage(
            Text.of(
                "Cannot use labels %s: line 2: several images have the name a.png, expected the path of one",
                csv));
  }

  @Test
  void aCsvThatIsNoTextOrNotThereIsRefused() throws IOException {
    Path csv =
        Files.write(
            folder.resolve("l.csv"),
            "origin,label\na.png,Gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ofImages(csv, "a.png"))
        .hasMessage(Text.of("Cannot read labels %s: it is no text in UTF-8", csv));
    assertThatThrownBy(() -> ofImages(folder.resolve("no.csv"), "a.png"))
        .hasMessage(Text.of("Cannot read labels %s: no file is there", folder.resolve("no.csv")));
  }

  @Test
  void aKindOfLabelsThatDoesNotGoWithTheUnitIsRefused() {
    assertThatThrownBy(() -> ofImages("labels.npy", "a.png"))
        .hasMessage(
            "Cannot use --labels for images: found labels.npy, expected folders or a .csv file");
    assertThatThrownBy(() -> ofPixels("folders", "a.png"))
        .hasMessageStartingWith("Cannot use --labels for pixels: found folders, expected a .npy");
    assertThatThrownBy(
            () ->
                LabelReader.read(
                    CONFIGURATION,
                    "folders",
                    LabelUnit.IMAGE,
                    images("a/a.png"),
                    OptionalInt.of(0)))
        .hasMessage(
            "Cannot use --unlabelled 0: it is for labels of pixels, found labels of images");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8",
        ">u8"
      })
  void integersOfEveryTypeAreLabels(String descr) throws IOException {
    Path file = NpyLabels.write(folder.resolve("l.npy"), descr, 3, 2, 7, 0, 100, 7, 100, 7);
    Labels labels = ofPixels(file, OptionalInt.of(0), "cube.tif");
    assertThat(labels.classes()).containsExactly("7", "100");
    assertThat(labels.counts().counts()).containsExactly(3L, 2L);
    assertThat(labels.counts().unlabelled()).isEqualTo(1);
    try (LabelLines lines = labels.ofPixels(CONFIGURATION, image("cube.tif", 3, 2))) {
      assertThat(lines.window(Window.lines(0, 3, 2))).containsExactly(0, -1, 1, 0, 1, 0);
      assertThat(lines.window(Window.lines(2, 1, 2))).containsExactly(1, 0);
    }
  }

  /** 254 is the largest label; as a byte without sign the index of the 255th class is 254. */
  @Test
  void everyLabelFrom0To254IsAClass() throws IOException {
    long[] all = new long[255];
    Arrays.setAll(all, i -> i);
    Labels labels = ofPixels(NpyLabels.write(folder.resolve("l.npy"), "<i2", 1, 255, all), "c.png");
    assertThat(labels.classes().get(254)).isEqualTo("254");
    try (LabelLines lines = labels.ofPixels(CONFIGURATION, image("c.png", 1, 255))) {
      assertThat(lines.window(Window.lines(0, 1, 255))[254] & 0xff).isEqualTo(254);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<i2,-1,-1",
    "|u1,255,255",
    "<u8,-1,18446744073709551615",
    ">i4,70000,70000",
    "<u4,-1,4294967295"
  })
  void aLabelOutOfRangeIsRefusedWithItsPixel(String descr, long label, String text) {
    Path file = NpyLabels.write(folder.resolve("l.npy"), descr, 2, 3, 0, 1, 0, 1, 1, label);
    assertThatThrownBy(() -> ofPixels(file, "c.png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            Text.of(
                "Cannot use labels file:%s: found label %s at pixel (y=1, x=2), expected 0 to 254; --unlabelled names the value of pixels without a label",
                file, text));
    assertThatThrownBy(() -> ofPixels(file, OptionalInt.of(0), "c.png"))
        .hasMessageContaining("expected 0 to 254 or 0 for no label");
  }

  @Test
  void theValueOfUnlabelledMayBeAnyOtherOrAll() throws IOException {
    Path file = NpyLabels.write(folder.resolve("l.npy"), "<i2", 1, 3, -1, 4, -1);
    Labels labels = ofPixels(file, OptionalInt.of(-1), "c.png");
    assertThat(labels.classes()).containsExactly("4");
    assertThat(labels.counts().unlabelled()).isEqualTo(2);
    Path none = NpyLabels.write(folder.resolve("n.npy"), "|u1", 1, 2, 255, 255);
    assertThatThrownBy(() -> ofPixels(none, OptionalInt.of(255), "c.png"))
        .hasMessage(
            Text.of("Cannot use labels %s: no pixel has a label, found 2 unlabelled", none));
  }

  @Test
  void aFileThatHoldsNoIntegersOfHeightAndWidthIsRefused() throws IOException {
    Path floats = NpyLabels.write(folder.resolve("f.npy"), "<f4", 1, 1, 0);
    assertThatThrownBy(() -> ofPixels(floats, "c.png"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found '<f4', expected integers of 1, 2, 4 or 8 bytes");
    Path fortran = NpyLabels.write(folder.resolve("o.npy"), "<i4", true, "(1, 2)", 0, 1);
    assertThatThrownBy(() -> ofPixels(fortran, "c.png"))
        .hasMessage(
            Text.of(
                "Cannot read labels file:%s: found Fortran order, expected C order: save numpy.ascontiguousarray of the array",
                fortran));
    Path cube = NpyLabels.write(folder.resolve("d.npy"), "<i4", false, "(1, 1, 2)", 0, 1);
    assertThatThrownBy(() -> ofPixels(cube, "c.png"))
        .hasMessageEndingWith("found an array of 1 x 1 x 2, expected height x width");
    Path cut = NpyLabels.write(folder.resolve("s.npy"), "|u1", 3, 3, 0, 1);
    assertThatThrownBy(() -> ofPixels(cut, "c.png"))
        .hasMessageEndingWith("the file does not fit its header, found 130 bytes, expected 137");
    assertThatThrownBy(() -> ofPixels(folder.resolve("no.npy"), "c.png"))
        .hasMessageEndingWith(Text.of("no.npy of %s: no file is there", origin("c.png")));
  }

  @Test
  void labelsOfAnotherSizeAreToldBeforeWhereTheHeaderTells() throws IOException {
    Pictures.uint8(folder.resolve("c.npy"), 4, 5, 3, 1);
    Path file = NpyLabels.write(folder.resolve("l.npy"), "|u1", 2, 3, 0, 1, 0, 1, 0, 1);
    assertThatThrownBy(() -> ofPixels(file, "c.npy"))
        .hasMessage(
            Text.of(
                "Cannot use labels file:%s: they do not fit image %s, found 2 x 3 labels, expected 4 x 5",
                file, origin("c.npy")));
    Labels labels = ofPixels(file, "c.png");
    assertThatThrownBy(() -> labels.ofPixels(CONFIGURATION, image("c.png", 4, 5)))
        .isInstanceOf(ImageException.class)
        .hasMessage(
            Text.of(
                "Cannot read %s: labels file:%s do not fit, found 2 x 3 labels, expected 4 x 5",
                origin("c.png"), file));
  }

  @Test
  void aCsvNamesTheLabelsOfSeveralImages() throws IOException {
    Files.createDirectory(folder.resolve("gt"));
    NpyLabels.write(folder.resolve("gt/a.npy"), "|u1", 1, 2, 3, 9);
    NpyLabels.write(folder.resolve("gt/b.npy"), ">i4", 2, 1, 9, 9);
    Path csv = csv("origin,labels\nb.png,gt/b.npy\na.png," + folder.resolve("gt/a.npy") + "\n");
    Labels labels = ofPixels(csv, "a.png", "b.png");
    assertThat(labels.classes()).containsExactly("3", "9");
    assertThat(labels.counts().counts()).containsExactly(1L, 3L);
    try (LabelLines lines = labels.ofPixels(CONFIGURATION, image("b.png", 2, 1))) {
      assertThat(lines.window(Window.lines(1, 1, 1))).containsExactly(1);
    }
    assertThatThrownBy(() -> ofPixels(folder.resolve("gt/a.npy"), "a.png", "b.png"))
        .hasMessageContaining("they are those of one image, found 2 images")
        .hasMessageContaining("expected one: choose it with --glob");
  }

  @Test
  void theClassesOfAModelReplaceTheirOwn() throws IOException {
    Labels images = ofImages("folders", "red/1.png", "blue/1.png");
    Labels known = images.withClasses("m.onnx", List.of("red", "green", "blue"));
    assertThat(known.classes()).containsExactly("red", "green", "blue");
    assertThat(known.ofImage(origin("blue/1.png"))).isEqualTo(2);
    assertThat(known.counts().counts()).containsExactly(1L, 0L, 1L);
    assertThatThrownBy(() -> images.withClasses("m.onnx", List.of("red", "green")))
        .hasMessage(
            Text.of(
                "Cannot use label blue: model m.onnx does not know it, found image %s, expected one of [red, green]",
                origin("blue/1.png")));
    Path csv = csv("origin,label\n1.png,x\n");
    assertThatThrownBy(() -> ofImages(csv, "1.png").withClasses("m.onnx", List.of("y")))
        .hasMessageContaining("found line 2 of " + csv);
    Path file = NpyLabels.write(folder.resolve("l.npy"), "|u1", 2, 2, 1, 1, 1, 7);
    Labels pixels = ofPixels(file, "c.png");
    assertThatThrownBy(() -> pixels.withClasses("m.onnx", List.of("1")))
        .hasMessageContaining("label 7")
        .hasMessageContaining("pixel (y=1, x=1) of file:" + file);
    try (LabelLines lines =
        pixels
            .withClasses("m.onnx", List.of("7", "0", "1"))
            .ofPixels(CONFIGURATION, image("c.png", 2, 2))) {
      assertThat(lines.window(Window.lines(0, 2, 2))).containsExactly(2, 2, 2, 0);
    }
  }

  @Test
  void aFileThatChangedIsNotTakenForLabels() throws IOException {
    Path file = NpyLabels.write(folder.resolve("l.npy"), "|u1", 1, 2, 1, 2);
    Labels labels = ofPixels(file, "c.png");
    NpyLabels.write(file, "|u1", 1, 2, 1, 3);
    try (LabelLines lines = labels.ofPixels(CONFIGURATION, image("c.png", 1, 2))) {
      assertThatThrownBy(() -> lines.window(Window.lines(0, 1, 2)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("found label 3 at pixel (y=0, x=1)");
    }
  }

  @Test
  void labelsTravel() throws Exception {
    Labels labels = ofImages("folders", "red/1.png", "blue/1.png");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(labels);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Labels read = (Labels) in.readObject();
      assertThat(read.classes()).isEqualTo(labels.classes());
      assertThat(read.ofImage(origin("red/1.png"))).isEqualTo(1);
    }
  }

  @Test
  void countsAreATableWithAWarningWhereTheyDiffer() {
    ClassCounts even = new ClassCounts("pixels", List.of("a", "bcd"), List.of(1000L, 100L), 7);
    assertThat(even.text().lines())
        .containsExactly(
            "classes    a           1,000   90.9 %",
            "           bcd           100    9.1 %", "unlabelled 7 pixels");
    ClassCounts uneven = new ClassCounts("images", List.of("a", "b"), List.of(99L, 1001L), 0);
    assertThat(uneven.text().lines())
        .contains("warning    the classes are unbalanced: a has 99 images, b has 1,001");
  }
}
