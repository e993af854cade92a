package pointwise.learn.classify;

import java.util.List;
import java.util.regex.Pattern;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.kernel.Activation;
import pointwise.kernel.ChannelRule;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.graph.Network;
import pointwise.network.layer.ActivationLayer;
import pointwise.network.layer.Convolution;
import pointwise.network.layer.Layer;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.ExternalData;
import pointwise.network.onnx.OnnxReader;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/**
 * A network that ends in a probability for each class, of the image or of each pixel.
 *
 * @param file its name, for messages
 */
public record Classifier(String file, NetworkSource source, ClassifierInfo info) {
  private static final Pattern LABEL = Pattern.compile("\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-4]");

  /** Sides of the image that shapes are tried with where the network takes any. */
  private static final int ANY = 224;

  /**
   * Reads a classifier as train writes it.
   *
   * @param model the bytes of an ONNX file
   * @param beside opens files of weights beside it
   * @throws IllegalArgumentException in one line, if it is none
   */
  public static Classifier read(String file, byte[] model, ExternalData beside) {
    ClassifierInfo info = ClassifierInfo.of(file, OnnxReader.metadata(file, model));
    NetworkSource source =
        new NetworkSource(
            file,
            model,
            beside,
            List.of(),
            info.range(),
            NetworkSource.Normalisation.NONE,
            Engine.LAYERS);
    Classifier classifier = new Classifier(file, source, info);
    classifier.check();
    return classifier;
  }

  /** The file's name without its folder. */
  public String fileName() {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private void check() {
    Network network = source.network();
    if (network.outputs().size() != 1) {
      throw wrong(Text.of("it has several outputs, found %s, expected one", source.layers()));
    }
    Shape output = network.shapes(image(network.input())).get(network.outputs().get(0));
    if (output.channels() != info.classes().size()) {
      throw wrong(
          Text.of(
              "outputs and classes do not fit, found %d outputs, expected %d for %s",
              output.channels(), info.classes().size(), info.classes()));
    }
    if (!endsInSoftmax(network.nodes().get(network.outputs().get(0)).layer())) {
      throw wrong("it does not end in a softmax, found outputs that are no probabilities");
    }
    switch (info.unit()) {
      case IMAGE -> {
        if (output.pixels() != 1) {
          throw wrong(Text.of("found outputs of %s, expected one vector for an image", output));
        }
      }
      case PIXEL -> {
        if (!source.isStack() || !network.input().isOfAnySize()) {
          throw wrong("it is not made of 1x1 layers for images of any size, expected those");
        }
        for (String name : info.classes()) {
          if (!LABEL.matcher(name).matches()) {
            throw wrong(Text.of("found class %s, expected labels of pixels 0 to 254", name));
          }
        }
      }
    }
  }

  private static boolean endsInSoftmax(Layer layer) {
    return (layer instanceof Convolution convolution
            && convolution.activation() instanceof Activation.Softmax)
        || (layer instanceof ActivationLayer activate
            && activate.activation() instanceof Activation.Softmax);
  }

  private static Shape image(Network.Input input) {
    return new Shape(
        input.height() == 0 ? ANY : input.height(),
        input.width() == 0 ? ANY : input.width(),
        input.channels());
  }

  private IllegalArgumentException wrong(String why) {
    return new UsageException(Text.of("Cannot use model %s: %s", file, why));
  }

  /** The labels that the classes of pixels stand for, as bytes without sign. */
  public byte[] labels() {
    byte[] labels = new byte[info.classes().size()];
    for (int k = 0; k < labels.length; k++) {
      labels[k] = (byte) Integer.parseInt(info.classes().get(k));
    }
    return labels;
  }

  /** How images are made ready. */
  public Preprocessing preparation(ChannelRule rule) {
    return new Preprocessing(
        source.network().input().channels(), rule, info.range(), new Preprocessing.Size.AsIs());
  }

  /** The class of each image; one with a pixel that is no data has failed. */
  public RowPass<Prediction> predictions(
      TaskInputs reading,
      ChannelRule rule,
      Blas.Kind blas,
      FailurePolicy policy,
      JobMetrics metrics) {
    RowPass<Tile> vectors =
        NetworkPass.of(
            reading,
            source,
            preparation(rule),
            blas,
            new TileStage.Chain(List.of()),
            FailurePolicy.PERMISSIVE);
    return Prediction.of(vectors, info.classes(), policy, metrics);
  }

  /**
   * The class of each pixel, as maps of uint8 with one channel; {@link pointwise.tile.ArgMax#NONE}
   * where a sample is not finite.
   *
   * @param labels what stands for each class
   */
  public RowPass<Tile> classMaps(
      TaskInputs reading, ChannelRule rule, Blas.Kind blas, FailurePolicy policy, byte[] labels) {
    return ExtractPass.classMaps(
        reading, Multiply.by(source).withChannels(rule).withBlas(blas), labels, policy);
  }
}
