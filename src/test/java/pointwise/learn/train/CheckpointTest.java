package pointwise.learn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.samples.Standardisation;
import pointwise.network.layer.Pool;
import pointwise.text.Text;

class CheckpointTest {
  private static final String FILE = "file:/m.checkpoint";

  private static final double[] ODD = {1 / 3., Double.MIN_VALUE, -0.0, 1e300, Math.nextUp(1.0)};

  private static Checkpoint checkpoint() {
    TrainingState state =
        new TrainingState(
            ODD.clone(), new double[5], new double[] {.1, .2, .3, .4, .5}, ODD.clone());
    state.epoch = 1;
    state.step = 1L << 40;
    state.firstLoss = Math.PI;
    state.bestEpoch = 1;
    state.history.add(new EpochResult(1, 0.1, 0.2, Double.NaN, Double.NaN, 0.3, 9));
    return new Checkpoint(
        Map.of("--seed", "1"),
        new Standardisation(new double[] {-7, 1 / 3.}, new double[] {0.7, 5e-30}),
        state);
  }

  @Test
  void everyDoubleComesBack() {
    Checkpoint written = checkpoint();
    Checkpoint read = Checkpoint.read(FILE, written.json());
    requireSameBits(read.state().parameters, ODD);
    requireSameBits(read.state().m, 0, 0, 0, 0, 0);
    requireSameBits(read.state().v, .1, .2, .3, .4, .5);
    requireSameBits(read.state().best, ODD);
    requireSameBits(read.standardisation().mean(), -7, 1 / 3.);
    requireSameBits(read.standardisation().deviation(), 0.7, 5e-30);
    assertThat(read.state().epoch).isEqualTo(1);
    assertThat(read.state().step).isEqualTo(1L << 40);
    assertThat(read.state().firstLoss).isEqualTo(Math.PI);
    assertThat(read.state().bestEpoch).isEqualTo(1);
    assertThat(read.state().history).isEqualTo(written.state().history);
    assertThat(read.identity()).isEqualTo(Map.of("--seed", "1"));
  }

  private static void requireSameBits(double[] found, double... expected) {
    assertThat(Arrays.stream(found).mapToLong(Double::doubleToRawLongBits))
        .containsExactlyElementsOf(
            Arrays.stream(expected).mapToLong(Double::doubleToRawLongBits).boxed().toList());
  }

  @Test
  void whatIsNoCheckpointIsRefused() {
    for (String text :
        new String[] {
          "{}",
          "[",
          "{\"parameters\": [1]}",
          "",
          new String(checkpoint().json(), StandardCharsets.UTF_8) + "x"
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Checkpoint.read(FILE, text.getBytes(StandardCharsets.UTF_8)))
          .withMessageStartingWith("Cannot resume from " + FILE + ": it is no checkpoint of train");
    }
  }

  /** One field after the other, as a hand or a disk may change it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch|null",
        "epoch|9999999999",
        "epoch|-1",
        "epoch|0",
        "epoch|2",
        "epoch|'\"1\"'",
        "step|null",
        "step|-5",
        "step|'\"x\"'",
        "first_loss|null",
        "first_loss|1e999",
        "first_loss|'\"NaN\"'",
        "best_epoch|0",
        "best_epoch|2",
        "best_epoch|-1",
        "parameters|[1,2]",
        "parameters|[1,2,3,4,null]",
        "parameters|null",
        "parameters|5",
        "adam_m|[1,2,3,4]",
        "adam_m|[1,2,3,4,'\"NaN\"']",
        "adam_v|[1,2,3,4,5,6]",
        "adam_v|[]",
        "best_parameters|[null,2,3,4,5]",
        "best_parameters|[1]",
        "mean|[1]",
        "mean|[1,2,3]",
        "deviation|[1,0]",
        "deviation|[1,-1]",
        "deviation|[1,null]",
        "history|[]",
        "history|null",
        "history|5",
        "history|[null]",
        "history|[{}]"
      })
  void aFieldThatWasChangedIsNoticed(String field, String value) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode fields = (ObjectNode) json.readTree(checkpoint().json());
    assertThat(fields.has(field)).isTrue();
    fields.set(field, json.readTree(value.replace("'", "")));
    byte[] changed = json.writeValueAsBytes(fields);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoint.read(FILE, changed))
        .withMessageStartingWith("Cannot resume from " + FILE + ": it is no checkpoint of train");
  }

  @Test
  void aModelOfAnotherShapeIsNotGoneOnWith() {
    // 2 x 1 weights and 1 bias, 1 x 1 and 1: 5 parameters, of 2 channels.
    ModelShape shape = new ModelShape(LabelUnit.PIXEL, 2, List.of(1), Pool.Kind.MAX, 1);
    checkpoint().require(FILE, shape);
    ModelShape wider = new ModelShape(LabelUnit.PIXEL, 2, List.of(2), Pool.Kind.MAX, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoint().require(FILE, wider))
        .withMessage(
            Text.of(
                "Cannot resume from %s: its model is another, found 5 parameters for 2 channels, expected 9 for 2",
                FILE));
  }
}
