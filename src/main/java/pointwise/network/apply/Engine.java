package pointwise.network.apply;

/** What runs networks. */
public enum Engine {
  /**
   * Layers of 1x1 and global pools only: the multiplication of kernels. Else ONNX Runtime; but
   * {@link #LAYERS} for images of more than {@link AutoRunner#MOST_SAMPLES}, where they take the
   * network.
   */
  AUTO,
  /** ONNX Runtime, on whole images. */
  RUNTIME,
  /** The layers of this program, by strips where an image is large. */
  LAYERS
}
