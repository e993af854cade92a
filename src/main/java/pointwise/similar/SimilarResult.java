package pointwise.similar;

import static pointwise.report.Reports.line;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import pointwise.report.JobReport;
import pointwise.store.Bundles;

/**
 * What a search found.
 *
 * @param vectors that were searched
 * @param length how many numbers each has
 * @param without rows without a vector, by why
 * @param queries null where all pairs were searched
 * @param queriesWithout rows of a table of queries without a vector, by why; null without one
 * @param found matches or pairs
 * @param first some of them
 * @param path where the table of them is; none where none was written
 * @param bytes of the table of them; null where none was written
 * @param plan what no other job's plan is called; null without a table
 * @param parts the names of the table's files; null without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SimilarResult(
    long vectors,
    int length,
    Map<String, Long> without,
    Long queries,
    Map<String, Long> queriesWithout,
    long found,
    List<Found> first,
    @JsonIgnore String path,
    Long bytes,
    String plan,
    List<String> parts)
    implements JobReport.Part {
  /**
   * Of a search that has ended.
   *
   * @param queries null for pairs
   * @param first what is shown
   * @param table what was written; null for nothing
   */
  public static SimilarResult of(
      Vectors vectors, Queries queries, long found, List<Match> first, Bundles table) {
    return new SimilarResult(
        vectors.count(),
        vectors.length(),
        vectors.without(),
        queries == null ? null : queries.count(),
        queries == null ? null : queries.without(),
        found,
        first.stream().map(Found::of).toList(),
        table == null ? "none" : table.path(),
        table == null ? null : table.bytes(),
        table == null ? null : table.id(),
        table == null ? null : table.partNames());
  }

  /** A match, for a report. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Found(String query, Integer rank, String origin, float similarity) {
    static Found of(Match match) {
      return new Found(match.getQuery(), match.getRank(), match.getOrigin(), match.getSimilarity());
    }
  }

  @Override
  public void appendTo(StringBuilder text) {
    line(text, "vectors", "%s", Tally.text(vectors, length, without));
    if (queries != null) {
      line(text, "queries", "%s", Tally.text(queries, length, queriesWithout));
    } else {
      line(text, "pairs", "%,d", found);
    }
    String query = null;
    for (Found match : first) {
      if (match.rank == null) {
        line(text, "", "%.4f  %s  %s", match.similarity, match.query, match.origin);
        continue;
      }
      if (!match.query.equals(query)) {
        query = match.query;
        line(text, "query", "%s", query);
      }
      line(text, "", "%3d  %.4f  %s", match.rank, match.similarity, match.origin);
    }
    if (bytes != null) {
      line(text, "sheet", "%s/%s", path, SimilarFolder.SHEET);
      line(text, "written", "%,d bytes", bytes);
    }
  }
}
