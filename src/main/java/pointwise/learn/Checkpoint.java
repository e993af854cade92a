package pointwise.learn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A state of training as a file, JSON with every double in full, and what it belongs to.
 *
 * @param identity what has to be the same for training to go on: settings, data, partitions
 */
public record Checkpoint(
    Map<String, String> identity, Standardisation standardisation, TrainingState state) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Checkpoint {
    identity = new TreeMap<>(identity);
  }

  /** As JSON. */
  public byte[] json() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("identity", identity);
    fields.put("epoch", state.epoch);
    fields.put("step", state.step);
    fields.put("first_loss", state.firstLoss);
    fields.put("best_epoch", state.bestEpoch);
    fields.put("mean", standardisation.mean());
    fields.put("deviation", standardisation.deviation());
    fields.put("parameters", state.parameters);
    fields.put("adam_m", state.m);
    fields.put("adam_v", state.v);
    fields.put("best_parameters", state.best);
    fields.put("history", state.history);
    try {
      return JSON.writeValueAsBytes(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the checkpoint", e);
    }
  }

  /**
   * Reads a checkpoint.
   *
   * @param file its name, for messages
   * @throws IllegalArgumentException if it is none
   */
  public static Checkpoint read(String file, byte[] json) {
    try {
      JsonNode fields = JSON.readTree(json);
      TrainingState state =
          new TrainingState(
              doubles(fields, "parameters"),
              doubles(fields, "adam_m"),
              doubles(fields, "adam_v"),
              doubles(fields, "best_parameters"));
      state.epoch = fields.required("epoch").intValue();
      state.step = fields.required("step").longValue();
      state.firstLoss = fields.required("first_loss").doubleValue();
      state.bestEpoch = fields.required("best_epoch").intValue();
      for (JsonNode epoch : fields.required("history")) {
        state.history.add(JSON.treeToValue(epoch, EpochResult.class));
      }
      Map<String, String> identity = new TreeMap<>();
      fields
          .required("identity")
          .properties()
          .forEach(entry -> identity.put(entry.getKey(), entry.getValue().textValue()));
      Standardisation standardisation =
          new Standardisation(doubles(fields, "mean"), doubles(fields, "deviation"));
      return new Checkpoint(identity, standardisation, state);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot resume from %s: it is no checkpoint of train: %s".formatted(file, e.getMessage()),
          e);
    }
  }

  private static double[] doubles(JsonNode fields, String name) throws IOException {
    return JSON.treeToValue(fields.required(name), double[].class);
  }

  /**
   * Refuses to go on with anything else than it was made with.
   *
   * @throws IllegalArgumentException naming the first difference
   */
  public void require(String file, Map<String, String> expected) {
    expected.forEach(
        (name, now) -> {
          String then = identity.get(name);
          if (!now.equals(then)) {
            throw new IllegalArgumentException(
                "Cannot resume from %s: %s differs, found %s, expected %s as when it began"
                    .formatted(file, name, now, then));
          }
        });
  }
}
