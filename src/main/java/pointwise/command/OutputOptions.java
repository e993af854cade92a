package pointwise.command;

import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable.Codec;

/** Where a job writes and how. */
final class OutputOptions {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder the result is written to.")
  private String out;

  @Option(
      names = "--overwrite",
      description = "Replace an earlier result, once the new one is complete.")
  private boolean overwrite;

  @Option(
      names = "--codec",
      paramLabel = "CODEC",
      defaultValue = "snappy",
      description = "Compression: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Codec codec;

  Codec codec() {
    return codec;
  }

  OutputDirectory prepare(Configuration configuration, Collection<String> inputs)
      throws IOException {
    return OutputDirectory.prepare(configuration, out, overwrite, inputs);
  }

  /** For the report. */
  Map<String, Object> settings() {
    return Map.of("codec", codec.name());
  }
}
