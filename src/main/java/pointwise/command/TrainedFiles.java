package pointwise.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pointwise.file.OutputFile;
import pointwise.learn.classify.ClassifierInfo;
import pointwise.learn.samples.Standardisation;
import pointwise.learn.train.EpochResult;
import pointwise.learn.train.ModelShape;
import pointwise.learn.train.TrainedModel;
import pointwise.learn.train.TrainingResult;
import pointwise.learn.train.TrainingState;
import pointwise.network.graph.Network;
import pointwise.network.graph.Node;
import pointwise.network.layer.Convolution;
import pointwise.preview.ConfusionPicture;
import pointwise.preview.KernelMap;
import pointwise.preview.LearningCurves;
import pointwise.report.JobReport;
import pointwise.text.Text;

/**
 * The files that training leaves: the model, and report and pictures beside it.
 *
 * @param file what the model's file holds, of the network that was trained
 */
record TrainedFiles(
    OutputFile model,
    Function<Network, byte[]> file,
    ClassifierInfo info,
    ModelShape shape,
    Standardisation standardisation,
    TrainingState state,
    TrainingResult result,
    JobReport report) {
  private static final String REPORT = ".report.json";
  private static final String CURVES = ".curves.png";
  private static final String CONFUSION = ".confusion.png";
  private static final String KERNELS = ".kernels.png";

  /** Three channels are RGB wherever channels are converted. */
  private static final List<String> RGB = List.of("R", "G", "B");

  /** How the names of the files beside the model end. */
  static final List<String> BESIDE = List.of(REPORT, CURVES, CONFUSION, KERNELS);

  /** Writes all files, the model last: where it is, everything is. */
  void write() throws IOException {
    Network network = new TrainedModel(shape, standardisation, state.best()).network();
    model.beside(REPORT).write(report.json());
    model.beside(CURVES).write(curves());
    model.beside(CONFUSION).write(confusion());
    model.beside(KERNELS).write(kernels(network));
    model.write(file.apply(network));
  }

  /** The names of the files beside the model, for people. */
  String beside() {
    return BESIDE.stream()
        .map(suffix -> OutputFile.beside(name(), suffix))
        .collect(Collectors.joining(", "));
  }

  private String name() {
    return model.path().substring(model.path().lastIndexOf('/') + 1);
  }

  private byte[] curves() {
    boolean validates = result.judgedOn().equals("validation");
    return LearningCurves.png(
        curve(EpochResult::loss),
        validates ? curve(EpochResult::validationLoss) : new double[0],
        curve(EpochResult::accuracy),
        validates ? curve(EpochResult::validationAccuracy) : new double[0],
        state.bestEpoch() - 1);
  }

  private double[] curve(ToDoubleFunction<EpochResult> value) {
    return state.history().stream().mapToDouble(value).toArray();
  }

  private byte[] confusion() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    String title =
        Text.of(
            "%s: accuracy %.4f of %,d %s samples",
            name(), result.accuracy(), result.samples(), result.judgedOn());
    ConfusionPicture.write(png, title, info.classes(), result.confusion());
    return png.toByteArray();
  }

  /** The kernels of the first layer, for samples as they are; channels by number, three as RGB. */
  private byte[] kernels(Network network) {
    Convolution first =
        network.nodes().stream()
            .map(Node::layer)
            .filter(Convolution.class::isInstance)
            .map(Convolution.class::cast)
            .findFirst()
            .orElseThrow();
    List<String> kernels = shape.layers() == 1 ? info.classes() : names("k", first.kernels());
    List<String> channels = first.inputs() == RGB.size() ? RGB : names("c", first.inputs());
    return KernelMap.png(first.weights(), kernels, channels);
  }

  private static List<String> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }
}
