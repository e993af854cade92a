package pointwise.bench;

import java.util.List;
import pointwise.store.ParquetTable.Codec;

/** A way from image files to feature maps in Parquet. */
interface Pipeline extends AutoCloseable {
  /**
   * Writes the feature maps of the images to {@code out}, a folder that is not there yet.
   *
   * @param images files of one size, JPEG or float32 {@code .npy}
   */
  void run(List<String> images, String out, Codec codec) throws Exception;

  /**
   * The part of task time that the last run spent between decoded pixels and the bytes of the map;
   * NaN where it is not counted.
   */
  default double multiplying() {
    return Double.NaN;
  }

  @Override
  default void close() {}
}
