package pointwise.raster.jdk;

import java.util.zip.CRC32;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * The chunks of a PNG file that decide its samples, checked: the JDK's reader looks at no checksum
 * and does not miss the end.
 *
 * @param bits per sample
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA
 * @param key the grey or the RGB that {@code tRNS} makes transparent, or empty
 * @param frames further frames of an animation, whose control chunks stand behind the picture
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PngChunks(int bits, int colourType, int[] key, int frames) {
  private static final int IHDR = 0x49484452;
  private static final int CGBI = 0x43674249;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int FCTL = 0x6663544c;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /**
   * Walks the chunks.
   *
   * @throws ImageException when the file ends before IEND, a checksum is wrong, or the chunks are
   *     of a kind or in an order that is not read
   */
  static PngChunks check(String origin, byte[] file) {
    if (file.length >= 16 && u4(file, 12) == CGBI) {
      throw new ImageException(
          origin,
          "the PNG is of Apple's kind (it begins with a CgBI chunk), which is not read, expected an IHDR chunk");
    }
    if (file.length < 33 || u4(file, 12) != IHDR || u4(file, 8) != 13) {
      throw new ImageException(
          origin, Text.of("the PNG header is corrupt or cut short, found %d bytes", file.length));
    }
    int colourType = file[25] & 0xff;
    int bits = file[24] & 0xff;
    int[] key = {};
    int frames = 0;
    boolean colours = false;
    boolean data = false;
    CRC32 crc = new CRC32();
    for (long at = 8; at + 12 <= file.length; ) {
      int length = u4(file, (int) at);
      int kind = u4(file, (int) at + 4);
      if (length < 0 || at + 12 + length > file.length) {
        break;
      }
      boolean used = kind == IHDR || kind == PLTE || kind == TRNS || kind == IDAT || kind == IEND;
      if (used) {
        crc.reset();
        crc.update(file, (int) at + 4, length + 4);
        if ((int) crc.getValue() != u4(file, (int) at + 8 + length)) {
          throw new ImageException(
              origin, "the PNG is corrupt, the checksum is wrong in the chunk at byte " + at);
        }
      }
      colours |= kind == PLTE;
      if (kind == TRNS && colourType == 3 && !colours) {
        throw new ImageException(
            origin, "the PNG has its tRNS chunk before PLTE, which is not read, expected it after");
      }
      data |= kind == IDAT;
      frames += data && kind == FCTL ? 1 : 0;
      if (kind == TRNS && (colourType == 0 || colourType == 2) && length == 2 + 2 * colourType) {
        key = new int[1 + colourType];
        for (int c = 0; c < key.length; c++) {
          key[c] = u4(file, (int) at + 6 + 2 * c) & (1 << bits) - 1;
        }
      }
      if (kind == IEND) {
        return new PngChunks(bits, colourType, key, frames);
      }
      at += 12L + length;
    }
    throw new ImageException(
        origin,
        Text.of("the file is cut short, found %d bytes, expected an IEND chunk", file.length));
  }

  private static int u4(byte[] file, int at) {
    return (file[at] & 0xff) << 24
        | (file[at + 1] & 0xff) << 16
        | (file[at + 2] & 0xff) << 8
        | (file[at + 3] & 0xff);
  }
}
