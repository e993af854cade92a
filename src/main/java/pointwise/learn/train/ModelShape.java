package pointwise.learn.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.layer.Pool;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * The layers of a model that is trained, and where their parameters lie in one array: for each
 * layer the weights V(D x N), row-major, then the bias, N.
 *
 * <p>Hidden layers are 1x1 convolutions with ReLU. For images a global pool follows, and the last
 * layer is a dense one on the pooled vector; for pixels it is one more 1x1 convolution. Its N
 * numbers, one for each class, go through softmax.
 */
public final class ModelShape implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Their gradient is 16 MiB, a few of which a task holds and sends in every step; a checkpoint
   * holds four numbers for each, of up to 25 characters: at most some 200 MB, made in the driver's
   * memory.
   */
  static final int MOST_PARAMETERS = 1 << 21;

  private final LabelUnit unit;
  private final Pool.Kind pool;
  private final int[] widths;

  /**
   * @param channels D of the images
   * @param hidden N of each hidden layer; empty for a linear model
   * @param pool of images; not looked at for pixels
   * @throws IllegalArgumentException if a layer is empty or there are too many parameters
   */
  public ModelShape(
      LabelUnit unit, int channels, List<Integer> hidden, Pool.Kind pool, int classes) {
    this.unit = unit;
    this.pool = pool;
    this.widths = new int[hidden.size() + 2];
    widths[0] = channels;
    for (int l = 0; l < hidden.size(); l++) {
      widths[l + 1] = hidden.get(l);
    }
    widths[widths.length - 1] = classes;
    if (Arrays.stream(widths).anyMatch(width -> width < 1)) {
      throw new UsageException(
          Text.of(
              "Cannot make a model: found layers of %s channels, expected at least 1",
              Arrays.toString(widths)));
    }
    long all = 0;
    for (int l = 0; l < layers(); l++) {
      all += (inputs(l) + 1L) * outputs(l);
    }
    if (all > MOST_PARAMETERS) {
      throw new UsageException(
          Text.of(
              "Cannot make a model: it has too many parameters, found %,d of layers of %s channels, expected at most %,d",
              all, Arrays.toString(widths), MOST_PARAMETERS));
    }
  }

  /** What has one label. */
  public LabelUnit unit() {
    return unit;
  }

  /** How pixels become one vector; for images. */
  public Pool.Kind pool() {
    return pool;
  }

  /**
   * What the pooled features lie around before training. Under a mean pool, ReLU is to be open for
   * nearly all pixels at first, since what it cuts off of a direction is lost to the mean; the last
   * hidden layer begins with a bias of three standard deviations of its results, of variance 2 with
   * the weights of {@link InitialParameters}. The dense layer takes the features less this number,
   * or the large constant would slow its learning.
   */
  double featureCentre() {
    boolean mean = unit == LabelUnit.IMAGE && pool == Pool.Kind.AVERAGE;
    return mean && layers() > 1 ? 3 * Math.sqrt(2) : 0;
  }

  /** Layers with parameters, the last one included. */
  public int layers() {
    return widths.length - 1;
  }

  /** Layers that run on every pixel: for images all but the last. */
  int pixelLayers() {
    return unit == LabelUnit.IMAGE ? layers() - 1 : layers();
  }

  /** Whether ReLU follows the layer. */
  boolean isHidden(int layer) {
    return layer < layers() - 1;
  }

  /** D of a layer. */
  public int inputs(int layer) {
    return widths[layer];
  }

  /** N of a layer. */
  public int outputs(int layer) {
    return widths[layer + 1];
  }

  /** K, the number of classes. */
  public int classes() {
    return widths[widths.length - 1];
  }

  /** Where the weights of a layer begin. */
  int weightsAt(int layer) {
    return at(layer);
  }

  /** Where the bias of a layer begins. */
  int biasAt(int layer) {
    return at(layer) + inputs(layer) * outputs(layer);
  }

  /** How many parameters there are. */
  public int parameters() {
    return at(layers());
  }

  /** The channels from layer to layer, such as {@code 3 -> 2 -> mean pool -> 6}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder().append(inputs(0));
    for (int l = 0; l < layers(); l++) {
      if (l == pixelLayers()) {
        text.append(pool == Pool.Kind.MAX ? " -> max pool" : " -> mean pool");
      }
      text.append(" -> ").append(outputs(l));
    }
    return text.toString();
  }

  private int at(int layer) {
    int at = 0;
    for (int l = 0; l < layer; l++) {
      at += (inputs(l) + 1) * outputs(l);
    }
    return at;
  }
}
