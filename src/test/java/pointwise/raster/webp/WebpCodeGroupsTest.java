package pointwise.raster.webp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Lossless pictures of 65,536 groups of codes, written by hand (RFC 9649, section 3.7). */
class WebpCodeGroupsTest {
  private static final int GROUPS = 1 << 16;

  private final BitSet bits = new BitSet();
  private int length;

  /** The lowest bit first. */
  private void put(int value, int count) {
    for (int i = 0; i < count; i++) {
      bits.set(length++, (value >> i & 1) != 0);
    }
  }

  /** A code of one symbol, which takes no bits. */
  private void one(int symbol) {
    put(0b101, 3);
    put(symbol, 8);
  }

  private void two(int first, int second) {
    put(0b111, 3);
    put(first, 8);
    put(second, 8);
  }

  /** A code of 256 symbols of 8 bits: of the code lengths 12 are sent, and only 8 is used. */
  private void full() {
    put(0, 1);
    put(8, 4);
    put(0, 33);
    put(1, 3);
    put(1, 1); // 254 + 2 lengths, a number of 2 + 2 x 3 bits
    put(3, 3);
    put(254, 8);
  }

  /** No transforms, no cache, and an entropy image of blocks of 4 x 4 without a cache. */
  private void begin() {
    put(0b100, 3);
    put(0, 3);
    put(0, 1);
  }

  private int[] decode(int height, int width) throws IOException {
    byte[] data = new byte[length / 8 + 8];
    byte[] used = bits.toByteArray();
    System.arraycopy(used, 0, data, 0, used.length);
    return Vp8lImage.decode(data, 0, data.length, height, width);
  }

  /** Two blocks, of the first group and the last: black, and green 200. */
  @Test
  void groupsThatNoBlockHasAreNotKept() throws IOException {
    begin();
    two(0, 255);
    two(0, 255);
    one(0);
    one(0);
    one(0);
    put(0b1100, 4); // a bit of green and one of red for each block
    for (int group = 0; group < GROUPS; group++) {
      one(group == GROUPS - 1 ? 200 : 0);
      for (int code = 1; code < 5; code++) {
        one(0);
      }
    }
    int[] pixels = decode(4, 8);
    for (int i = 0; i < pixels.length; i++) {
      assertThat(pixels[i]).isEqualTo(i % 8 < 4 ? 0 : 200 << 8);
    }
  }

  /** Of 1024 x 1024 pixels each block has a group of its own, of 8 kB. */
  @Test
  void codesOfManyMegabytesAreRefused() {
    begin();
    full();
    full();
    one(0);
    one(0);
    one(0);
    for (int group = 0; group < GROUPS; group++) {
      put(Integer.reverse(group & 255) >>> 24, 8);
      put(Integer.reverse(group >> 8) >>> 24, 8);
    }
    for (int group = 0; group < GROUPS; group++) {
      for (int code = 0; code < 4; code++) {
        full();
      }
      one(0);
    }
    assertThatThrownBy(() -> decode(1024, 1024))
        .isInstanceOf(IOException.class)
        .hasMessage("its codes take more memory than 128 MB");
  }
}
