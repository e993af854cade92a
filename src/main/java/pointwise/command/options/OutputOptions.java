package pointwise.command.options;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pointwise.input.Listing;
import pointwise.job.Sessions;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable.Codec;
import pointwise.store.Start;

/** Where a job writes and how. */
public final class OutputOptions {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder the result is written to.")
  private String out;

  @Mixin private CommonOptions.Overwrite overwrite;

  @Option(
      names = "--codec",
      paramLabel = "CODEC",
      defaultValue = "snappy",
      description = "Compression: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Codec codec;

  @Mixin private CommonOptions.Resume resume;

  public Codec codec() {
    return codec;
  }

  public OutputDirectory prepare(Configuration configuration, Collection<String> inputs)
      throws IOException {
    return prepare(configuration, inputs, CommonOptions.Extension.NONE);
  }

  private OutputDirectory prepare(
      Configuration configuration, Collection<String> inputs, CommonOptions.Extension extend)
      throws IOException {
    Start start =
        new Start(overwrite.asked(), resume.asked(), extend.incremental(), extend.retriesStorage());
    return OutputDirectory.prepare(configuration, out, start, inputs);
  }

  /** Of images. */
  public OutputDirectory prepare(
      Configuration configuration, Listing listing, CommonOptions.Extension extend)
      throws IOException {
    return prepare(configuration, listing.paths(), extend);
  }

  /** Of images and a model, neither of which may be in it. */
  public OutputDirectory prepare(
      Configuration configuration, Listing listing, String model, CommonOptions.Extension extend)
      throws IOException {
    List<String> inputs = new ArrayList<>();
    if (!Sessions.areText(model)) {
      inputs.add(model);
    }
    inputs.addAll(listing.paths());
    return prepare(configuration, inputs, extend);
  }

  /** For the report. */
  public Map<String, Object> settings() {
    return Map.of("codec", codec.name());
  }
}
