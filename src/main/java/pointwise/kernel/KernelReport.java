package pointwise.kernel;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Kernels as text, for {@code inspect}. */
public final class KernelReport {
  private static final int SHOWN = 16;

  private KernelReport() {}

  /**
   * Shape, work and weights; with an image's shape, the work and the output for it.
   *
   * @param height lines of an image, or null for none
   * @param width its pixels per line
   * @param channels its samples per pixel
   * @throws IllegalArgumentException if the image's channels are not what the kernels take
   */
  public static String describe(
      KernelStack stack, Integer height, Integer width, Integer channels) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%s: %d -> %d channels, input %s",
        stack.name(),
        stack.inputChannels(),
        stack.outputChannels(),
        stack.range().name().toLowerCase(Locale.ROOT));
    line(text, "inputs   %s", String.join(", ", stack.inputs()));
    line(text, "outputs  %s", String.join(", ", stack.outputs()));
    line(text, "");
    line(
        text,
        "%-6s %6s %6s  %-12s %10s %14s",
        "layer",
        "D",
        "N",
        "activation",
        "parameters",
        "multiply-adds");
    int number = 0;
    for (KernelBank bank : stack.declared()) {
      line(
          text,
          "%-6d %6d %6d  %-12s %10d %14d",
          number++,
          bank.inputChannels(),
          bank.outputChannels(),
          bank.activation().label(),
          bank.multiplyAdds() + bank.outputChannels(),
          bank.multiplyAdds());
    }
    line(
        text,
        "%-6s %6s %6s  %-12s %10d %14d per pixel",
        "total",
        "",
        "",
        "",
        stack.parameters(),
        stack.multiplyAdds());
    if (stack.layers().size() < stack.declared().size()) {
      line(
          text,
          "%d layers run as %d: neighbours without activation between are multiplied into one",
          stack.declared().size(),
          stack.layers().size());
    }
    if (height != null) {
      image(text, stack, height, width, channels);
    }
    number = 0;
    for (KernelBank bank : stack.declared()) {
      line(text, "");
      kernels(text, stack, bank, number++);
    }
    return text.toString();
  }

  private static void image(
      StringBuilder text, KernelStack stack, int height, int width, int channels) {
    if (channels != stack.inputChannels()) {
      throw new UsageException(
          Text.of(
              "Cannot inspect for an image of %d channels: %s",
              channels, Conversion.mismatch(channels, stack.inputChannels())));
    }
    double pixels = (double) height * width;
    line(text, "");
    line(
        text,
        "image %d x %d x %d: %,.0f multiply-adds, %,.0f bytes of output (%d x %d x %d float32)",
        height,
        width,
        channels,
        pixels * stack.multiplyAdds(),
        pixels * stack.outputChannels() * Float.BYTES,
        height,
        width,
        stack.outputChannels());
  }

  private static void kernels(StringBuilder text, KernelStack stack, KernelBank bank, int number) {
    boolean first = number == 0;
    List<String> inputs = stack.channels().get(number);
    List<String> outputs = stack.channels().get(number + 1);
    line(
        text,
        "layer %d, as it is applied to %s samples:",
        number,
        first ? stack.range().name().toLowerCase(Locale.ROOT) : "the last layer's");
    StringBuilder head = new StringBuilder(Text.of("%-18s %12s", "", "bias"));
    for (int d = 0; d < Math.min(SHOWN, bank.inputChannels()); d++) {
      head.append(Text.of(" %12s", cut(inputs.get(d), 12)));
    }
    line(text, "%s", head.toString());
    for (int k = 0; k < Math.min(SHOWN, bank.outputChannels()); k++) {
      StringBuilder row =
          new StringBuilder(Text.of("%-18s %12.6g", cut(outputs.get(k), 18), bank.bias(k)));
      for (int d = 0; d < Math.min(SHOWN, bank.inputChannels()); d++) {
        row.append(Text.of(" %12.6g", bank.weight(k, d)));
      }
      line(text, "%s", row.toString());
    }
    if (bank.outputChannels() > SHOWN || bank.inputChannels() > SHOWN) {
      line(
          text,
          "(the first %d of %d kernels and of %d weights)",
          SHOWN,
          bank.outputChannels(),
          bank.inputChannels());
    }
  }

  private static String cut(String name, int length) {
    return name.length() <= length
        ? name
        : name.codePoints()
                .limit(length - 1L)
                .mapToObj(Character::toString)
                .collect(Collectors.joining())
            + "~";
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(Text.of(format, values).stripTrailing()).append('\n');
  }
}
