package pointwise.command.options;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import pointwise.blas.Blas;
import pointwise.file.OutputFile;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.LabelReader;
import pointwise.learn.labels.LabelUnit;
import pointwise.learn.labels.Labels;
import pointwise.pixels.PixelRow;
import pointwise.store.ParquetTable;
import pointwise.store.Table;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Column;

/** Options that several commands have, each a mixin with one text. */
public final class CommonOptions {
  private CommonOptions() {}

  /**
   * Requires that the value of an option can be used.
   *
   * @throws ParameterException if it cannot
   */
  public static void require(
      CommandSpec command, String option, boolean holds, Object found, String expected) {
    if (!holds) {
      throw new ParameterException(
          command.commandLine(),
          Text.of("Cannot use %s: found %s, expected %s", option, found, expected));
    }
  }

  /**
   * The folder of a table of maps, with its file system.
   *
   * @throws UsageException if nothing is there
   */
  public static Path requireMaps(Configuration configuration, String maps) throws IOException {
    Path table = Listing.path(maps);
    FileSystem fs = table.getFileSystem(configuration);
    if (!fs.exists(table)) {
      throw new UsageException(
          Text.of(
              "Cannot read maps %s: nothing is there, expected a folder that extract, assemble or classify wrote",
              maps));
    }
    return fs.makeQualified(table);
  }

  /**
   * Requires that a result is not written into a table whose files are all read.
   *
   * @param out as it was given
   * @throws UsageException if it is
   */
  public static void requireOutside(String out, Path folder, Path table) {
    if (OutputFile.isInside(folder, table)) {
      throw new UsageException(
          Text.of(
              "Cannot write to %s: it is in the table %s, expected another folder", out, table));
    }
  }

  /** What multiplies. */
  public static final class Engine {
    @Option(
        names = "--blas",
        paramLabel = "BLAS",
        defaultValue = "native",
        description = "What multiplies: native or java. Default: ${DEFAULT-VALUE}.")
    private Blas.Kind blas;

    public Blas.Kind blas() {
      return blas;
    }
  }

  /** What becomes of images of other channels. */
  public static final class Channels {
    @Option(
        names = "--channels",
        paramLabel = "RULE",
        defaultValue = "convert",
        description =
            "Images whose channels are not what the kernels or the model take: convert between grey, RGB and alpha, or strict. Default: ${DEFAULT-VALUE}.")
    private ChannelRule rule;

    public ChannelRule rule() {
      return rule;
    }
  }

  /** The range of samples. */
  public static final class Range {
    @Option(
        names = "--range",
        paramLabel = "RANGE",
        description =
            "Samples as stored, or integers scaled to 0..1: raw or unit. Default: raw for fit-pca, unit for train; for extract as the network's file says where it does (pointwise.range), else raw.")
    private SampleRange range;

    /** The one that was named. */
    public Optional<SampleRange> given() {
      return Optional.ofNullable(range);
    }
  }

  /** Whether what is there may be replaced. */
  public static final class Overwrite {
    @Option(
        names = "--overwrite",
        description = "Replace an earlier result, once the new one is complete.")
    private boolean asked;

    public boolean asked() {
      return asked;
    }
  }

  /** Whether a job goes on where an earlier one stopped. */
  public static final class Resume {
    @Option(
        names = "--resume",
        description =
            "Go on where an earlier job to --out stopped: what it has done stays. Without one, begin.")
    private boolean asked;

    public boolean asked() {
      return asked;
    }
  }

  /** Which labels images have. */
  public static final class Labelling {
    @Option(
        names = "--labels",
        required = true,
        paramLabel = "SPEC",
        description =
            "Of images: folders (the name of the folder each lies in; takes --recursive with it), or a .csv file with the columns origin,label. Of pixels: a .npy file, a TIFF or an ENVI image of H x W integers from 0 to 254, or for several images a .csv file with the columns origin,labels.")
    private String labels;

    @Option(
        names = "--unlabelled",
        paramLabel = "V",
        description = "The value of pixels that have no label. Default: none.")
    private Integer unlabelled;

    /**
     * Whether an image is labelled by its folder, so that the folders are those inside the listed.
     */
    public boolean areFolders() {
      return labels.equals(LabelReader.FOLDERS);
    }

    /** The labels of the listed images, counted. */
    public Labels read(Configuration configuration, LabelUnit unit, Listing listing)
        throws IOException {
      return LabelReader.read(
          configuration,
          labels,
          unit,
          listing.files(),
          unlabelled == null ? OptionalInt.empty() : OptionalInt.of(unlabelled));
    }

    /** The paths of labels and images: what the job reads. */
    public List<String> inputs(Labels read, Listing listing) {
      List<String> inputs = new ArrayList<>(List.of(labels));
      for (InputSplit image : listing.files()) {
        inputs.add(image.file());
        if (read.unit() == LabelUnit.PIXEL && image.failure() == null) {
          inputs.add(read.fileOf(image.getOrigin()));
        }
      }
      return inputs;
    }

    /** For the report. */
    public Map<String, Object> settings() {
      return Map.of("labels", labels, "unlabelled", unlabelled == null ? "" : unlabelled);
    }
  }

  /** How a job adds to an earlier result of images. */
  public static final class Extension {
    /** Not at all. */
    public static final Extension NONE = new Extension();

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

    public boolean incremental() {
      return incremental;
    }

    public boolean retriesStorage() {
      return retried == Retried.STORAGE;
    }
  }

  /** A table of pixel rows as an input. */
  public static final class PixelOptions {
    /** A table may be without this column: its pixels are data. */
    private static final String VALID = "valid";

    public static final Table<PixelRow> TABLE =
        Table.of("pixels", PixelRow.COLUMNS, PixelRow.ENCODER);
    private static final List<String> COLUMNS =
        PixelRow.COLUMNS.stream().map(Column::name).filter(name -> !name.equals(VALID)).toList();

    /** Small tables have so many, or as many as files of 4 MB. */
    private static final long PARTITIONS = 64;

    @Option(
        names = "--pixels",
        required = true,
        paramLabel = "DIR",
        description = "Pixel rows in Parquet, as explode or multiply writes them.")
    private String pixels;

    /** The folder, which is there. */
    public String path(Configuration configuration) throws IOException {
      Path path = new Path(pixels);
      FileSystem fs = path.getFileSystem(configuration);
      try {
        return fs.getFileStatus(path).getPath().toString();
      } catch (FileNotFoundException e) {
        throw new UsageException(
            Text.of(
                "Cannot read pixels %s: nothing is there, expected a folder that explode or multiply wrote",
                pixels),
            e);
      }
    }

    /** The files of the table, in the order of their paths. */
    public static List<InputSplit> files(Configuration configuration, String path)
        throws IOException {
      Path folder = new Path(path);
      return Arrays.stream(folder.getFileSystem(configuration).listStatus(folder))
          .filter(file -> !file.getPath().getName().startsWith("_"))
          .map(
              file ->
                  new InputSplit(
                      file.getPath().toString(),
                      file.getPath().getName(),
                      file.getLen(),
                      file.getModificationTime(),
                      null))
          .sorted(Comparator.comparing(InputSplit::getOrigin))
          .toList();
    }

    /**
     * The rows, in partitions that depend on the files alone.
     *
     * @throws IllegalArgumentException if the table lacks a column
     */
    public static Dataset<PixelRow> read(SparkSession spark, String path) {
      spark.conf().set("spark.sql.files.minPartitionNum", PARTITIONS);
      Dataset<Row> table = ParquetTable.read(spark, path);
      List<String> found = List.of(table.columns());
      for (String column : COLUMNS) {
        if (!found.contains(column)) {
          throw new UsageException(
              Text.of(
                  "Cannot read pixels %s: column %s is missing, found %s, expected %s",
                  path, column, found, COLUMNS));
        }
      }
      Dataset<Row> all =
          found.contains(VALID)
              ? table
              : table.withColumn(VALID, functions.lit(null).cast(DataTypes.BooleanType));
      return all.as(PixelRow.ENCODER);
    }
  }
}
