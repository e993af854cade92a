package pointwise.learn.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import pointwise.learn.samples.Standardisation;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * A state of training as a file, JSON with every double in full, and what it belongs to.
 *
 * @param identity what has to be the same for training to go on: settings, data, partitions
 */
public record Checkpoint(
    Map<String, String> identity, Standardisation standardisation, TrainingState state) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
      state.epoch = (int) whole(fields, "epoch", 1, Integer.MAX_VALUE);
      state.step = whole(fields, "step", 1, Long.MAX_VALUE);
      state.firstLoss = finite("first_loss", fields.required("first_loss"));
      state.bestEpoch = (int) whole(fields, "best_epoch", 1, state.epoch);
      for (JsonNode epoch : fields.required("history")) {
        state.history.add(JSON.treeToValue(epoch, EpochResult.class));
      }
      Map<String, String> identity = new TreeMap<>();
      fields
          .required("identity")
          .properties()
          .forEach(entry -> identity.put(entry.getKey(), entry.getValue().asText()));
      Standardisation standardisation =
          new Standardisation(doubles(fields, "mean"), doubles(fields, "deviation"));
      Checkpoint read = new Checkpoint(identity, standardisation, state);
      read.check();
      return read;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          Text.of("Cannot resume from %s: it is no checkpoint of train: %s", file, e.getMessage()),
          e);
    }
  }

  /** An array of finite numbers. */
  private static double[] doubles(JsonNode fields, String name) {
    JsonNode array = fields.required(name);
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = finite(name, array.get(i));
    }
    return numbers;
  }

  private static double finite(String name, JsonNode number) {
    if (!number.isNumber() || !Double.isFinite(number.doubleValue())) {
      throw new IllegalArgumentException(
          Text.of("%s has %s, expected a finite number", name, number));
    }
    return number.doubleValue();
  }

  /** A whole number from {@code least} to {@code most}. */
  private static long whole(JsonNode fields, String name, long least, long most) {
    JsonNode number = fields.required(name);
    if (!number.canConvertToLong()
        || !number.isIntegralNumber()
        || number.longValue() < least
        || number.longValue() > most) {
      throw new IllegalArgumentException(
          Text.of("%s is %s, expected %d to %d", name, number, least, most));
    }
    return number.longValue();
  }

  private void check() {
    int length = state.parameters.length;
    boolean fits =
        state.m.length == length
            && state.v.length == length
            && state.best.length == length
            && standardisation.mean().length == standardisation.deviation().length
            && state.history.size() == state.epoch;
    if (!fits) {
      throw new IllegalArgumentException(
          Text.of(
              "its parts do not fit each other, found %d parameters, %d, %d and %d beside them, %d means, %d deviations, %d of %d epochs",
              length,
              state.m.length,
              state.v.length,
              state.best.length,
              standardisation.mean().length,
              standardisation.deviation().length,
              state.history.size(),
              state.epoch));
    }
    for (int i = 0; i < state.epoch; i++) {
      if (state.history.get(i) == null || state.history.get(i).epoch() != i + 1) {
        throw new IllegalArgumentException("its epochs are not in order");
      }
    }
    for (double deviation : standardisation.deviation()) {
      if (!(deviation > 0)) {
        throw new IllegalArgumentException(
            Text.of("a deviation is %s, expected above 0", deviation));
      }
    }
  }

  /**
   * Refuses to go on with a model of another shape.
   *
   * @throws IllegalArgumentException if it has other parameters or inputs
   */
  public void require(String file, ModelShape shape) {
    if (state.parameters.length != shape.parameters()
        || standardisation.mean().length != shape.inputs(0)) {
      throw new UsageException(
          Text.of(
              "Cannot resume from %s: its model is another, found %d parameters for %d channels, expected %d for %d",
              file,
              state.parameters.length,
              standardisation.mean().length,
              shape.parameters(),
              shape.inputs(0)));
    }
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
            throw new UsageException(
                Text.of(
                    "Cannot resume from %s: %s differs, found %s, expected %s as when it began",
                    file, name, now, then));
          }
        });
  }
}
