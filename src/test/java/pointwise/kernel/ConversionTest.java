package pointwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import pointwise.raster.SampleType;

class ConversionTest {
  /** The luma of (100, 50, 200) is 29.9 + 29.35 + 22.8 = 82.05. */
  @ParameterizedTest
  @CsvSource({
    "10, 10",
    "10, 10 255",
    "10, 10 10 10",
    "10, 10 10 10 255",
    "10 7, 10",
    "10 7, 10 7",
    "10 7, 10 10 10",
    "10 7, 10 10 10 7",
    "100 50 200, 82.05",
    "100 50 200, 82.05 255",
    "100 50 200, 100 50 200",
    "100 50 200, 100 50 200 255",
    "100 50 200 7, 82.05",
    "100 50 200 7, 82.05 7",
    "100 50 200 7, 100 50 200",
    "100 50 200 7, 100 50 200 7",
  })
  void coloursAreConvertedByHand(String from, String to) {
    float[] pixel = numbers(from);
    float[] expected = numbers(to);
    byte[] samples = new byte[pixel.length];
    for (int c = 0; c < pixel.length; c++) {
      samples[c] = (byte) (int) pixel[c];
    }
    Conversion conversion =
        Conversion.of(pixel.length, expected.length, ChannelRule.CONVERT).orElseThrow();
    float[] tile = new float[expected.length];
    conversion.toTile(SampleType.UINT8, samples, 0, 1, SampleRange.RAW, tile);
    assertThat(tile).containsExactly(expected, within(1e-5f));
    conversion.toTile(SampleType.UINT8, samples, 0, 1, SampleRange.UNIT, tile);
    for (int c = 0; c < tile.length; c++) {
      assertThat(tile[c]).isCloseTo(expected[c] / 255f, within(1e-7f));
    }
  }

  private static float[] numbers(String text) {
    String[] parts = text.split(" ", -1);
    float[] numbers = new float[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = Float.parseFloat(parts[i]);
    }
    return numbers;
  }

  @Test
  void fullValuesBecomeOne() {
    float[] tile = new float[2];
    Conversion grey = Conversion.of(1, 1, ChannelRule.STRICT).orElseThrow();
    byte[] all = {-1, -1, 0, -128};
    grey.toTile(SampleType.UINT16, all, 0, 2, SampleRange.UNIT, tile);
    assertThat(tile).containsExactly(1f, 32768f / 65535f);
    grey.toTile(SampleType.INT16, all, 0, 2, SampleRange.RAW, tile);
    assertThat(tile).containsExactly(-1f, -32768f);
    grey.toTile(SampleType.UINT8, all, 1, 2, SampleRange.UNIT, tile);
    assertThat(tile).containsExactly(1f, 0f);
  }

  @ParameterizedTest
  @EnumSource(SampleType.class)
  void rowsGiveTheBitsOfBytes(SampleType type) {
    byte[] samples = new byte[24 * type.bytes()];
    new Random(1).nextBytes(samples);
    ByteBuffer buffer = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 1; from <= 4; from++) {
      for (int to = 1; to <= 4; to++) {
        Conversion conversion = Conversion.of(from, to, ChannelRule.CONVERT).orElseThrow();
        for (SampleRange range : SampleRange.values()) {
          float[] bytes = new float[5 * to];
          float[] rows = new float[5 * to];
          conversion.toTile(type, samples, 1, 5, range, bytes);
          for (int p = 0; p < 5; p++) {
            float[] pixel = new float[from];
            for (int c = 0; c < from; c++) {
              int i = (p + 1) * from + c;
              pixel[c] =
                  switch (type) {
                    case UINT8 -> buffer.get(i) & 0xff;
                    case UINT16 -> buffer.getShort(2 * i) & 0xffff;
                    case INT16 -> buffer.getShort(2 * i);
                    case FLOAT32 -> buffer.getFloat(4 * i);
                    case FLOAT16 -> pointwise.raster.Half.toFloat(buffer.getShort(2 * i));
                  };
            }
            conversion.toTile(type, pixel, range, rows, p);
          }
          assertThat(rows).isEqualTo(bytes);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"6,3", "3,6", "5,4", "0,3", "3,0"})
  void otherCountsDoNotFit(int channels, int inputs) {
    assertThat(Conversion.of(channels, inputs, ChannelRule.CONVERT)).isEmpty();
    assertThat(Conversion.of(channels, inputs, ChannelRule.STRICT)).isEmpty();
  }

  @Test
  void strictTakesEqualCountsOnly() {
    assertThat(Conversion.of(6, 6, ChannelRule.STRICT)).isPresent();
    assertThat(Conversion.of(1, 3, ChannelRule.STRICT)).isEmpty();
    assertThat(Conversion.mismatch(6, 3))
        .isEqualTo("the channels do not fit the kernels, found 6, expected 3");
  }
}
