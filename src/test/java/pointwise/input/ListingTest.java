package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.Raster;
import pointwise.report.Skipped;
import pointwise.text.Text;

class ListingTest {
  private static final Listing.Selection RECURSIVE = new Listing.Selection(null, true);

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("in"));
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  private static Listing list(Listing.Selection selection, Object... paths) throws IOException {
    return Lister.list(
        ReversedFileSystem.configuration(),
        Arrays.stream(paths).map(String::valueOf).toList(),
        selection);
  }

  private static Listing list(Object... paths) throws IOException {
    return list(Listing.Selection.DEFAULT, paths);
  }

  /** The places below the folder of what is listed. */
  private List<String> names(Listing listing) {
    return listing.files().stream().map(file -> name(file.getOrigin())).toList();
  }

  private String name(String origin) {
    assertThat(origin).contains(":" + folder + "/");
    return origin.substring(origin.indexOf(folder + "/") + folder.toString().length() + 1);
  }

  private Map<String, String> failures(Listing listing) {
    Map<String, String> failures = new LinkedHashMap<>();
    for (InputSplit file : listing.files()) {
      if (file.failure() != null) {
        assertThat(file.failure().kind()).isEqualTo(ErrorKind.STORAGE);
        failures.put(name(file.getOrigin()), file.failure().reason());
      }
    }
    return failures;
  }

  private static List<String> keys(Listing listing) {
    return listing.files().stream().map(InputSplit::getKey).toList();
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void filesHaveTheirLengthAndTimeOfChange() throws IOException {
    files("a.png");
    InputSplit file = list(folder).files().get(0);
    assertThat(file.getOrigin()).isEqualTo("file:" + folder.resolve("a.png"));
    assertThat(file.getLength()).isEqualTo(5);
    assertThat(file.getModified())
        .isEqualTo(Files.getLastModifiedTime(folder.resolve("a.png")).toMillis());
    assertThat(file.failure()).isNull();
  }

  @Test
  void hiddenFilesAndFoldersAreCountedAndNotRead() throws IOException {
    files("a.npy", "._a.npy", ".git/b.png", ".Trash/z.npy", "_temporary/q.npy", "_classes/p.png");
    files("sub/_c.png", "sub/.d/e.png", "notes.txt");
    Listing listing = list(RECURSIVE, folder);
    assertThat(names(listing)).containsExactly("a.npy");
    assertThat(listing.skipped().text()).isEqualTo("1 other file, 7 hidden");
    assertThat(listing.skipped().entries())
        .isEqualTo(Map.of(Skipped.Kind.FILE, 1L, Skipped.Kind.HIDDEN, 7L));
    assertThat(listing.skipped().folders()).isEmpty();
  }

  @Test
  void whatIsNamedIsReadAndNotCountedAsSkipped() throws IOException {
    files("a.npy", "_b.npy", ".c/d.npy", "e.raw");
    Listing listing =
        list(folder, folder.resolve("_b.npy"), folder.resolve(".c"), folder.resolve("e.raw"));
    assertThat(names(listing)).containsExactly(".c/d.npy", "_b.npy", "a.npy", "e.raw");
    assertThat(listing.skipped().text()).isEmpty();
  }

  @Test
  void foldersThatWereNotEnteredAreCountedAndNamed() throws IOException {
    files("a.npy", "s1/a.npy", "s2/a.npy", "s3/a.npy", "s4/a.npy", "s5/a.npy", "s6/a.npy", ".h/a");
    assertThat(list(folder).skipped().text())
        .isEqualTo(
            "1 hidden; 6 folders not entered (s1, s2, s3, s4, s5, ...): --recursive takes them");
    assertThat(list(folder, folder + "/s[1-5]").skipped().text())
        .isEqualTo("1 hidden; 1 folder not entered (s6): --recursive takes it");
    assertThat(list(RECURSIVE, folder).skipped().text()).isEqualTo("1 hidden");
  }

  @Test
  void aFolderOfFoldersSaysWhatToDo() throws IOException {
    files("s/a.npy", "t/a.npy");
    assertThatThrownBy(() -> list(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            Text.of(
                "Cannot list images: there are none in %s, found 2 folders not entered (s, t): --recursive takes them, expected files ending in jpg",
                folder));
  }

  @Test
  void brokenLinksAreInputsThatFailed() throws IOException {
    files("a.png");
    Files.createSymbolicLink(folder.resolve("b.png"), Path.of("/no/where.png"));
    Files.createSymbolicLink(folder.resolve("circle.png"), Path.of("circle.png"));
    Files.createSymbolicLink(folder.resolve("good.png"), Path.of("a.png"));
    Files.createSymbolicLink(folder.resolve("train"), Path.of("/no/where"));
    Map<String, String> expected =
        Map.of(
            "b.png", "it is a link to /no/where.png, where nothing is",
            "circle.png", "it is a link to circle.png, which cannot be followed");
    Listing listing = list(folder);
    assertThat(names(listing)).containsExactly("a.png", "b.png", "circle.png", "good.png");
    assertThat(failures(listing)).isEqualTo(expected);
    assertThat(listing.skipped().text()).isEqualTo("1 broken link");
    Listing glob = list(folder + "/*.png");
    assertThat(failures(glob)).isEqualTo(expected);
    assertThat(names(list(folder.resolve("b.png")))).containsExactly("b.png");
    assertThat(failures(list(new Listing.Selection("tr*", false), folder)))
        .containsExactly(Map.entry("train", "it is a link to /no/where, where nothing is"));
  }

  @Test
  void onlyRegularFilesAreRead() throws Exception {
    files("a.png");
    Path pipe = folder.resolve("pipe.png");
    run("mkfifo", pipe.toString());
    Files.createSymbolicLink(folder.resolve("null.png"), Path.of("/dev/null"));
    Files.createSymbolicLink(folder.resolve("link.png"), pipe);
    assertThat(names(list(folder))).containsExactly("a.png");
    assertThat(list(folder).skipped().text()).isEqualTo("2 named pipes, 1 device");
    assertThat(list(folder + "/*").skipped().text()).isEqualTo("2 named pipes, 1 device");
    assertThatThrownBy(() -> list(pipe))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot list images in %s: it is a named pipe, expected a file, a folder or a glob that matches",
            pipe);
  }

  @Test
  void aFolderBelowThatCannotBeListedIsAnInputThatFailed() throws IOException {
    files("a.png", "locked/b.png", "locked-too/c.png", "z/d.png");
    Map<String, String> expected = new LinkedHashMap<>();
    for (String name : List.of("locked", "locked-too")) {
      expected.put(
          name, "the folder cannot be listed: Permission denied: user=bob, access=READ_EXECUTE");
    }
    String root = ReversedFileSystem.uri(folder);
    Listing listing = list(RECURSIVE, root);
    assertThat(names(listing))
        .containsExactlyInAnyOrder("a.png", "locked", "locked-too", "z/d.png");
    assertThat(failures(listing)).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(failures(list(root + "/*/*.png"))).containsExactlyInAnyOrderEntriesOf(expected);
    assertThatThrownBy(() -> list(root + "/locked"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot list images in %s/locked: Permission denied", root);
  }

  /** Takes rights of a folder away; root without capabilities is held to them too. */
  private Path with(String permissions, String name) throws IOException {
    Path locked =
        Files.setPosixFilePermissions(
            folder.resolve(name), PosixFilePermissions.fromString(permissions));
    assumeThat(Files.isExecutable(locked)).as("this user is let in").isFalse();
    return locked;
  }

  /** For the clean-up of the temporary folder. */
  @AfterEach
  void unlock() throws IOException {
    for (String name : List.of("locked", "listed")) {
      if (Files.exists(folder.resolve(name))) {
        Files.setPosixFilePermissions(
            folder.resolve(name), PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  void aLocalFolderWithoutPermissionIsTheSame() throws IOException {
    files("a.png", "locked/b.png");
    Path locked = with("---------", "locked");
    assertThat(failures(list(RECURSIVE, folder)))
        .containsExactly(Map.entry("locked", "the folder cannot be listed: permission denied"));
    assertThatThrownBy(() -> list(locked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot list images in %s: permission denied", locked);
  }

  /** Mode r--: names are told, and nothing of what has them, not even whether it is a folder. */
  @Test
  void whatLiesInAFolderThatMayBeListedAndNotEnteredIsInputsThatFailed() throws IOException {
    files("a.png", "listed/b.png", "listed/sub/c.png", "listed/.hidden/d.png");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("listed/sub"));
    Path listed = with("r--------", "listed");
    String denied = "it cannot be read: permission denied";
    Map<String, String> expected =
        Map.of(
            "listed/b.png",
            denied,
            "listed/sub",
            denied,
            "link",
            "it is a link to " + listed + "/sub, where permission is denied");
    Listing all = list(RECURSIVE, folder);
    assertThat(failures(all)).isEqualTo(expected);
    assertThat(all.skipped().text()).isEqualTo("1 hidden");
    assertThat(failures(list(folder + "/*/*/*.png"))).isEqualTo(expected);
    assertThat(failures(list(folder + "/*/*.png")))
        .containsOnly(Map.entry("listed/b.png", denied), Map.entry("link", expected.get("link")));
    assertThat(failures(list(listed))).containsExactly(Map.entry("listed/b.png", denied));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "*.png;a.png a:b.png",
        "?:b.png;a:b.png",
        "*;a.png a:b.png s/x.png s/y.png t/x.png",
        "*/x.png;s/x.png t/x.png",
        "{s,t}/x.png;s/x.png t/x.png",
        "{s/y,t/x}.png;s/y.png t/x.png",
        "{s/{x,y},t/x}.p*;s/x.png s/y.png t/x.png",
        "[st]/[!x].png;s/y.png",
        "_*;_h.png",
        ".d/*;.d/e.png",
        ".[d]/*;.d/e.png",
        "a\\:*.png;a:b.png",
      })
  void globsAreThoseOfAShell(String glob, String expected) throws IOException {
    files("a.png", "a:b.png", "_h.png", ".d/e.png", "s/x.png", "s/y.png", "t/x.png", "t/n.txt");
    for (String root : List.of(folder.toString(), ReversedFileSystem.uri(folder))) {
      assertThat(names(list(root + "/" + glob))).containsExactlyInAnyOrder(expected.split(" "));
    }
  }

  @Test
  void whatAWildcardDoesNotStandForIsCounted() throws IOException {
    files("a.png", "_h.png", "._a.png", "_n.txt", ".d/e.png");
    assertThat(list(folder + "/*.png").skipped().text()).isEqualTo("2 hidden");
    assertThat(list(new Listing.Selection("_*", false), folder).skipped().text())
        .isEqualTo("1 other file, 2 hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere", "*.gif", "nowhere/*", "a.png/*", "{x,y}.png", "\u00fc.png"})
  void aPathWhereNothingIsIsRefused(String name) throws IOException {
    files("a.png");
    assertThatThrownBy(() -> list(folder + "/" + name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot list images in " + folder + "/" + name)
        .hasMessageContaining(
            ": nothing is there, expected a file, a folder or a glob that matches");
  }

  @Test
  void aGlobThatIsNoneAndAPathThatIsEmptyAreRefused() {
    assertThatThrownBy(() -> list(folder + "/{a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is no glob");
    assertThatThrownBy(() -> list("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> list(folder + "/a.png\r"))
        .hasMessageContaining("the path ends in a carriage return");
  }

  /** Also by names that Hadoop takes for those of a scheme. */
  @Test
  void aNameWithAColonIsAName() throws IOException {
    Path here = Files.createTempFile(Path.of("").toAbsolutePath().resolve("target"), "a:", ".png");
    try {
      String relative = Path.of("").toAbsolutePath().relativize(here).toString();
      assertThat(list(relative).files().get(0).getOrigin()).isEqualTo("file:" + here);
      assertThat(Listing.path("a:b.png").toString()).isEqualTo("./a:b.png");
    } finally {
      Files.delete(here);
    }
  }

  @Test
  void localFilesWithAColonCanBeRead() throws IOException {
    byte[] png = Files.readAllBytes(Path.of("sample-data/odd/palette_color.png"));
    Path file = Files.write(folder.resolve("12:30:00.png"), png);
    RasterReader reader =
        new RasterReader(new Configuration(), new DecodeLimits(1 << 20, 1 << 24, "--x"));
    try (Raster image = reader.open(list(folder).files().get(0).getOrigin())) {
      assertThat(image.height()).isPositive();
    }
    assertThat(file).exists();
  }

  @Test
  void keysAreTheRootsNumberAndThePathBelowIt() throws IOException {
    files("a.png", "s/a.png", "s/b.png", "t/u/c.png");
    assertThat(keys(list(RECURSIVE, folder)))
        .containsExactly("0/a.png", "0/s/a.png", "0/s/b.png", "0/t/u/c.png");
    // What two roots have is the first's.
    assertThat(keys(list(RECURSIVE, folder.resolve("s"), folder, folder.resolve("a.png"))))
        .containsExactly("1/a.png", "0/a.png", "0/b.png", "1/t/u/c.png");
    assertThat(keys(list(folder.resolve("s/b.png"), folder.resolve("s"))))
        .containsExactly("1/a.png", "0/b.png");
    // Matches of a glob lie below its folder without wildcards.
    assertThat(keys(list(folder + "/{s,t/u}/*.png")))
        .containsExactly("0/s/a.png", "0/s/b.png", "0/t/u/c.png");
    assertThat(keys(list(folder + "/[st]"))).containsExactly("0/s/a.png", "0/s/b.png");
  }

  /** Of links to one folder, the first by name is entered. */
  @Test
  void theOrderOfTheFileSystemAndThePlaceOfTheFolderDoNotMatter() throws IOException {
    files("a.png", "b.png", "s/x.png", "s/y.png", "z.png");
    Files.createSymbolicLink(folder.resolve("r"), folder.resolve("s"));
    List<String> expected = List.of("0/a.png", "0/b.png", "0/r/x.png", "0/r/y.png", "0/z.png");
    assertThat(keys(list(RECURSIVE, folder))).isEqualTo(expected);
    Path other = Files.createDirectories(temporary.resolve("other/place"));
    Files.move(folder.resolve("s"), other.resolve("r"));
    for (String name : List.of("a.png", "b.png", "z.png")) {
      Files.move(folder.resolve(name), other.resolve(name));
    }
    assertThat(keys(list(RECURSIVE, other))).isEqualTo(expected);
    assertThat(keys(list(RECURSIVE, ReversedFileSystem.uri(other)))).isEqualTo(expected);
  }

  @Test
  void manyPathsAreLookedAtAtOnceAndKeepTheirOrder() throws IOException {
    List<Object> paths = new ArrayList<>();
    for (int i = 999; i >= 0; i--) {
      files(i + ".png");
      paths.add(folder.resolve(i + ".png"));
    }
    Listing listing = list(paths.toArray());
    assertThat(listing.files()).hasSize(1000);
    listing
        .files()
        .forEach(
            file -> {
              String name = name(file.getOrigin());
              int i = Integer.parseInt(name.replace(".png", ""));
              assertThat(file.getKey()).isEqualTo((999 - i) + "/" + name);
            });
  }
}
