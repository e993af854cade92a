package pointwise.command;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import pointwise.command.options.CommonOptions;
import pointwise.input.Listing;
import pointwise.job.Job;
import pointwise.job.Sessions;
import pointwise.report.JobMetrics;
import pointwise.report.JobReport;
import pointwise.report.Skipped;
import pointwise.similar.Duplicates;
import pointwise.similar.Match;
import pointwise.similar.Queries;
import pointwise.similar.SimilarFolder;
import pointwise.similar.SimilarResult;
import pointwise.similar.Vectors;
import pointwise.store.OutputDirectory;
import pointwise.store.ParquetTable;
import pointwise.store.Start;
import pointwise.text.Text;

/** Vectors of images to what is similar. */
@Command(
    name = "similar",
    mixinStandardHelpOptions = true,
    footer =
        "%nExample:%n  jobs/pointwise similar --maps embeddings --query photo.jpg%n  jobs/pointwise similar --maps embeddings --duplicates 0.98 --out pairs",
    description =
        "The images whose vectors are nearest to that of an image, or all pairs of images that are near duplicates: exact, by the cosine of the angle between vectors, as extract writes them of a network.")
public final class SimilarCommand implements Callable<Integer> {
  private static final int TOP = 10;
  private static final int PRINTED = 10;

  @Spec private CommandSpec command;

  @Option(
      names = "--maps",
      required = true,
      paramLabel = "DIR",
      description = "Vectors, as extract writes them of a network.")
  private String maps;

  @Option(
      names = "--query",
      paramLabel = "NAME",
      description =
          "What is searched for: an image of --maps, by its path or the end of it, or a folder that extract wrote of images with the same network.")
  private String query;

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "With --query: how many of the nearest. Default: " + TOP + ".")
  private Integer top;

  @Option(
      names = "--duplicates",
      paramLabel = "T",
      description = "All pairs whose similarity is T or more, up to 1. It needs --out.")
  private Double duplicates;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "The layer whose vectors are taken. Default: the only one.")
  private String layer;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The folder of a table of what is found and a sheet of pictures, "
              + SimilarFolder.SHEET
              + ". Default: with --query what is found is printed.")
  private String out;

  @Mixin private CommonOptions.Overwrite overwrite;
  @Mixin private CommonOptions.Engine engine;

  @Override
  public Integer call() throws Exception {
    check();
    Configuration configuration = Sessions.configuration();
    Path table = CommonOptions.requireMaps(configuration, maps);
    boolean byTable = query != null && Queries.isFolder(configuration, query);
    engine.blas().load();
    if (out == null) {
      JobReport report =
          Job.inSession(
              "similar",
              Job.Inputs.ofTable(maps),
              (spark, metrics) -> run(spark, configuration, metrics, byTable, null));
      System.out.print(report.summary());
      return report.outcome().exitCode();
    }
    Path folder = Listing.path(out);
    CommonOptions.requireOutside(
        out, folder.getFileSystem(configuration).makeQualified(folder), table);
    OutputDirectory output =
        OutputDirectory.prepare(
            configuration,
            out,
            overwrite.asked() ? Start.OVERWRITE : Start.NEW,
            byTable ? List.of(maps, query) : List.of(maps));
    output.giveUp(); // nothing is left for a job that goes on
    return Job.runTold(
        "similar",
        output,
        Job.Inputs.ofTable(maps),
        (spark, metrics) -> {
          JobReport report = run(spark, configuration, metrics, byTable, output);
          return new Job.Told(report, report);
        });
  }

  private void check() {
    if ((query == null) == (duplicates == null)) {
      throw new ParameterException(
          command.commandLine(),
          Text.of(
              "Cannot search: found %s, expected one of them",
              query == null ? "neither --query nor --duplicates" : "--query and --duplicates"));
    }
    require("--top", top == null || query != null, top, "none with --duplicates");
    require("--top", top == null || top >= 1, top, "at least 1");
    require(
        "--duplicates",
        duplicates == null || (duplicates >= -1 && duplicates <= 1),
        duplicates,
        "a similarity from -1 to 1");
    require(
        "--duplicates", duplicates == null || out != null, "no --out", "a folder for the pairs");
    require("--overwrite", !overwrite.asked() || out != null, "no --out", "a folder to replace");
  }

  private void require(String option, boolean holds, Object found, String expected) {
    CommonOptions.require(command, option, holds, found, expected);
  }

  /**
   * Searches.
   *
   * @param byTable whether the queries are a table
   * @param output where the result goes; null where it is printed
   */
  private JobReport run(
      SparkSession spark,
      Configuration configuration,
      JobMetrics metrics,
      boolean byTable,
      OutputDirectory output)
      throws IOException {
    Dataset<Row> table = ParquetTable.read(spark, maps);
    Vectors vectors = Vectors.of(maps, table, layer);
    SimilarFolder folder = new SimilarFolder(spark, configuration, metrics, output, maps);
    if (duplicates != null) {
      try (Duplicates pairs = Duplicates.find(vectors, duplicates, engine.blas(), metrics)) {
        return report(
            metrics,
            vectors,
            SimilarResult.of(
                vectors, null, pairs.count(), pairs.first(PRINTED), folder.write(pairs)));
      }
    }
    Queries queries =
        byTable
            ? Queries.ofTable(ParquetTable.read(spark, query), query, layer, vectors, top())
            : Queries.ofImage(configuration, table, maps, query, layer, top());
    List<Match> nearest = queries.nearest(vectors, top(), engine.blas(), metrics);
    return report(
        metrics,
        vectors,
        output == null
            ? SimilarResult.of(vectors, queries, nearest.size(), nearest, null)
            : SimilarResult.of(
                vectors,
                queries,
                nearest.size(),
                nearest.subList(0, Math.min(PRINTED, nearest.size())),
                folder.write(nearest)));
  }

  private int top() {
    return top == null ? TOP : top;
  }

  private JobReport report(JobMetrics metrics, Vectors vectors, SimilarResult result) {
    return new JobReport(
        "similar",
        result.path(),
        vectors.images().done() + vectors.images().failed(),
        Skipped.NONE,
        vectors.images(),
        metrics.notes(),
        metrics,
        settings(),
        result);
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings =
        new TreeMap<>(Map.of("maps", maps, "blas", engine.blas().name()));
    if (query != null) {
      settings.put("query", query);
      settings.put("top", top());
    } else {
      settings.put("duplicates", duplicates);
    }
    if (layer != null) {
      settings.put("layer", layer);
    }
    return settings;
  }
}
