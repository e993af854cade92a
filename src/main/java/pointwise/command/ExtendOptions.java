package pointwise.command;

import picocli.CommandLine.Option;

/** How a job adds to an earlier result of images. */
final class ExtendOptions {
  /** Not at all. */
  static final ExtendOptions NONE = new ExtendOptions();

  /** Which errors are worth another attempt without a change of the file. */
  private enum Retried {
    STORAGE
  }

  @Option(
      names = "--incremental",
      description =
          "Add images that are new or changed to the result in --out; what is there of images that are gone stays.")
  private boolean incremental;

  @Option(
      names = "--retry-errors",
      paramLabel = "KIND",
      description =
          "Read images again that the result in --out has as an error of this kind: storage.")
  private Retried retried;

  boolean incremental() {
    return incremental;
  }

  boolean retriesStorage() {
    return retried == Retried.STORAGE;
  }
}
