package pointwise.store;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import pointwise.input.InputSplit;

/**
 * What a job does, written once before its first task: what changes results, and the bundles its
 * work is cut into. It may depend on the cluster, since a job that goes on reads it.
 *
 * @param header all but the bundles
 * @param bundles in the order of their numbers
 */
record Plan(Header header, List<Bundle> bundles) {
  /** Of the fields; another where one is gone or means something else. */
  static final int SCHEMA_VERSION = 1;

  /**
   * What the plan's own file says.
   *
   * @param schemaVersion {@link #SCHEMA_VERSION}
   * @param id no other plan has it
   * @param command that runs it
   * @param created when, in ISO 8601
   * @param identity what has to be the same for the job to go on: options, hashes of models
   * @param replaces whether the job may replace an earlier result
   * @param bundles how many
   * @param inputs how many images, or files of a table
   * @param inputsFile the name of the file with the bundles, a line of JSON each
   */
  record Header(
      int schemaVersion,
      String id,
      String command,
      String created,
      Map<String, String> identity,
      boolean replaces,
      int bundles,
      long inputs,
      String inputsFile) {}

  /**
   * The work of one task, whose rows are one file.
   *
   * @param number what its files are named by; not given again
   * @param hash of the inputs
   * @param inputs what is read
   * @param earlier rows that are taken instead of reading; null where there are none
   * @param kept whether an earlier result has it: its file is still there
   */
  record Bundle(int number, String hash, List<InputSplit> inputs, Earlier earlier, boolean kept) {}

  /**
   * Rows of an earlier file.
   *
   * @param record of the bundle that wrote it
   * @param folder where the file is
   * @param without images whose rows are left out
   */
  record Earlier(BundleRecord record, String folder, SortedSet<String> without) {}
}
