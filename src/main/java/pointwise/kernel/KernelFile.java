package pointwise.kernel;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Kernels from JSON: a bank, or a stack of {@code layers}. Every key, shape and number is checked.
 */
public final class KernelFile {
  private static final Set<String> LAYER_KEYS =
      Set.of("name", "inputs", "outputs", "input", "kernels", "bias", "activation", "slope");
  private static final Set<String> STACK_KEYS =
      Set.of("name", "inputs", "outputs", "input", "layers");
  private static final Set<String> INPUT_KEYS = Set.of("range", "mean", "std");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final int MOST_CHANNELS = 65536;

  private final String file;

  private KernelFile(String file) {
    this.file = file;
  }

  /**
   * The kernels in a file.
   *
   * @param file its name, for messages
   * @throws IllegalArgumentException naming file and field, if they are no valid kernels
   */
  public static KernelStack parse(String file, byte[] json) {
    KernelFile reader = new KernelFile(file);
    try {
      return reader.stack(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read kernels %s: it is no JSON, %s%s"
              .formatted(file, place(e.getLocation()), problem(e)),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Cannot read kernels " + file, e);
    }
  }

  private static String place(JsonLocation location) {
    return location == null || location.getLineNr() <= 0
        ? ""
        : "line %d column %d: ".formatted(location.getLineNr(), location.getColumnNr());
  }

  /** Jackson's words in one line, without its advice on its own settings. */
  private static String problem(JsonProcessingException e) {
    if (e instanceof MismatchedInputException) {
      return "something follows the object";
    }
    if (e instanceof StreamConstraintsException) {
      return "it is nested too deeply, or a number or text in it is too long";
    }
    return e.getOriginalMessage()
        .replaceAll("\\p{Cntrl}+", " ")
        .replaceAll(" \\(start marker at .*|: enable `.*", "");
  }

  private KernelStack stack(JsonNode root) {
    if (!root.isObject()) {
      throw wrong("the file", describe(root), "an object");
    }
    boolean layered = root.has("layers");
    keys("", root, layered ? STACK_KEYS : LAYER_KEYS);
    List<JsonNode> nodes = new ArrayList<>();
    if (layered) {
      array("layers", root.get("layers")).forEach(nodes::add);
    } else {
      nodes.add(root);
    }
    List<KernelBank> banks = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      String at = layered ? "layers[%d].".formatted(i) : "";
      JsonNode node = nodes.get(i);
      if (layered) {
        if (!node.isObject()) {
          throw wrong("layers[%d]".formatted(i), describe(node), "an object");
        }
        keys(at, node, LAYER_KEYS);
        if (node.has("input") && (i > 0 || root.has("input"))) {
          throw wrong(at + "input", "a second one", "one, in the first layer or beside layers");
        }
      }
      KernelBank bank = bank(at, node, i == 0 ? 0 : banks.get(i - 1).outputChannels());
      names(at + "inputs", node.get("inputs"), bank.inputChannels(), "c");
      names(at + "outputs", node.get("outputs"), bank.outputChannels(), "k");
      banks.add(bank);
    }
    boolean outside = !layered || root.has("input");
    JsonNode input = outside ? root.get("input") : nodes.get(0).get("input");
    String inputAt = outside ? "input" : "layers[0].input";
    SampleRange range = range(inputAt, input);
    banks.set(0, normalised(inputAt, input, banks.get(0)));
    int D = banks.get(0).inputChannels();
    int N = banks.get(banks.size() - 1).outputChannels();
    JsonNode first = root.has("inputs") ? root : nodes.get(0);
    JsonNode last = root.has("outputs") ? root : nodes.get(nodes.size() - 1);
    return KernelStack.of(
        root.has("name") ? text("name", root.get("name")) : fileName(),
        range,
        names("inputs", first.get("inputs"), D, "c"),
        names("outputs", last.get("outputs"), N, "k"),
        banks);
  }

  private String fileName() {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
  }

  private KernelBank bank(String at, JsonNode node, int expectedD) {
    JsonNode rows = array(at + "kernels", node.get("kernels"));
    bounded(at + "kernels", rows);
    double[][] weights = new double[rows.size()][];
    for (int k = 0; k < weights.length; k++) {
      String field = at + "kernels[%d]".formatted(k);
      weights[k] = numbers(field, bounded(field, rows.get(k)));
      int expected = k > 0 ? weights[0].length : expectedD;
      if (expected > 0 && weights[k].length != expected) {
        throw wrong(field, weights[k].length + " weights", String.valueOf(expected));
      }
    }
    double[] bias = new double[weights.length];
    if (node.has("bias")) {
      bias = numbers(at + "bias", node.get("bias"));
      if (bias.length != weights.length) {
        throw wrong(at + "bias", bias.length + " numbers", String.valueOf(weights.length));
      }
    }
    return new KernelBank(weights, bias, activation(at, node));
  }

  private Activation activation(String at, JsonNode node) {
    String name =
        node.has("activation") ? text(at + "activation", node.get("activation")) : "identity";
    if (node.has("slope") && !name.equals("leaky_relu")) {
      throw wrong(at + "slope", "it beside " + name, "it beside leaky_relu only");
    }
    return switch (name) {
      case "identity" -> new Activation.Identity();
      case "relu" -> new Activation.Relu();
      case "leaky_relu" ->
          new Activation.LeakyRelu((float) number(at + "slope", node.path("slope")));
      case "sigmoid" -> new Activation.Sigmoid();
      case "tanh" -> new Activation.Tanh();
      case "softmax" -> new Activation.Softmax();
      default ->
          throw wrong(
              at + "activation", name, "one of identity, relu, leaky_relu, sigmoid, tanh, softmax");
    };
  }

  private SampleRange range(String at, JsonNode input) {
    if (input == null) {
      return SampleRange.RAW;
    }
    if (!input.isObject()) {
      throw wrong(at, describe(input), "an object");
    }
    keys(at + ".", input, INPUT_KEYS);
    if (!input.has("range")) {
      return SampleRange.RAW;
    }
    String range = text(at + ".range", input.get("range"));
    return switch (range) {
      case "raw" -> SampleRange.RAW;
      case "unit" -> SampleRange.UNIT;
      default -> throw wrong(at + ".range", range, "raw or unit");
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
        throw wrong(at + ".std[%d]".formatted(d), String.valueOf(std[d]), "a number above 0");
      }
    }
    try {
      return bank.normalising(
          Arrays.stream(mean).boxed().toList(), Arrays.stream(std).boxed().toList());
    } catch (IllegalArgumentException e) {
      throw wrong(
          at, "weights that overflow float32 with mean and std folded in", "finite ones", e);
    }
  }

  private double[] perChannel(String field, JsonNode node, int D, double missing) {
    if (node == null) {
      double[] all = new double[D];
      Arrays.fill(all, missing);
      return all;
    }
    double[] numbers = numbers(field, node);
    if (numbers.length != D) {
      throw wrong(field, numbers.length + " numbers", String.valueOf(D));
    }
    return numbers;
  }

  private List<String> names(String field, JsonNode node, int count, String prefix) {
    if (node == null) {
      return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : array(field, node)) {
      names.add(text(field + "[%d]".formatted(names.size()), name));
    }
    if (names.size() != count) {
      throw wrong(field, names.size() + " names", String.valueOf(count));
    }
    return names;
  }

  private double[] numbers(String field, JsonNode node) {
    JsonNode array = array(field, node);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(field + "[%d]".formatted(i), array.get(i));
    }
    return numbers;
  }

  private double number(String field, JsonNode node) {
    if (!node.isNumber() || !Float.isFinite((float) node.doubleValue())) {
      throw wrong(field, describe(node), "a number that is finite as float32");
    }
    return node.doubleValue();
  }

  /** Bounds the scratch of a task, which is at least 256 pixels of the widest layer. */
  private JsonNode bounded(String field, JsonNode node) {
    if (node.size() > MOST_CHANNELS) {
      throw wrong(field, node.size() + " of them", "at most " + MOST_CHANNELS);
    }
    return node;
  }

  private JsonNode array(String field, JsonNode node) {
    if (node == null || !node.isArray() || node.isEmpty()) {
      throw wrong(field, describe(node), "a list of at least one");
    }
    return node;
  }

  private String text(String field, JsonNode node) {
    if (!node.isTextual()) {
      throw wrong(field, describe(node), "a text");
    }
    if (node.textValue().isBlank() || node.textValue().chars().anyMatch(Character::isISOControl)) {
      throw wrong(field, describe(node), "a text of one line");
    }
    return node.textValue();
  }

  private void keys(String at, JsonNode node, Set<String> known) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw wrong(
            at + name,
            "an unknown key",
            "one of " + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  private static String describe(JsonNode node) {
    if (node == null || node.isMissingNode()) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "...";
  }

  private IllegalArgumentException wrong(String field, String found, String expected) {
    return wrong(field, found, expected, null);
  }

  /** One line, whatever the file holds. */
  private IllegalArgumentException wrong(
      String field, String found, String expected, Throwable cause) {
    return new IllegalArgumentException(
        "Cannot read kernels %s: %s does not fit, found %s, expected %s"
            .formatted(file, field, found, expected)
            .replaceAll("\\p{Cntrl}+", " "),
        cause);
  }
}
