package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.pixels.Pictures;

class ImageSourceTest {
  @TempDir private Path folder;

  /** 96 MB, sparse: 96 x 1024 x 1024 of uint8. */
  private void large(String name) throws IOException {
    Path image = Pictures.npy(folder.resolve(name), "|u1", 96, 1024, 1024, new byte[0]);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(Files.size(image) + (96 << 20));
    }
  }

  private List<String> split() throws IOException {
    ReversedFileSystem.OPENED.clear();
    Listing listing =
        Lister.list(
            ReversedFileSystem.configuration(),
            List.of(ReversedFileSystem.uri(folder)),
            Listing.Selection.DEFAULT);
    List<String> parts = new ArrayList<>();
    for (InputSplit part : ImageSource.split(ReversedFileSystem.configuration(), listing, 0)) {
      assertThat(part.getOrigin()).endsWith(part.getKey().substring(1));
      parts.add(
          part.getKey()
              + (part.failure() == null
                  ? " " + part.getY() + "+" + part.getRows()
                  : " " + part.failure().kind() + " " + part.failure().reason()));
    }
    return parts;
  }

  @Test
  void largeFilesAreCutInTheirOrder() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      large(i + ".npy");
      Pictures.uint8(folder.resolve(i + "small.npy"), 2, 2, 3, 1);
      expected.addAll(List.of("0/" + i + ".npy 0+64", "0/" + i + ".npy 64+32"));
      expected.add("0/" + i + "small.npy 0+0");
    }
    assertThat(split()).isEqualTo(expected);
  }

  /** To be one part instead of two would be other bits for fit-pca. */
  @Test
  void aHeaderThatCannotBeHadOnceIsHadThenAndOneThatNeverCanIsAFailedInput() throws IOException {
    large("a-fails1.npy");
    large("b-fails3.npy");
    large("c.npy");
    assertThat(split())
        .containsExactly(
            "0/a-fails1.npy 0+64",
            "0/a-fails1.npy 64+32",
            "0/b-fails3.npy STORAGE the file cannot be read: Connection reset by peer",
            "0/c.npy 0+64",
            "0/c.npy 64+32");
  }

  /** 128 MiB of a TIFF whose blocks are all left out. */
  private void tiff(String name, int height, int width, int channels, int... more)
      throws IOException {
    int[] common = {256, width, 257, height, 258, 8, 259, 8, 277, channels, 284, 1, 339, 1, 262, 1};
    ByteBuffer head = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    head.put("II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(8);
    head.putShort((short) ((common.length + more.length) / 2));
    for (int[] fields : List.of(common, more)) {
      for (int i = 0; i < fields.length; i += 2) {
        boolean blocks = List.of(273, 279, 324, 325).contains(fields[i]);
        head.putShort((short) fields[i]).putShort((short) 4).putInt(blocks ? fields[i + 1] : 1);
        head.putInt(blocks ? 1000 : fields[i + 1]);
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
      file.write(head.array());
      file.setLength(128 << 20);
    }
  }

  /**
   * Strips of Deflate of 100 lines: where strips of the map begin, of 2 MiB / (1024 x 4 bytes) =
   * 512 lines. Tiles of 512 x 512 x 16 samples, whose rows are of 128 MiB: where tiles begin.
   */
  @Test
  void tiffsAreCutWhereStripsOfTheMapBeginOrTiles() throws IOException {
    tiff("a.tif", 100_000, 1024, 1, 278, 100, 273, 1000, 279, 1000);
    tiff("b.tif", 4000, 16_384, 16, 322, 512, 323, 512, 324, 256, 325, 256);
    assertThat(split())
        .containsExactly(
            "0/a.tif 0+49664",
            "0/a.tif 49664+49664",
            "0/a.tif 99328+672",
            "0/b.tif 0+1536",
            "0/b.tif 1536+1536",
            "0/b.tif 3072+928");
  }

  private static List<InputSplit> files(int count, long length) {
    List<InputSplit> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(new InputSplit("file:/" + i + ".npy", "0/" + i, length, 0, null));
    }
    return files;
  }

  /** How many files each bundle has, most first; every file is in one. */
  private static List<Integer> sizes(List<InputSplit> files, int wanted, int slots) {
    List<List<InputSplit>> bundles = ImageSource.bundles(files, wanted, slots);
    assertThat(bundles.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(files);
    return bundles.stream().map(List::size).sorted(Comparator.reverseOrder()).toList();
  }

  @Test
  void aBundleHasAtMost4096Files() {
    assertThat(sizes(files(10_000, 100), 1, 1)).hasSize(3).allMatch(size -> size <= 4096);
    assertThat(sizes(files(4096, 100), 1, 1)).containsExactly(4096);
  }

  /** And 1 GiB; a file that is larger by itself is alone. */
  @Test
  void aBundleHasAtMostAGibibyte() {
    assertThat(sizes(files(100, 64L << 20), 1, 1)).allMatch(size -> size < 16);
    assertThat(sizes(files(3, 3L << 30), 1, 1)).containsExactly(1, 1, 1);
  }

  @Test
  void thereAreFourBundlesForASlotWhereThereAreAsManyFiles() {
    assertThat(sizes(files(100, 100), 0, 6)).hasSize(24);
    assertThat(sizes(files(5, 100), 0, 6)).containsExactly(1, 1, 1, 1, 1);
    assertThat(sizes(files(100, 100), 50, 6)).hasSize(50);
  }
}
