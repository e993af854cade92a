package pointwise.store;

import java.util.List;
import pointwise.report.Failures;
import pointwise.report.TaskCounts;

/**
 * What became of a bundle, as its file in the plan says: that the file is there commits the bundle.
 *
 * @param bundle its number
 * @param hash of its inputs, as the plan has it
 * @param part the name of the file with its rows; null where it has none
 * @param bytes of that file
 * @param tally what its rows add up to
 * @param failures why images failed, of the rows with an error
 * @param counts what the task counted
 */
record BundleRecord(
    int bundle,
    String hash,
    String part,
    long bytes,
    MapTally tally,
    List<Failures.Alike> failures,
    TaskCounts counts) {}
