package pointwise.bench;

import ai.onnxruntime.OrtException;

/** A network made ready for images of one shape, with an image in the order it wants. */
interface Forward extends AutoCloseable {
  /** Runs the network once; the result is new, and left where the network made it. */
  void run() throws Exception;

  /** The result of another run, HWC. */
  float[] result() throws Exception;

  @Override
  default void close() throws OrtException {}
}
