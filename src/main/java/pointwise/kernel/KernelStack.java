package pointwise.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import pointwise.raster.BandChoice;

/**
 * Layers applied one after the other to the same pixel: a 1x1 network. Immutable.
 *
 * @param name for people
 * @param range what the first layer expects of samples
 * @param channels names of the channels: before each of the declared layers, and after the last
 * @param declared the layers as they were written, normalisation folded in
 * @param layers the layers as they run: neighbours with no activation between them are one where
 *     that takes fewer multiply-adds
 * @param bands of an image that the kernels take, one for each input; empty for all it has
 */
public record KernelStack(
    String name,
    SampleRange range,
    List<List<String>> channels,
    List<KernelBank> declared,
    List<KernelBank> layers,
    List<BandChoice> bands) {

  /** A stack of these layers, merged where that saves work. */
  public static KernelStack of(
      String name, SampleRange range, List<List<String>> channels, List<KernelBank> declared) {
    return new KernelStack(
        name,
        range,
        channels.stream().map(List::copyOf).toList(),
        List.copyOf(declared),
        LinearRuns.merge(declared),
        List.of());
  }

  /** The same, for these bands of an image. */
  KernelStack withBands(List<BandChoice> choices) {
    return new KernelStack(name, range, channels, declared, layers, List.copyOf(choices));
  }

  /** The same, the channels of the image being c0, c1 and so on, those behind it k0, k1, .... */
  public static KernelStack of(String name, SampleRange range, List<KernelBank> declared) {
    List<List<String>> channels = new ArrayList<>();
    channels.add(numbered("c", declared.get(0).inputChannels()));
    declared.forEach(bank -> channels.add(numbered("k", bank.outputChannels())));
    return of(name, range, channels, declared);
  }

  /** Names of channels that have none. */
  public static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  /** Names of the D input channels. */
  public List<String> inputs() {
    return channels.get(0);
  }

  /** Names of the N maps. */
  public List<String> outputs() {
    return channels.get(channels.size() - 1);
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
