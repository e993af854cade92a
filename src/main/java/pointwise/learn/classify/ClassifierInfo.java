package pointwise.learn.classify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.apply.RangeMetadata;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * What the file of a classifier says of itself beside its layers, as ONNX metadata.
 *
 * @param unit what has one label
 * @param classes names, in the order of the network's outputs
 * @param range what samples are scaled to before the network
 */
public record ClassifierInfo(LabelUnit unit, List<String> classes, SampleRange range) {

  private static final String UNIT = "pointwise.unit";
  private static final String CLASSES = "pointwise.classes";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public ClassifierInfo {
    classes = List.copyOf(classes);
    if (new HashSet<>(classes).size() < classes.size()) {
      throw new UsageException(
          Text.of("Cannot name classes: found %s, expected each name once", classes));
    }
  }

  /** As metadata of an ONNX file. */
  public Map<String, String> metadata() {
    try {
      return Map.of(
          UNIT,
          unit.name().toLowerCase(Locale.ROOT),
          CLASSES,
          JSON.writeValueAsString(classes),
          RangeMetadata.KEY,
          RangeMetadata.value(range));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the names of classes", e);
    }
  }

  /** Whether metadata of an ONNX file are those of a classifier of Pointwise. */
  static boolean isIn(Map<String, String> metadata) {
    return metadata.containsKey(UNIT) || metadata.containsKey(CLASSES);
  }

  /**
   * From the metadata of an ONNX file.
   *
   * @param file its name, for messages
   * @throws IllegalArgumentException if the file is no classifier of Pointwise
   */
  public static ClassifierInfo of(String file, Map<String, String> metadata) {
    LabelUnit unit;
    String[] classes;
    SampleRange range;
    try {
      unit = LabelUnit.valueOf(metadata.get(UNIT).toUpperCase(Locale.ROOT));
      classes = JSON.readValue(metadata.get(CLASSES), String[].class);
      range = RangeMetadata.of(file, metadata).orElseThrow();
    } catch (IllegalArgumentException
        | NoSuchElementException
        | NullPointerException
        | JsonProcessingException e) {
      throw new UsageException(
          Text.of(
              "Cannot use model %s: it is no classifier, found metadata %s, expected %s, %s and %s as train writes them",
              file, metadata.keySet(), UNIT, CLASSES, RangeMetadata.KEY),
          e);
    }
    return new ClassifierInfo(unit, List.of(classes), range);
  }
}
