package pointwise.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckpointTest {
  private static final String FILE = "file:/m.checkpoint";

  @Test
  void everyDoubleComesBack() {
    double[] odd = {1 / 3., Double.MIN_VALUE, -0.0, 1e300, Math.nextUp(1.0)};
    TrainingState state =
        new TrainingState(odd.clone(), odd.clone(), new double[] {0.1}, new double[] {0.2});
    state.epoch = 3;
    state.step = 1L << 40;
    state.firstLoss = Math.PI;
    state.bestEpoch = 2;
    state.history.add(new EpochResult(1, 0.1, 0.2, Double.NaN, Double.NaN, 0.3, 9));
    Standardisation standardisation = new Standardisation(odd.clone(), new double[] {0.7});
    Checkpoint read =
        Checkpoint.read(FILE, new Checkpoint(Map.of("--seed", "1"), standardisation, state).json());
    requireSameBits(read.state().parameters, odd);
    requireSameBits(read.state().m, odd);
    requireSameBits(read.state().v, 0.1);
    requireSameBits(read.state().best, 0.2);
    requireSameBits(read.standardisation().mean(), odd);
    requireSameBits(read.standardisation().deviation(), 0.7);
    assertThat(read.state().epoch).isEqualTo(3);
    assertThat(read.state().step).isEqualTo(1L << 40);
    assertThat(read.state().firstLoss).isEqualTo(Math.PI);
    assertThat(read.state().bestEpoch).isEqualTo(2);
    assertThat(read.state().history).isEqualTo(state.history);
    assertThat(read.identity()).isEqualTo(Map.of("--seed", "1"));
  }

  private static void requireSameBits(double[] found, double... expected) {
    assertThat(Arrays.stream(found).mapToLong(Double::doubleToRawLongBits))
        .containsExactlyElementsOf(
            Arrays.stream(expected).mapToLong(Double::doubleToRawLongBits).boxed().toList());
  }

  @Test
  void whatIsNoCheckpointIsRefused() {
    for (String text : new String[] {"{}", "[", "{\"parameters\": [1]}", ""}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Checkpoint.read(FILE, text.getBytes(StandardCharsets.UTF_8)))
          .withMessageStartingWith("Cannot resume from " + FILE + ": it is no checkpoint of train");
    }
  }
}
