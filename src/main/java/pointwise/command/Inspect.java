package pointwise.command;

import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.kernel.KernelReport;
import pointwise.kernel.KernelStack;

/** Shows kernels; starts no Spark. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Shapes, parameters, work and output size of a kernel bank, and its kernels.")
public final class Inspect implements Callable<Integer> {
  private static final Pattern SHAPE =
      Pattern.compile("([1-9]\\d{0,8})x([1-9]\\d{0,8})x([1-9]\\d{0,8})");

  @Option(
      names = "--kernels",
      required = true,
      paramLabel = "FILE",
      description = "The kernel bank, as JSON.")
  private String kernels;

  @Option(names = "--image", paramLabel = "HxWxD", description = "Also for an image of this shape.")
  private String image;

  @Override
  public Integer call() throws Exception {
    KernelStack stack = Sessions.kernels(Sessions.configuration(), kernels).stack();
    if (image == null) {
      System.out.print(KernelReport.describe(stack, null, null, null));
      return 0;
    }
    Matcher shape = SHAPE.matcher(image);
    if (!shape.matches()) {
      throw new IllegalArgumentException(
          "Cannot use --image: no shape, found %s, expected HxWxD such as 512x512x3"
              .formatted(image));
    }
    System.out.print(
        KernelReport.describe(
            stack,
            Integer.valueOf(shape.group(1)),
            Integer.valueOf(shape.group(2)),
            Integer.valueOf(shape.group(3))));
    return 0;
  }
}
