package pointwise.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.SampleType;

/** The files that make_fixtures.py wrote, and the samples that it says they hold. */
public final class Fixture {
  public static final DecodeLimits LIMITS =
      new DecodeLimits(1L << 26, Integer.MAX_VALUE, "--driver-memory");
  private static final Path FOLDER = Path.of("src/test/resources/images");
  private static final Pattern SHAPE =
      Pattern.compile("'descr': '(...)'.*'shape': \\((\\d+), (\\d+), (\\d+)\\)");

  private Fixture() {}

  public static byte[] bytes(String name) {
    return bytes(FOLDER.resolve(name));
  }

  public static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the fixture " + path, e);
    }
  }

  public static DecodedImage decode(String name) {
    return decode(name, bytes(name));
  }

  public static DecodedImage decode(String origin, byte[] file) {
    return decode(origin, file, LIMITS);
  }

  public static DecodedImage decode(String origin, byte[] file, DecodeLimits limits) {
    return ImageFormats.ofContent(origin, file).decode(origin, file, limits);
  }

  /** The names of the pictures with expected samples that end in a suffix. */
  public static Stream<String> names(String suffix) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(FOLDER, "*" + suffix + ".expected.npy")) {
      files.forEach(f -> names.add(f.getFileName().toString().replace(".expected.npy", "")));
    } catch (IOException e) {
      throw new IllegalStateException("Cannot list the fixtures", e);
    }
    assertThat(names).isNotEmpty();
    return names.stream().sorted();
  }

  /**
   * The expected samples; reads the one kind of npy that the script writes, with code of its own.
   */
  public static DecodedImage expected(String name) {
    return npy(FOLDER.resolve(name + ".expected.npy"));
  }

  /** The samples of a file of that kind. */
  public static DecodedImage npy(Path path) {
    byte[] file = bytes(path);
    int data = 10 + ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    Matcher m = SHAPE.matcher(new String(file, 0, data, StandardCharsets.ISO_8859_1));
    assertThat(m.find()).isTrue();
    SampleType type =
        switch (m.group(1)) {
          case "|u1" -> SampleType.UINT8;
          case "<u2" -> SampleType.UINT16;
          case "<i2" -> SampleType.INT16;
          case "<f2" -> SampleType.FLOAT16;
          case "<f4" -> SampleType.FLOAT32;
          default -> throw new IllegalStateException(m.group(1));
        };
    return new DecodedImage(
        Integer.parseInt(m.group(2)),
        Integer.parseInt(m.group(3)),
        Integer.parseInt(m.group(4)),
        type,
        Arrays.copyOfRange(file, data, file.length));
  }

  public static void assertSameShape(DecodedImage actual, DecodedImage expected) {
    assertThat(List.of(actual.height(), actual.width(), actual.channels(), actual.type().dtype()))
        .isEqualTo(
            List.of(
                expected.height(), expected.width(), expected.channels(), expected.type().dtype()));
    assertThat(actual.samples()).hasSameSizeAs(expected.samples());
  }

  public static void assertEqual(DecodedImage actual, DecodedImage expected) {
    assertSameShape(actual, expected);
    assertThat(actual.samples()).isEqualTo(expected.samples());
  }
}
