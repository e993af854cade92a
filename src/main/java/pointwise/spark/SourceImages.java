package pointwise.spark;

import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import pointwise.command.options.Extraction;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.kernel.KernelStack;
import pointwise.pixels.Multiply;
import pointwise.pixels.PixelRow;
import pointwise.text.UsageException;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;

/**
 * Listed images and what is applied to them.
 *
 * @param model null for none
 * @param parts of the images, in the order of their paths
 */
record SourceImages(
    SparkSession spark,
    RowKind kind,
    Extraction extraction,
    Extraction.Model model,
    List<InputSplit> parts) {

  /** Of a map beside its samples, about. */
  private static final long MAP_BYTES = 256;

  /** What a pixel of bytes is as a row, for each of its bytes, about. */
  private static final long PIXEL_FACTOR = 32;

  /**
   * Reads what the options name.
   *
   * @throws UsageException if they cannot be used, with the message of the command line
   */
  static SourceImages of(SparkSession spark, CaseInsensitiveStringMap options) {
    RowKind kind = RowKind.of(options);
    return SourceOptions.checked(
        options,
        extraction -> {
          if (kind == RowKind.PIXELS) {
            extraction.requireForPixels();
          }
          Configuration configuration = spark.sessionState().newHadoopConf();
          Extraction.Model model =
              kind == RowKind.PIXELS && !extraction.hasModel()
                  ? null
                  : extraction.model(configuration);
          if (kind == RowKind.PIXELS && model != null && model.stack() == null) {
            throw new UsageException(
                "Cannot read pixels of a network: expected rows of maps, or kernels");
          }
          List<InputSplit> parts =
              extraction.parts(configuration, extraction.list(configuration), model);
          return new SourceImages(spark, kind, extraction, model, parts);
        });
  }

  /**
   * What makes tiles in a task: maps, or those whose pixels are the rows.
   *
   * @param columns that are asked for
   */
  RowPass<Tile> tiles(TaskInputs reading, Set<String> columns) {
    if (kind == RowKind.PIXELS) {
      return extraction.pixels(
          reading, model == null ? null : multiply(columns.contains(PixelRow.CHANNELS)));
    }
    return model.stack() == null
        ? extraction.maps(reading, model)
        : extraction.maps(
            reading,
            model,
            multiply(columns.contains(MapTable.DATA) || columns.contains(MapTable.VECTOR)));
  }

  /** Bytes of the rows, as far as the listing tells: for the planner. */
  long estimatedBytes(List<InputSplit> some, Set<String> columns) {
    long samples = ImageSource.decodedBytes(some);
    if (kind == RowKind.PIXELS) {
      return samples * PIXEL_FACTOR;
    }
    long rows = some.size() * MAP_BYTES;
    if (!columns.contains(MapTable.DATA)) {
      return rows;
    }
    KernelStack stack = model.stack() == null ? null : model.stack().stack();
    return rows
        + Float.BYTES
            * (stack == null ? samples : samples / stack.inputChannels() * stack.outputChannels());
  }

  private Multiply multiply(boolean samples) {
    Multiply multiply = extraction.multiply(model);
    return samples ? multiply : multiply.shapes();
  }
}
