package pointwise.raster.webp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * What the chunks of a WebP file say (RFC 9649), of an animation those of the first frame. Colour
 * profiles, Exif and XMP are passed over.
 *
 * @param height lines of the canvas
 * @param width pixels per line of the canvas
 * @param alpha whether the file says that it has alpha
 * @param frames how many an animation has, else 1
 * @param picture the frame on the canvas
 */
record WebpFile(int height, int width, boolean alpha, int frames, Picture picture) {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int ANIMATED = 2;
  private static final int ALPHA = 16;
  private static final int VP8_HEADER = 10;
  private static final int VP8L_HEADER = 5;

  /** The bytes of a chunk in the file, without its header. */
  record Chunk(int at, int length) {}

  /**
   * A picture in one chunk, or in two where its alpha lies apart.
   *
   * @param top line of the canvas at which it begins
   * @param left pixel of the line at which it begins
   * @param height lines
   * @param width pixels per line
   * @param lossless whether the samples are VP8L, which hold alpha too, else VP8
   * @param samples their chunk
   * @param alpha the chunk of the alpha of VP8, or null
   */
  record Picture(
      int top, int left, int height, int width, boolean lossless, Chunk samples, Chunk alpha) {}

  /**
   * Reads the chunks.
   *
   * @throws ImageException when the file is cut short, a header is corrupt, or there is no picture
   */
  static WebpFile parse(String origin, byte[] file) {
    try {
      return new Walk(origin, ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN)).file();
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new ImageException(
          origin, Text.of("the WebP is cut short in its headers, found %d bytes", file.length), e);
    }
  }

  /** One pass over the chunks. */
  private static final class Walk {
    private final String origin;
    private final ByteBuffer in;
    private Chunk apart;
    private boolean alpha;

    Walk(String origin, ByteBuffer in) {
      this.origin = origin;
      this.in = in;
    }

    WebpFile file() {
      long end = CHUNK_HEADER + (in.getInt(4) & 0xffffffffL);
      if (end > in.limit()) {
        throw refused(
            Text.of("the file is cut short, found %d bytes, expected %d", in.limit(), end));
      }
      in.limit((int) end);
      in.position(RIFF_HEADER);
      if (!name(RIFF_HEADER).equals("VP8X")) {
        Picture picture = picture(0, 0);
        return new WebpFile(picture.height, picture.width, alpha, 1, picture);
      }
      Chunk header = next();
      if (header.length < 10) {
        throw refused(
            Text.of("the VP8X chunk is too short, found %d bytes, expected 10", header.length));
      }
      int width = u3(header.at + 4) + 1;
      int height = u3(header.at + 7) + 1;
      boolean flagged = (in.get(header.at) & ALPHA) != 0;
      boolean animated = (in.get(header.at) & ANIMATED) != 0;
      Picture picture = animated ? frame() : picture(0, 0);
      if (picture.top + picture.height > height
          || picture.left + picture.width > width
          || (!animated && (picture.height < height || picture.width < width))) {
        throw refused(
            Text.of(
                "the picture is not of the size of its canvas, found %d x %d, expected %d x %d",
                picture.height, picture.width, height, width));
      }
      return new WebpFile(
          height,
          width,
          alpha || (flagged && (animated || !picture.lossless)),
          animated ? 1 + others() : 1,
          picture);
    }

    /** The first frame of an animation; what follows it is next. */
    private Picture frame() {
      while (!name(in.position()).equals("ANMF")) {
        next();
      }
      Chunk frame = next();
      int after = in.position();
      int end = in.limit();
      in.limit(frame.at + frame.length).position(frame.at + FRAME_HEADER);
      Picture picture = picture(2 * u3(frame.at + 3), 2 * u3(frame.at));
      in.limit(end).position(after);
      return picture;
    }

    private int others() {
      int frames = 0;
      while (in.remaining() >= CHUNK_HEADER) {
        frames += name(in.position()).equals("ANMF") ? 1 : 0;
        next();
      }
      return frames;
    }

    private Picture picture(int top, int left) {
      while (true) {
        String name = name(in.position());
        Chunk chunk = next();
        switch (name) {
          case "ALPH" -> apart = chunk;
          case "VP8 " -> {
            return lossy(top, left, chunk);
          }
          case "VP8L" -> {
            return lossless(top, left, chunk);
          }
          default -> {} // of no part in the samples
        }
      }
    }

    /** RFC 6386, section 9.1. */
    private Picture lossy(int top, int left, Chunk chunk) {
      int tag = u3(chunk.at);
      boolean shownKeyFrame = (tag & 0x11) == 0x10;
      if (chunk.length < VP8_HEADER
          || !shownKeyFrame
          || (tag >> 1 & 7) > 3
          || tag >> 5 >= chunk.length
          || u3(chunk.at + 3) != 0x2a019d) {
        throw refused("the header of the VP8 chunk is corrupt");
      }
      alpha = apart != null;
      int width = in.getShort(chunk.at + 6) & 0x3fff;
      int height = in.getShort(chunk.at + 8) & 0x3fff;
      return new Picture(top, left, height, width, false, chunk, apart);
    }

    /** RFC 9649, section 3.4. */
    private Picture lossless(int top, int left, Chunk chunk) {
      int size = in.getInt(chunk.at + 1);
      if (chunk.length < VP8L_HEADER || in.get(chunk.at) != 0x2f || size >>> 29 != 0) {
        throw refused("the header of the VP8L chunk is corrupt");
      }
      alpha = (size >> 28 & 1) != 0;
      return new Picture(
          top, left, (size >> 14 & 0x3fff) + 1, (size & 0x3fff) + 1, true, chunk, null);
    }

    private String name(int at) {
      if (at + CHUNK_HEADER > in.limit()) {
        throw refused("the WebP has no picture");
      }
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < 4; i++) {
        name.append((char) (in.get(at + i) & 0xff));
      }
      return name.toString();
    }

    /** The chunk at the position, which moves behind it and its padding. */
    private Chunk next() {
      int at = in.position() + CHUNK_HEADER;
      long length = in.getInt(at - 4) & 0xffffffffL;
      if (at + length > in.limit()) {
        throw refused(
            Text.of(
                "the file is cut short in the chunk at byte %d, found %d bytes, expected %d",
                at - CHUNK_HEADER, in.limit() - at, length));
      }
      in.position((int) Math.min(in.limit(), at + length + (length & 1)));
      return new Chunk(at, (int) length);
    }

    private int u3(int at) {
      return (in.getShort(at) & 0xffff) | (in.get(at + 2) & 0xff) << 16;
    }

    private ImageException refused(String reason) {
      return new ImageException(origin, reason);
    }
  }
}
