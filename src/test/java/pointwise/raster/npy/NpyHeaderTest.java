package pointwise.raster.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.input.Fixture;
import pointwise.raster.ImageException;
import pointwise.raster.SampleType;

class NpyHeaderTest {

  @Test
  void headerSaysWhereLinesAre() throws IOException {
    byte[] file = Fixture.bytes("f8_be_C.npy");
    NpyHeader header = NpyHeader.parse("a.npy", new ByteArrayInputStream(file));
    assertThat(header).isEqualTo(new NpyHeader(4, 5, 3, ">f8", false, 128));
    assertThat(header.type()).isEqualTo(SampleType.FLOAT32);
    assertThat(header.lineBytes()).isEqualTo(5 * 3 * 8);
    assertThat(header.fileBytes()).isEqualTo(file.length);
    assertThat(header.lineReadable()).isTrue();
  }

  @Test
  void fortranOrderHasNoLines() throws IOException {
    byte[] file = Fixture.bytes("u1_le_F.npy");
    assertThat(NpyHeader.parse("a.npy", new ByteArrayInputStream(file)).lineReadable()).isFalse();
  }

  @Test
  void oneByteTooFewOrTooManyIsMalformed() {
    byte[] file = Fixture.bytes("u2_le_C.npy");
    assertThatThrownBy(() -> Fixture.decode("a.npy", Arrays.copyOf(file, file.length - 1)))
        .hasMessage("Cannot read a.npy: the file is cut short, found 247 bytes, expected 248");
    assertThatThrownBy(() -> Fixture.decode("a.npy", Arrays.copyOf(file, file.length + 1)))
        .hasMessageContaining("bytes after the last sample, found 249 bytes, expected 248");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "refused_object.npy | objects",
        "refused_structured.npy | structured samples are not read",
        "refused_one_dimension.npy | the array is of 1 dimensions, found shape (5,)",
        "refused_four_dimensions.npy | the array is of 4 dimensions",
        "refused_empty.npy | the shape is (0, 3, 3), expected sizes from 1 to 2147483647"
      })
  void arraysThatAreNoPicturesAreRefused(String name, String reason) {
    assertThatThrownBy(() -> Fixture.decode(name))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'descr': '<u2', 'fortran_order': False, 'shape': (-1, 3)}; sizes from 1",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (3000000000, 3)}; sizes from 1",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 9)}; too large",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (4, 3), 'more': True}; unknown key 'more'",
        "{'descr': '<u2', 'fortran_order': False}; the key 'shape' is missing",
        "{'descr': '<u2', 'fortran_order': 0, 'shape': (4, 3)}; corrupt at character",
        "{'descr': '<u2', 'fortran_order': False, 'shape': (4, x)}; the shape is corrupt",
        "{'descr': '<u2', 'descr': '<u2', 'shape': (4, 3)}; stands twice",
        "{'descr': '<u2, 'fortran_order': False, 'shape': (4, 3)}; corrupt at character",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (4, 3)}; found '<c8', expected bool, integers of 1, 2, 4 or 8 bytes, or float16, 32 or 64",
        "{'descr': '<f16', 'fortran_order': False, 'shape': (4, 3)}; found '<f16'",
        "{'descr': '<M8[s]', 'fortran_order': False, 'shape': (4, 3)}; found '<M8[s]'",
        "nonsense; found no dictionary"
      })
  void corruptHeadersAreRefused(String dictionary, String reason) {
    assertThatThrownBy(() -> Fixture.decode("a.npy", npy(dictionary)))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("Cannot read a.npy: the npy ")
        .hasMessageContaining(reason);
  }

  @Test
  void whatIsQuotedIsPrintableAndShort() {
    assertThatThrownBy(() -> Fixture.decode("a.npy", npy("{'f\0\0tran\r\u001b': False}")))
        .hasMessageContaining("unknown key 'f\\u0000\\u0000tran\\u000d\\u001b', expected descr");
    assertThatThrownBy(() -> Fixture.decode("a.npy", npy("{'" + "k".repeat(65000) + "': 1}")))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  @Test
  void longHeadersAreRefusedUnread() {
    byte[] file = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0, 0, -1};
    assertThatThrownBy(() -> Fixture.decode("a.npy", file))
        .hasMessageContaining("the npy header is too long, found 4278190080 bytes");
  }

  @Test
  void unknownVersionsAreRefused() {
    byte[] file = Fixture.bytes("version3.npy");
    file[6] = 4;
    assertThatThrownBy(() -> Fixture.decode("a.npy", file))
        .hasMessageContaining("the npy version is unknown, found 4, expected 1 to 3");
  }

  private static byte[] npy(String dictionary) {
    byte[] text = dictionary.getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = new byte[10 + text.length];
    System.arraycopy(Fixture.bytes("u1_le_C.npy"), 0, file, 0, 8);
    file[8] = (byte) text.length;
    file[9] = (byte) (text.length >> 8);
    System.arraycopy(text, 0, file, 10, text.length);
    return file;
  }
}
