package pointwise.network.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import pointwise.text.Text;

/** The attributes of a node; keeps account of those that were asked for. */
final class Attributes {
  private final Map<String, AttributeProto> attributes = new HashMap<>();
  private final Set<String> unread = new TreeSet<>();

  Attributes(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      attributes.put(attribute.getName(), attribute);
      unread.add(attribute.getName());
    }
  }

  /** Names of those that nobody asked for. */
  Set<String> unread() {
    return unread;
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  /** Takes note that an attribute is of no effect here. */
  void ignore(String name) {
    unread.remove(name);
  }

  long integer(String name, long fallback) {
    AttributeProto attribute = get(name, AttributeType.INT);
    return attribute == null ? fallback : attribute.getI();
  }

  /** Whether a switch is on. */
  boolean flag(String name, boolean fallback) {
    long value = integer(name, fallback ? 1 : 0);
    if (value != 0 && value != 1) {
      throw wrong(name, value, "0 or 1");
    }
    return value == 1;
  }

  /** Refuses every value but one. */
  void require(String name, long only) {
    if (integer(name, only) != only) {
      throw wrong(name, integer(name, only), String.valueOf(only));
    }
  }

  float number(String name, float fallback) {
    AttributeProto attribute = get(name, AttributeType.FLOAT);
    return attribute == null ? fallback : attribute.getF();
  }

  String text(String name, String fallback) {
    AttributeProto attribute = get(name, AttributeType.STRING);
    return attribute == null ? fallback : attribute.getS().toStringUtf8();
  }

  /** Integers, or null if there are none. */
  long[] integers(String name) {
    AttributeProto attribute = get(name, AttributeType.INTS);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** So many integers of at least {@code least}, all {@code fallback} if there are none. */
  int[] sizes(String name, int count, int least, int fallback) {
    long[] integers = integers(name);
    int[] sizes = new int[count];
    java.util.Arrays.fill(sizes, fallback);
    if (integers == null) {
      return sizes;
    }
    if (integers.length != count) {
      throw wrong(name, integers.length + " numbers", String.valueOf(count));
    }
    for (int i = 0; i < count; i++) {
      if (integers[i] < least || integers[i] > Integer.MAX_VALUE) {
        throw wrong(name, integers[i], least + " to " + Integer.MAX_VALUE);
      }
      sizes[i] = (int) integers[i];
    }
    return sizes;
  }

  /** One integer from 1 to 2^31 - 1. */
  int size(String name, int fallback) {
    long value = integer(name, fallback);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw wrong(name, value, "1 to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  float[] numbers(String name) {
    AttributeProto attribute = get(name, AttributeType.FLOATS);
    float[] numbers = new float[attribute == null ? 0 : attribute.getFloatsCount()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = attribute.getFloats(i);
    }
    return numbers;
  }

  /** A tensor, or null if there is none. */
  TensorProto tensor(String name) {
    AttributeProto attribute = get(name, AttributeType.TENSOR);
    return attribute == null ? null : attribute.getT();
  }

  private AttributeProto get(String name, AttributeType type) {
    unread.remove(name);
    AttributeProto attribute = attributes.get(name);
    if (attribute != null && attribute.getType() != type) {
      throw wrong(name, "type " + attribute.getType(), "type " + type);
    }
    return attribute;
  }

  static IllegalArgumentException wrong(String name, Object found, String expected) {
    return new IllegalArgumentException(
        Text.of("attribute %s is not supported, found %s, expected %s", name, found, expected));
  }
}
