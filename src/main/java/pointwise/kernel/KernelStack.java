package pointwise.kernel;

import java.util.List;

/**
 * Layers applied one after the other to the same pixel: a 1x1 network. Immutable.
 *
 * @param name for people
 * @param range what the first layer expects of samples
 * @param inputs names of the D input channels
 * @param outputs names of the N maps
 * @param declared the layers as they were written, normalisation folded in
 * @param layers the layers as they run: neighbours with no activation between them are one where
 *     that takes fewer multiply-adds
 */
public record KernelStack(
    String name,
    SampleRange range,
    List<String> inputs,
    List<String> outputs,
    List<KernelBank> declared,
    List<KernelBank> layers) {

  /** A stack of these layers, merged where that saves work. */
  public static KernelStack of(
      String name,
      SampleRange range,
      List<String> inputs,
      List<String> outputs,
      List<KernelBank> declared) {
    return new KernelStack(
        name,
        range,
        List.copyOf(inputs),
        List.copyOf(outputs),
        List.copyOf(declared),
        LinearRuns.merge(declared));
  }

  /** D of the first layer. */
  public int inputChannels() {
    return layers.get(0).inputChannels();
  }

  /** N of the last layer. */
  public int outputChannels() {
    return layers.get(layers.size() - 1).outputChannels();
  }

  /** Multiply-adds per pixel of the layers as they run. */
  public long multiplyAdds() {
    return layers.stream().mapToLong(KernelBank::multiplyAdds).sum();
  }

  /** Weights and biases of the layers as they were written. */
  public long parameters() {
    return declared.stream().mapToLong(bank -> bank.multiplyAdds() + bank.outputChannels()).sum();
  }
}
