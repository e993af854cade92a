package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.learn.labels.Cubes;
import pointwise.learn.labels.NpyLabels;

/**
 * A made hyperspectral cube: 8 endmembers with smooth spectra of 200 bands, mixed linearly, and
 * noise. The class of a pixel is the endmember it holds most of.
 */
class HyperspectralTest {
  private static final int SIDE = 160;
  private static final int BANDS = 200;
  private static final int CLASSES = 8;
  private static final double NOISE = 0.02;

  /**
   * Stated before anything was trained. Pixels are mixtures a(K), uniform on the simplex, lit by a
   * factor of 0.3 to 1 that is not known. The largest share is a linear question, since the factor
   * changes no order; so a linear model can answer all but those that noise hides. The nearest mean
   * compares distances instead, which the light changes as much as the mixture does. Its means lie
   * close together, around the mean of all: the mean share of the largest is H(8) / 8 = 0.34
   * against 0.125.
   */
  private static final double MARGIN = 0.1;

  @TempDir private Path folder;

  private final float[] samples = new float[SIDE * SIDE * BANDS];
  private final long[] labels = new long[SIDE * SIDE];

  private void make() {
    Random random = new Random(11);
    double[][] spectra = new double[CLASSES][BANDS];
    for (double[] spectrum : spectra) {
      for (int bump = 0; bump < 4; bump++) {
        double place = random.nextDouble() * BANDS;
        double width = BANDS * (0.05 + 0.1 * random.nextDouble());
        double height = 0.2 + 0.3 * random.nextDouble();
        for (int b = 0; b < BANDS; b++) {
          spectrum[b] += height * Math.exp(-Math.pow((b - place) / width, 2) / 2);
        }
      }
    }
    double[] shares = new double[CLASSES];
    for (int p = 0; p < labels.length; p++) {
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        shares[k] = -Math.log(1 - random.nextDouble());
        sum += shares[k];
        labels[p] = shares[k] > shares[(int) labels[p]] ? k : labels[p];
      }
      double light = (0.3 + 0.7 * random.nextDouble()) / sum;
      for (int b = 0; b < BANDS; b++) {
        double value = NOISE * random.nextGaussian();
        for (int k = 0; k < CLASSES; k++) {
          value += light * shares[k] * spectra[k][b];
        }
        samples[p * BANDS + b] = (float) value;
      }
    }
  }

  /** Means of the pixels of even lines, judged on those of odd lines. */
  private double nearestMean() {
    double[][] means = new double[CLASSES][BANDS];
    int[] counts = new int[CLASSES];
    for (int p = 0; p < labels.length; p++) {
      if (p / SIDE % 2 == 0) {
        counts[(int) labels[p]]++;
        for (int b = 0; b < BANDS; b++) {
          means[(int) labels[p]][b] += samples[p * BANDS + b];
        }
      }
    }
    for (int k = 0; k < CLASSES; k++) {
      for (int b = 0; b < BANDS; b++) {
        means[k][b] /= counts[k];
      }
    }
    int right = 0;
    int all = 0;
    for (int p = 0; p < labels.length; p++) {
      if (p / SIDE % 2 == 1) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < CLASSES; k++) {
          double distance = 0;
          for (int b = 0; b < BANDS; b++) {
            double difference = samples[p * BANDS + b] - means[k][b];
            distance += difference * difference;
          }
          if (distance < least) {
            least = distance;
            nearest = k;
          }
        }
        all++;
        right += nearest == labels[p] ? 1 : 0;
      }
    }
    return (double) right / all;
  }

  private double trained(String hidden, Path cube, Path truth) throws IOException {
    Path out = folder.resolve(hidden + ".onnx");
    Cli cli =
        Cli.run(
            "train",
            "--images",
            cube,
            "--labels",
            truth,
            "--unit",
            "pixel",
            "--hidden",
            hidden,
            "--epochs",
            8,
            "--out",
            out);
    assertThat(cli.code()).as(String.join("\n", cli.err())).isZero();
    Path report = folder.resolve(hidden + ".report.json");
    return new ObjectMapper().readTree(report.toFile()).path("accuracy").asDouble();
  }

  @Test
  void trainedPixelsBeatTheNearestMean() throws IOException {
    make();
    Path cube = Cubes.write(folder.resolve("cube.npy"), SIDE, SIDE, BANDS, samples);
    Path truth = NpyLabels.write(folder.resolve("labels.npy"), "|u1", SIDE, SIDE, labels);
    double mean = nearestMean();
    double linear = trained("none", cube, truth);
    double network = trained("32", cube, truth);
    System.out.printf(
        "hyperspectral: nearest mean %.4f, linear %.4f, 32 hidden %.4f%n", mean, linear, network);
    assertThat(network).isGreaterThan(mean + MARGIN);
    assertThat(linear).isGreaterThan(mean + MARGIN);
  }
}
