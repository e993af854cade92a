package pointwise.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.file.OutputFile;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.RasterReader;
import pointwise.input.TaskInputs;
import pointwise.job.ExitCodes;
import pointwise.job.Sessions;
import pointwise.kernel.KernelReport;
import pointwise.kernel.KernelStack;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.RangeMetadata;
import pointwise.network.graph.Network;
import pointwise.network.inspect.NetworkReport;
import pointwise.network.inspect.NetworkTable;
import pointwise.network.layer.Shape;
import pointwise.network.onnx.OnnxReader;
import pointwise.network.onnx.OnnxWriter;
import pointwise.network.runtime.RuntimeReport;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SceneReport;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Shows kernels, a network or images; starts no Spark. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise inspect --network resnet50.onnx --image 224x224",
    description =
        "Shapes, parameters, work and output size of a kernel bank, and its kernels; or the layers of a network, and what its 1x1 reductions save, or its operators where ONNX Runtime alone runs it; or what image files say of themselves.")
public final class InspectCommand implements Callable<Integer> {
  private static final Pattern SHAPE =
      Pattern.compile("([1-9]\\d{0,8})x([1-9]\\d{0,8})x([1-9]\\d{0,8})");

  @Spec private CommandSpec command;

  @Option(names = "--kernels", paramLabel = "FILE", description = "The kernel bank, as JSON.")
  private String kernels;

  @Option(names = "--network", paramLabel = "FILE", description = "A network, as ONNX.")
  private String network;

  @Option(
      names = "--images",
      arity = "1..*",
      paramLabel = "PATH",
      description =
          "Image files, folders or globs: size, type, blocks, bands, place. Headers alone are read of formats that are read by windows.")
  private List<String> images = List.of();

  @Option(
      names = "--image",
      paramLabel = "HxWxD",
      description =
          "For an image of this shape. A network that does not say how large its images are needs it.")
  private String image;

  @Option(names = "--json", description = "The report of a network as one JSON object.")
  private boolean json;

  @Option(
      names = "--save-onnx",
      paramLabel = "FILE",
      description = "Also write the kernels as an ONNX model, to a file that does not exist yet.")
  private String onnx;

  @Override
  public Integer call() throws IOException {
    if (Stream.of(kernels != null, network != null, !images.isEmpty()).filter(is -> is).count()
        != 1) {
      throw wrong("Cannot inspect: expected one of --kernels, --network and --images");
    }
    if (!images.isEmpty() && (image != null || json || onnx != null)) {
      throw wrong(
          "Cannot inspect images: found --image, --json or --save-onnx, expected --images alone");
    }
    if (kernels != null && json) {
      throw wrong("Cannot use --json with kernels: it goes with --network");
    }
    if (network != null && onnx != null) {
      throw wrong("Cannot use --save-onnx with a network: it goes with --kernels");
    }
    Configuration configuration = Sessions.configuration();
    if (!images.isEmpty()) {
      return byImages(configuration);
    }
    if (kernels == null) {
      byNetwork(configuration);
    } else {
      byKernels(configuration);
    }
    return 0;
  }

  /** The report of each image; of one that cannot be read, why. */
  private int byImages(Configuration configuration) throws IOException {
    DecodeLimits limits =
        new DecodeLimits(
            TaskInputs.MAX_PIXELS, Runtime.getRuntime().maxMemory() / 2, "--driver-memory");
    RasterReader reader = new RasterReader(configuration, limits);
    List<InputSplit> files = Lister.list(configuration, images, Listing.Selection.DEFAULT).files();
    int failed = 0;
    for (InputSplit file : files) {
      try {
        if (file.failure() != null) {
          throw file.failure();
        }
        try (Raster raster = reader.open(file)) {
          System.out.println(SceneReport.of(file.getOrigin(), raster));
        }
      } catch (ImageException e) {
        failed++;
        System.out.println(Text.of("%-16s %s%n", "failed", e.getMessage()));
      } catch (IOException e) {
        failed++;
        System.out.println(
            Text.of("%-16s %s: %s%n", "failed", file.getOrigin(), Text.printable(e.toString())));
      }
    }
    return failed == files.size() ? ExitCodes.EVERY_INPUT_FAILED : 0;
  }

  private void byKernels(Configuration configuration) throws IOException {
    KernelStack stack = Sessions.kernels(configuration, kernels).stack();
    Matcher shape = image == null ? null : shape();
    String text =
        shape == null
            ? KernelReport.describe(stack, null, null, null)
            : KernelReport.describe(
                stack,
                Integer.valueOf(shape.group(1)),
                Integer.valueOf(shape.group(2)),
                Integer.valueOf(shape.group(3)));
    String saved = onnx == null ? "" : save(configuration, stack);
    System.out.print(text + saved);
  }

  private void byNetwork(Configuration configuration) throws IOException {
    Sessions.Model model = Sessions.model(configuration, network);
    Network read;
    try {
      read = OnnxReader.read(model.name(), model.bytes(), model.beside());
    } catch (UsageException e) {
      byRuntime(model, e.getMessage().replace("Cannot read model " + model.name() + ": ", ""));
      return;
    }
    Shape shape = image().or(() -> read.input().fixedShape()).orElse(null);
    if (shape == null) {
      throw wrong(
          Text.of(
              "Cannot inspect network %s: it does not say how large its images are, found %s, expected --image HxWxD such as 224x224x%d",
              read.name(), read.input(), read.input().channels()));
    }
    NetworkReport report = NetworkReport.of(read, shape);
    System.out.print(json ? json(report) : NetworkTable.of(report));
  }

  /**
   * A network that only ONNX Runtime runs; of an image, where one is asked for or declared, what it
   * makes of a black one.
   *
   * @param refused why our layers do not
   */
  private void byRuntime(Sessions.Model model, String refused) throws IOException {
    NetworkSource source =
        new NetworkSource(
            model.name(),
            model.bytes(),
            model.beside(),
            List.of(),
            SampleRange.RAW,
            NetworkSource.Normalisation.NONE,
            Engine.RUNTIME);
    Shape shape = image().or(() -> source.input().fixedShape()).orElse(null);
    if (shape != null && !source.input().takes(shape)) {
      throw wrong(
          Text.of(
              "Cannot inspect network %s: the image does not fit, found %s, expected %s",
              source.name(), shape, source.input()));
    }
    RuntimeReport report =
        RuntimeReport.of(
            model.name(),
            model.bytes(),
            model.beside(),
            shape,
            shape == null ? List.of() : source.results(shape).orElse(List.of()),
            refused);
    System.out.print(json ? json(report) : report.text());
  }

  /** The image that was asked for. */
  private Optional<Shape> image() {
    if (image == null) {
      return Optional.empty();
    }
    Matcher shape = shape();
    try {
      return Optional.of(
          new Shape(
              Integer.parseInt(shape.group(1)),
              Integer.parseInt(shape.group(2)),
              Integer.parseInt(shape.group(3))));
    } catch (IllegalArgumentException e) {
      throw wrong(Text.of("Cannot use --image %s: %s", image, e.getMessage()));
    }
  }

  private Matcher shape() {
    Matcher shape = SHAPE.matcher(image);
    if (!shape.matches()) {
      throw new UsageException(
          Text.of(
              "Cannot use --image: no shape, found %s, expected HxWxD such as 512x512x3", image));
    }
    return shape;
  }

  private static String json(Object report) throws JsonProcessingException {
    return JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS) // a shape's isVector
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(report)
        + "\n";
  }

  /**
   * Writes the model.
   *
   * @return what is to be said of it
   */
  private String save(Configuration configuration, KernelStack stack) throws IOException {
    if (!stack.bands().isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot save kernels %s as ONNX: they name the bands they take, which ONNX has no place for",
              kernels));
    }
    byte[] model =
        OnnxWriter.write(
            OnnxWriter.ofStack(stack),
            Map.of(RangeMetadata.KEY, RangeMetadata.value(stack.range())));
    OutputFile.prepareNew(configuration, onnx).write(model);
    String scale =
        stack.range() == SampleRange.UNIT
            ? "Scale samples to 0..1 before they go into this model (uint8 / 255, uint16 / 65535, int16 / 32767): extract reads that in the file's metadata, other programs have to be told.\n"
            : "";
    return Text.of("\nonnx       %s, %d bytes\n%s", onnx, model.length, scale);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
