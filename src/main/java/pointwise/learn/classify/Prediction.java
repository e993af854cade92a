package pointwise.learn.classify;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.types.DataTypes;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.tile.ArgMax;
import pointwise.tile.Column;
import pointwise.tile.ImageRow;
import pointwise.tile.MappedIterator;
import pointwise.tile.Tile;

/** The class of an image, as a table row. */
public final class Prediction extends ImageRow {
  private static final long serialVersionUID = 1L;

  public static final Encoder<Prediction> ENCODER = Encoders.bean(Prediction.class);

  /** Of the documented table, in their order. */
  public static final List<Column<Prediction>> COLUMNS =
      List.of(
          new Column<>("origin", DataTypes.StringType, Prediction::getOrigin),
          new Column<>("label", DataTypes.StringType, Prediction::getLabel),
          new Column<>("probability", DataTypes.FloatType, Prediction::getProbability),
          new Column<>(
              "probabilities",
              DataTypes.createArrayType(DataTypes.FloatType, false),
              Prediction::getProbabilities),
          new Column<>("error", DataTypes.StringType, Prediction::getError),
          new Column<>("errorKind", DataTypes.StringType, Prediction::getErrorKind));

  /** A probability, but for rounding. */
  private static final float MOST = 1.001f;

  private String label;
  private Float probability;
  private float[] probabilities;

  public Prediction() {}

  /**
   * Predictions from the vectors that a network makes of images.
   *
   * @param probabilities whether those are probabilities; else they are made such by softmax
   */
  static RowPass<Prediction> of(
      RowPass<Tile> vectors,
      List<String> classes,
      boolean probabilities,
      FailurePolicy policy,
      JobMetrics metrics) {
    return new ToPredictions(
        vectors, classes.toArray(String[]::new), probabilities, policy, metrics);
  }

  private static Prediction of(Tile vector, String[] classes, boolean probabilities) {
    Prediction prediction = new Prediction();
    if (vector.getError() != null) {
      prediction.fail(vector.failure());
      return prediction;
    }
    if (vector.getValidShare() != null && vector.getValidShare() < 1) {
      prediction.fail(
          new ImageException(
              vector.getOrigin(),
              ErrorKind.MISMATCH,
              "the image has pixels that are no data, which are not finite, masked or nodata, expected none"));
      return prediction;
    }
    float[] numbers = new float[vector.pixels() * vector.getChannels()];
    vector.buffer().asFloatBuffer().get(numbers);
    int largest = ArgMax.of(numbers);
    if (!probabilities) {
      softmax(numbers);
    }
    String wrong = null;
    if (numbers.length != classes.length) {
      wrong =
          Text.of("the model gives %d numbers for it, expected %d", numbers.length, classes.length);
    } else if (largest < 0 || Float.isNaN(numbers[largest])) {
      wrong = "the model gives no number for it, found NaN";
    } else if (numbers[largest] > MOST) {
      wrong =
          Text.of(
              "the model gives quantised probabilities for it, found %s, expected numbers from 0 to 1",
              numbers[largest]);
    }
    if (wrong != null) {
      prediction.fail(new ImageException(vector.getOrigin(), ErrorKind.MISMATCH, wrong));
      return prediction;
    }
    prediction.setOrigin(vector.getOrigin());
    prediction.label = classes[largest];
    prediction.probability = numbers[largest];
    prediction.probabilities = numbers;
    return prediction;
  }

  /** p(k) = exp(z(k) - max z) / Σ exp(z - max z), in place. */
  private static void softmax(float[] z) {
    double most = Double.NEGATIVE_INFINITY;
    for (float number : z) {
      most = Math.max(most, number);
    }
    double sum = 0;
    for (float number : z) {
      sum += Math.exp(number - most);
    }
    for (int k = 0; k < z.length; k++) {
      z[k] = (float) (Math.exp(z[k] - most) / sum);
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ToPredictions(
      RowPass<Tile> vectors,
      String[] classes,
      boolean probabilities,
      FailurePolicy policy,
      JobMetrics metrics)
      implements RowPass<Prediction> {
    @Override
    public Iterator<Prediction> call(Iterator<InputSplit> splits) {
      return policy.apply(
          new MappedIterator<>(vectors.call(splits), vector -> of(vector, classes, probabilities)),
          metrics);
    }
  }

  /** The class whose probability is largest, of equal ones the first; null with an error. */
  public String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  /** The largest probability. */
  public Float getProbability() {
    return probability;
  }

  public void setProbability(Float probability) {
    this.probability = probability;
  }

  /** One for each class, in the order of the model. */
  public float[] getProbabilities() {
    return probabilities;
  }

  public void setProbabilities(float[] probabilities) {
    this.probabilities = probabilities;
  }
}
