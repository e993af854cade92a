package pointwise.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pointwise.text.Text;

/**
 * Kernels from JSON: a bank, or a stack of {@code layers}. Every key, shape and number is checked.
 */
public final class KernelFile {
  private static final Set<String> LAYER_KEYS =
      Set.of(
          "name",
          "inputs",
          "outputs",
          "input",
          "kernels",
          "bias",
          "activation",
          "slope",
          "min",
          "max");

  /** Of a file without layers, which may have had them. */
  private static final Set<String> BANK_KEYS =
      Stream.concat(LAYER_KEYS.stream(), Stream.of("layers")).collect(Collectors.toSet());

  private static final Set<String> STACK_KEYS =
      Set.of("name", "inputs", "outputs", "input", "layers");
  private static final Set<String> INPUT_KEYS = Set.of("range", "mean", "std");
  private static final int MOST_CHANNELS = 65536;

  private final String file;
  private final KernelJson json;

  private KernelFile(String file) {
    this.file = file;
    this.json = new KernelJson(file);
  }

  /**
   * The kernels in a file.
   *
   * @param file its name, for messages
   * @param json its bytes
   * @throws IllegalArgumentException naming file and field, if they are no valid kernels
   */
  public static KernelStack parse(String file, byte[] json) {
    KernelFile reader = new KernelFile(file);
    return reader.stack(reader.json.root(json));
  }

  private KernelStack stack(JsonNode root) {
    boolean layered = root.has("layers");
    json.object("", root, layered ? STACK_KEYS : BANK_KEYS);
    List<JsonNode> nodes = new ArrayList<>();
    if (layered) {
      json.array("layers", root.get("layers")).forEach(nodes::add);
    } else {
      nodes.add(root);
    }
    List<KernelBank> banks = new ArrayList<>();
    List<List<String>> channels = new ArrayList<>(); // names before each layer and after the last
    Optional<List<String>> above = Optional.empty();
    for (int i = 0; i < nodes.size(); i++) {
      String at = layered ? Text.of("layers[%d].", i) : "";
      JsonNode node = nodes.get(i);
      if (layered) {
        checkLayer(i, node, root);
      }
      KernelBank bank = bank(at, node, i == 0 ? 0 : banks.get(i - 1).outputChannels());
      Optional<List<String>> inputs =
          names(at + "inputs", node.get("inputs"), bank.inputChannels());
      channels.add(
          above
              .or(() -> inputs)
              .orElse(KernelStack.numbered(i == 0 ? "c" : "k", bank.inputChannels())));
      above = names(at + "outputs", node.get("outputs"), bank.outputChannels());
      banks.add(bank);
    }
    int D = banks.get(0).inputChannels();
    int N = banks.get(banks.size() - 1).outputChannels();
    channels.add(above.orElse(KernelStack.numbered("k", N)));
    boolean outside = !layered || root.has("input");
    JsonNode input = outside ? root.get("input") : nodes.get(0).get("input");
    String inputAt = outside ? "input" : "layers[0].input";
    SampleRange range = range(inputAt, input);
    banks.set(0, normalised(inputAt, input, banks.get(0)));
    names("inputs", root.get("inputs"), D).ifPresent(names -> channels.set(0, names));
    names("outputs", root.get("outputs"), N).ifPresent(names -> channels.set(banks.size(), names));
    String name = root.has("name") ? json.text("name", root.get("name")) : fileName();
    JsonNode bands = root.has("inputs") ? root.get("inputs") : nodes.get(0).get("inputs");
    return KernelStack.of(name, range, channels, banks).withBands(json.bands("inputs", bands));
  }

  /** A layer of {@code layers}; the first may have the input, where the file has none. */
  private void checkLayer(int i, JsonNode node, JsonNode root) {
    String at = Text.of("layers[%d]", i);
    json.object(at, node, LAYER_KEYS);
    if (node.has("input") && (i > 0 || root.has("input"))) {
      throw json.wrong(at + ".input", "a second one", "one, in the first layer or beside layers");
    }
  }

  private String fileName() {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
  }

  private KernelBank bank(String at, JsonNode node, int expectedD) {
    JsonNode rows = json.array(at + "kernels", node.get("kernels"));
    bounded(at + "kernels", rows);
    double[][] weights = new double[rows.size()][];
    for (int k = 0; k < weights.length; k++) {
      String field = at + Text.of("kernels[%d]", k);
      weights[k] = json.numbers(field, bounded(field, rows.get(k)));
      int expected = k > 0 ? weights[0].length : expectedD;
      if (expected > 0 && weights[k].length != expected) {
        throw json.wrong(field, weights[k].length + " weights", String.valueOf(expected));
      }
    }
    double[] bias =
        node.has("bias")
            ? json.numbers(at + "bias", node.get("bias"), weights.length)
            : new double[weights.length];
    return new KernelBank(weights, bias, activation(at, node));
  }

  private Activation activation(String at, JsonNode node) {
    String name =
        node.has("activation") ? json.text(at + "activation", node.get("activation")) : "identity";
    onlyBeside("leaky_relu", name, at, node, "slope");
    onlyBeside("clip", name, at, node, "min", "max");
    return switch (name) {
      case "identity" -> new Activation.Identity();
      case "relu" -> new Activation.Relu();
      case "leaky_relu" ->
          new Activation.LeakyRelu((float) json.number(at + "slope", node.path("slope")));
      case "clip" -> clip(at, node);
      case "sigmoid" -> new Activation.Sigmoid();
      case "tanh" -> new Activation.Tanh();
      case "softmax" -> new Activation.Softmax();
      default ->
          throw json.wrong(
              at + "activation",
              name,
              "one of identity, relu, leaky_relu, clip, sigmoid, tanh, softmax");
    };
  }

  private void onlyBeside(
      String activation, String found, String at, JsonNode node, String... parameters) {
    for (String parameter : parameters) {
      if (node.has(parameter) && !found.equals(activation)) {
        throw json.wrong(
            at + parameter, "it beside " + found, Text.of("it beside %s only", activation));
      }
    }
  }

  private Activation clip(String at, JsonNode node) {
    double min = json.number(at + "min", node.path("min"));
    double max = json.number(at + "max", node.path("max"));
    if (min > max) {
      throw json.wrong(at + "max", String.valueOf(max), "at least min, " + min);
    }
    return new Activation.Clip((float) min, (float) max);
  }

  private SampleRange range(String at, JsonNode input) {
    if (input == null) {
      return SampleRange.RAW;
    }
    json.object(at, input, INPUT_KEYS);
    if (!input.has("range")) {
      return SampleRange.RAW;
    }
    String range = json.text(at + ".range", input.get("range"));
    return switch (range) {
      case "raw" -> SampleRange.RAW;
      case "unit" -> SampleRange.UNIT;
      default -> throw json.wrong(at + ".range", range, "raw or unit");
    };
  }

  private KernelBank normalised(String at, JsonNode input, KernelBank bank) {
    if (input == null || !(input.has("mean") || input.has("std"))) {
      return bank;
    }
    double[] mean = perChannel(at + ".mean", input.get("mean"), bank.inputChannels(), 0);
    double[] std = perChannel(at + ".std", input.get("std"), bank.inputChannels(), 1);
    for (int d = 0; d < std.length; d++) {
      if (std[d] <= 0) {
        throw json.wrong(at + Text.of(".std[%d]", d), String.valueOf(std[d]), "a number above 0");
      }
    }
    try {
      return bank.normalising(
          Arrays.stream(mean).boxed().toList(), Arrays.stream(std).boxed().toList());
    } catch (IllegalArgumentException e) {
      throw json.wrong(
          at, "weights that overflow float32 with mean and std folded in", "finite ones", e);
    }
  }

  private double[] perChannel(String field, JsonNode node, int D, double missing) {
    if (node == null) {
      double[] all = new double[D];
      Arrays.fill(all, missing);
      return all;
    }
    return json.numbers(field, node, D);
  }

  private Optional<List<String>> names(String field, JsonNode node, int count) {
    return node == null ? Optional.empty() : Optional.of(json.names(field, node, count));
  }

  /** Bounds the scratch of a task, which is at least 256 pixels of the widest layer. */
  private JsonNode bounded(String field, JsonNode node) {
    if (node.size() > MOST_CHANNELS) {
      throw json.wrong(field, node.size() + " of them", "at most " + MOST_CHANNELS);
    }
    return node;
  }
}
