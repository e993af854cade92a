package pointwise.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A reader of little-endian chunky deflate TIFFs that shares no code with what writes them. */
public final class PlainTiff {
  /** Values of a field: numbers, or the bytes of a text. */
  private final List<Map<Integer, double[]>> directories = new ArrayList<>();

  private final ByteBuffer bytes;
  private final boolean big;

  private PlainTiff(byte[] file) {
    bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    big = bytes.getShort(2) == 43;
    long next = big ? bytes.getLong(8) : bytes.getInt(4) & 0xffffffffL;
    while (next != 0) {
      int at = (int) next;
      int count = big ? (int) bytes.getLong(at) : bytes.getShort(at);
      int field = at + (big ? 8 : 2);
      Map<Integer, double[]> fields = new TreeMap<>();
      for (int i = 0; i < count; i++, field += big ? 20 : 12) {
        fields.put(bytes.getShort(field) & 0xffff, values(field));
      }
      directories.add(fields);
      next = big ? bytes.getLong(field) : bytes.getInt(field) & 0xffffffffL;
    }
  }

  public static PlainTiff read(Path file) {
    try {
      return new PlainTiff(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static PlainTiff of(byte[] file) {
    return new PlainTiff(file);
  }

  private double[] values(int field) {
    int type = bytes.getShort(field + 2);
    int count = big ? (int) bytes.getLong(field + 4) : bytes.getInt(field + 4);
    int size = Map.of(2, 1, 3, 2, 4, 4, 12, 8, 16, 8).get(type);
    int at = field + (big ? 12 : 8);
    if (count * size > (big ? 8 : 4)) {
      at = big ? (int) bytes.getLong(at) : bytes.getInt(at);
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++, at += size) {
      values[i] =
          switch (type) {
            case 2 -> bytes.get(at);
            case 3 -> bytes.getShort(at) & 0xffff;
            case 4 -> bytes.getInt(at) & 0xffffffffL;
            case 12 -> bytes.getDouble(at);
            default -> bytes.getLong(at);
          };
    }
    return values;
  }

  public boolean isBig() {
    return big;
  }

  public int levels() {
    return directories.size();
  }

  /** The numbers of a field; null where it is not there. */
  public double[] field(int level, int tag) {
    return directories.get(level).get(tag);
  }

  public int number(int level, int tag) {
    return (int) field(level, tag)[0];
  }

  public String text(int tag) {
    double[] values = field(0, tag);
    byte[] text = new byte[values.length - 1];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) values[i];
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The samples of a level, HWC, as numbers. */
  public double[] samples(int level) {
    int width = number(level, 256);
    int height = number(level, 257);
    int channels = number(level, 277);
    boolean tiled = field(level, 324) != null;
    int columns = tiled ? number(level, 322) : width;
    int rows = number(level, tiled ? 323 : 278);
    double[] offsets = field(level, tiled ? 324 : 273);
    double[] counts = field(level, tiled ? 325 : 279);
    int across = (width + columns - 1) / columns;
    double[] samples = new double[height * width * channels];
    for (int block = 0; block < offsets.length; block++) {
      double[] values =
          block(
              (int) offsets[block], (int) counts[block], level, rows, columns * channels, channels);
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns * channels; x++) {
          int line = block / across * rows + y;
          int at = block % across * columns * channels + x;
          if (line < height && at < width * channels) {
            samples[line * width * channels + at] = values[y * columns * channels + x];
          }
        }
      }
    }
    return samples;
  }

  private double[] block(int offset, int count, int level, int rows, int line, int channels) {
    int size = number(level, 258) / 8;
    boolean floating = number(level, 339) == 3;
    boolean signed = number(level, 339) == 2;
    int predictor = field(level, 317) == null ? 1 : number(level, 317);
    byte[] raw = new byte[rows * line * size];
    Inflater inflater = new Inflater();
    inflater.setInput(bytes.array(), offset, count);
    try {
      int read = 0;
      while (read < raw.length && !inflater.finished()) {
        read += inflater.inflate(raw, read, raw.length - read);
      }
      if (read != raw.length || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
        throw new IllegalStateException("the block has another length");
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    } finally {
      inflater.end();
    }
    double[] values = new double[rows * line];
    for (int y = 0; y < rows; y++) {
      byte[] sum = new byte[line * size];
      for (int i = 0; i < sum.length; i++) {
        sum[i] = (byte) (raw[y * sum.length + i] + (i < channels ? 0 : sum[i - channels]));
      }
      for (int x = 0; x < line; x++) {
        long bits = 0;
        for (int b = 0; b < size; b++) {
          // Of predictor 3 the first plane has the most significant bytes.
          byte one =
              predictor == 3 ? sum[(size - 1 - b) * line + x] : raw[(y * line + x) * size + b];
          bits |= (one & 0xffL) << (8 * b);
        }
        if (predictor == 2 && x >= channels) {
          bits = bits + (long) unsigned(values[y * line + x - channels], size);
        }
        bits &= (1L << (8 * size)) - 1;
        values[y * line + x] =
            floating ? Float.intBitsToFloat((int) bits) : signed ? (short) bits : bits;
      }
    }
    return values;
  }

  private static double unsigned(double value, int size) {
    return value < 0 ? value + (1L << (8 * size)) : value;
  }
}
