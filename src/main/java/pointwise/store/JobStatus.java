package pointwise.store;

import java.util.List;
import pointwise.report.Failures;

/**
 * What is in the place of a result and beside it, as {@link StatusReader} found it.
 *
 * @param schemaVersion of these fields; another where one is gone or means something else
 * @param out the place
 * @param result the one that is complete; null for none
 * @param unfinished the job that has not come to its end; null for none
 * @param leftOvers what is there besides
 * @param lock null for none
 */
public record JobStatus(
    int schemaVersion,
    String out,
    Result result,
    Unfinished unfinished,
    List<LeftOver> leftOvers,
    Held lock) {
  static final int SCHEMA_VERSION = 1;

  /**
   * A result, as its report has it.
   *
   * @param completed when the report was written, in ISO 8601
   * @param parts the files that are the table; 0 where the report does not list them
   * @param bytes of those files
   */
  public record Result(
      String command,
      String completed,
      String outcome,
      int exitCode,
      long inputs,
      long done,
      long failed,
      long dropped,
      int parts,
      long pixels,
      long bytes) {}

  /**
   * A job that runs, or was stopped.
   *
   * @param folder where it writes
   * @param created when its plan was, in ISO 8601
   * @param bundlesDone of all that it has
   * @param images that it takes in; 0 for a job that reads a table
   * @param imagesDone those whose first lines are in bundles that are done, failed ones too
   * @param rows of feature maps; null, like the next two, where the table holds others
   * @param maps one for each image, of a network one for each of its layers
   * @param pixels of these maps
   * @param failures rows with an error by reason
   * @param dropped images that were left out
   * @param bytes of the files of bundles that are done
   * @param next how to go on
   */
  public record Unfinished(
      String folder,
      String command,
      String created,
      int bundles,
      int bundlesDone,
      long images,
      long imagesDone,
      Long rows,
      Long maps,
      Long pixels,
      List<Failures.Alike> failures,
      long dropped,
      long bytes,
      String next) {}

  /**
   * Files that are no part of a result, nor of a job that can go on.
   *
   * @param what they are, and what becomes of them
   */
  public record LeftOver(String folder, long files, long bytes, String what) {}

  /**
   * Who may write.
   *
   * @param file the lock itself
   * @param owner whose it is, with its age; null, as all before {@code breaks} are, if the file is
   *     no lock
   * @param since when, in ISO 8601
   * @param runs whether the process does; null where that cannot be known from here
   * @param breaks the command that takes the lock away
   */
  public record Held(
      String file,
      String owner,
      String command,
      String user,
      Long process,
      String since,
      Boolean runs,
      String breaks) {}
}
