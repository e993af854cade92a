package pointwise.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import pointwise.command.options.CommonOptions;
import pointwise.export.Export;
import pointwise.export.file.Envi;
import pointwise.export.file.FileKind;
import pointwise.export.file.GeoTiff;
import pointwise.export.file.Legend;
import pointwise.export.file.Npy;
import pointwise.export.file.Png;
import pointwise.input.Listing;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.learn.labels.ClassName;
import pointwise.learn.labels.ClassNames;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.report.Skipped;
import pointwise.store.OutputDirectory;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Feature maps to files of other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise export --maps maps --to cog --out tiffs",
    description =
        "Feature maps or class maps to files that other programs read, one for each map, with the place and the names of bands where they are known.")
public final class ExportCommand implements Callable<Integer> {
  /** Kinds of files. */
  private enum Kind {
    COG,
    GEOTIFF,
    ENVI,
    NPY,
    PNG
  }

  @Option(
      names = "--maps",
      required = true,
      paramLabel = "DIR",
      description = "Feature maps or class maps, as extract, assemble or classify writes them.")
  private String maps;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "KIND",
      description = "What is written: cog, geotiff, envi, npy or png.")
  private Kind kind;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "The folder the files are written to: each has the path of its image below the folder that all images have in common.")
  private String out;

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description =
          "Names of the classes of class maps: a .csv file of value,name or value,name,#rrggbb. Default: as classify wrote them.")
  private String classes;

  @Mixin private CommonOptions.Overwrite overwrite;

  @Override
  public Integer call() throws Exception {
    Configuration configuration = Sessions.configuration();
    Path folder = folder(configuration, CommonOptions.requireMaps(configuration, maps));
    FileKind files = files(legend(configuration));
    JobReport report =
        Job.inSession(
            "export",
            Job.Inputs.ofTable(maps),
            (spark, metrics) -> run(spark, metrics, folder, files));
    System.out.print(report.summary());
    return report.outcome().exitCode();
  }

  /** Where the files will be: outside the table, whose files are all read. */
  private Path folder(Configuration configuration, Path table) throws IOException {
    Path given = Listing.path(out);
    FileSystem fs = given.getFileSystem(configuration);
    Path folder = fs.makeQualified(given);
    CommonOptions.requireOutside(out, folder, table);
    if (fs.exists(folder) && !fs.getFileStatus(folder).isDirectory()) {
      throw new UsageException(
          Text.of("Cannot write to %s: it is a file, expected a folder", folder));
    }
    return folder;
  }

  private FileKind files(Legend legend) {
    return switch (kind) {
      case COG -> new GeoTiff(true, legend);
      case GEOTIFF -> new GeoTiff(false, legend);
      case ENVI -> new Envi(legend);
      case NPY -> new Npy();
      case PNG -> new Png(legend);
    };
  }

  private JobReport run(SparkSession spark, JobMetrics metrics, Path folder, FileKind files)
      throws IOException {
    Export export = Export.plan(spark, metrics, maps, folder, files, overwrite.asked());
    Export.Result result = export.run();
    return new JobReport(
        "export",
        folder.toString(),
        export.images().done() + export.images().failed(),
        Skipped.NONE,
        export.images(),
        metrics.notes(),
        metrics,
        Map.of(),
        result);
  }

  /** What labels stand for: as was given, else by the report beside the maps; null without. */
  private Legend legend(Configuration configuration) throws IOException {
    if (classes != null) {
      return new Legend(ClassNames.read(configuration, classes, ClassName.LARGEST_OF_PIXELS));
    }
    Path report = new Path(maps, OutputDirectory.REPORT);
    FileSystem fs = report.getFileSystem(configuration);
    if (!fs.exists(report)) {
      return null;
    }
    List<ClassName> names;
    try (InputStream in = fs.open(report)) {
      names = ClassName.ofReport(new ObjectMapper().readTree(in).path("kernels"));
    }
    return names.isEmpty() ? null : new Legend(names);
  }
}
