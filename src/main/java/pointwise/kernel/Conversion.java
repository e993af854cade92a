package pointwise.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import pointwise.raster.SampleType;
import pointwise.text.Text;

/**
 * Samples of an image to the D float channels that kernels take: one pass from the file's type into
 * the tile, scaling and converting channels on the way.
 */
public final class Conversion {
  private static final int MOST_COLOUR_CHANNELS = 4;

  private final int channels;
  private final int inputs;

  private Conversion(int channels, int inputs) {
    this.channels = channels;
    this.inputs = inputs;
  }

  /**
   * The conversion from an image of {@code channels} to kernels of {@code inputs}, if the rule has
   * one; with equal counts every rule has.
   */
  public static Optional<Conversion> of(int channels, int inputs, ChannelRule rule) {
    boolean colours = isColour(channels) && isColour(inputs);
    return channels == inputs || (rule == ChannelRule.CONVERT && colours)
        ? Optional.of(new Conversion(channels, inputs))
        : Optional.empty();
  }

  private static boolean isColour(int channels) {
    return channels >= 1 && channels <= MOST_COLOUR_CHANNELS;
  }

  /** Why there is no conversion. */
  public static String mismatch(int channels, int inputs) {
    return Text.of("the channels do not fit the kernels, found %d, expected %d", channels, inputs);
  }

  /**
   * Fills {@code tile} (pixels x D) from pixel {@code first} on.
   *
   * @param samples HWC, little-endian, of {@code type}
   * @param first the first pixel of {@code samples} to convert
   * @param pixels how many
   */
  public void toTile(
      SampleType type, byte[] samples, int first, int pixels, SampleRange range, float[] tile) {
    float scale = scale(type, range);
    if (channels == inputs) {
      flat(type, samples, first * channels, pixels * channels, scale, tile);
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    float[] pixel = new float[channels];
    for (int p = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++) {
        pixel[c] = type.sample(buffer, (first + p) * channels + c);
      }
      convert(pixel, type, scale, tile, p * inputs);
    }
  }

  /**
   * Fills pixel {@code place} of the tile with one pixel, its samples as they are in the file; bit
   * for bit what the other form does.
   */
  public void toTile(SampleType type, float[] pixel, SampleRange range, float[] tile, int place) {
    float scale = scale(type, range);
    if (channels == inputs) {
      for (int c = 0; c < channels; c++) {
        tile[place * inputs + c] = pixel[c] * scale;
      }
      return;
    }
    convert(pixel, type, scale, tile, place * inputs);
  }

  private static float scale(SampleType type, SampleRange range) {
    return range == SampleRange.UNIT ? 1f / type.full() : 1f;
  }

  private static void flat(
      SampleType type, byte[] samples, int begin, int count, float scale, float[] tile) {
    ByteBuffer buffer =
        ByteBuffer.wrap(samples, begin * type.bytes(), count * type.bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case UINT8 -> {
        for (int i = 0; i < count; i++) {
          tile[i] = (samples[begin + i] & 0xff) * scale;
        }
      }
      case FLOAT32 -> buffer.asFloatBuffer().get(tile, 0, count);
      case UINT16, INT16, FLOAT16 -> {
        for (int i = 0; i < count; i++) {
          tile[i] = type.sample(buffer, begin + i) * scale;
        }
      }
    }
  }

  /** Luma by ITU-R BT.601: Y = 0.299 R + 0.587 G + 0.114 B. */
  private void convert(float[] from, SampleType type, float scale, float[] tile, int at) {
    boolean colour = channels >= 3;
    if (inputs >= 3) {
      tile[at] = from[0] * scale;
      tile[at + 1] = from[colour ? 1 : 0] * scale;
      tile[at + 2] = from[colour ? 2 : 0] * scale;
    } else {
      float luma = colour ? 0.299f * from[0] + 0.587f * from[1] + 0.114f * from[2] : from[0];
      tile[at] = luma * scale;
    }
    if (inputs % 2 == 0) {
      boolean alpha = channels % 2 == 0;
      tile[at + inputs - 1] = (alpha ? from[channels - 1] : type.full()) * scale;
    }
  }
}
