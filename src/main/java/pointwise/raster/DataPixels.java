package pointwise.raster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Which pixels are data by their samples: all are finite, and they are not nodata, one of them or,
 * where that is asked for, all.
 */
final class DataPixels {
  /** Samples that are looked over at once, so that pixels are looked at only where it is needed. */
  private static final int GLANCE = 4096;

  private static final int FLOAT16_EXPONENT = 0x7c00;

  private final SampleType type;

  /** The value of each channel that stands for no data; NaN for none. */
  private final float[] nodata;

  private final boolean allBands;

  /** The one value of all channels, NaN for none; that there are several is {@link #mixed}. */
  private final float value;

  private final boolean mixed;

  DataPixels(SampleType type, float[] nodata, boolean allBands) {
    this.type = type;
    this.nodata = nodata.clone();
    this.allBands = allBands;
    this.value = nodata[0];
    boolean differ = false;
    for (float other : nodata) {
      differ |= Float.compare(other, value) != 0;
    }
    this.mixed = differ;
  }

  /**
   * One byte for each pixel, 0 where it is no data; null where all are.
   *
   * @param samples pixels x channels, little-endian
   */
  byte[] valid(byte[] samples) {
    if (Float.isNaN(value) && !mixed && !type.isFloating()) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    int channels = nodata.length;
    int pixels = samples.length / (channels * type.bytes());
    int most = Math.max(1, GLANCE / channels);
    byte[] valid = null;
    for (int begin = 0; begin < pixels; begin += most) {
      int end = Math.min(pixels, begin + most);
      if (!mixed && !suspects(buffer, begin * channels, end * channels)) {
        continue;
      }
      for (int p = begin; p < end; p++) {
        if (!isData(buffer, p * channels)) {
          if (valid == null) {
            valid = new byte[pixels];
            Arrays.fill(valid, (byte) 1);
          }
          valid[p] = 0;
        }
      }
    }
    return valid;
  }

  /** Whether one of some samples is nodata or not finite; without branches, for speed. */
  private boolean suspects(ByteBuffer samples, int begin, int end) {
    boolean found = false;
    switch (type) {
      case UINT8 -> {
        for (int i = begin; i < end; i++) {
          found |= (samples.get(i) & 0xff) == value;
        }
      }
      case UINT16 -> {
        for (int i = begin; i < end; i++) {
          found |= (samples.getShort(2 * i) & 0xffff) == value;
        }
      }
      case INT16 -> {
        for (int i = begin; i < end; i++) {
          found |= samples.getShort(2 * i) == value;
        }
      }
      case FLOAT16 -> {
        for (int i = begin; i < end; i++) {
          short bits = samples.getShort(2 * i);
          found |= (bits & FLOAT16_EXPONENT) == FLOAT16_EXPONENT;
          found |= Half.toFloat(bits) == value;
        }
      }
      case FLOAT32 -> {
        for (int i = begin; i < end; i++) {
          float sample = samples.getFloat(4 * i);
          found |= !Float.isFinite(sample);
          found |= sample == value;
        }
      }
    }
    return found;
  }

  private boolean isData(ByteBuffer samples, int from) {
    int none = 0;
    for (int c = 0; c < nodata.length; c++) {
      float sample = type.sample(samples, from + c);
      if (!Float.isFinite(sample)) {
        return false;
      }
      none += sample == nodata[c] ? 1 : 0;
    }
    return allBands ? none < nodata.length : none == 0;
  }
}
