package pointwise.spark;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.StringContains;
import org.apache.spark.sql.sources.StringEndsWith;
import org.apache.spark.sql.sources.StringStartsWith;

/** Conditions of a query that the path of an image decides, which no row is without. */
final class OriginFilter {
  private static final String ORIGIN = "origin";

  private OriginFilter() {}

  /** The condition as one of the path; empty where it is none, or of a kind that is not known. */
  static Optional<Predicate<String>> of(Filter filter) {
    if (!Arrays.equals(filter.references(), new String[] {ORIGIN})) {
      return Optional.empty();
    }
    if (filter instanceof IsNotNull) {
      return Optional.of(origin -> true);
    }
    if (filter instanceof EqualTo equal) {
      return Optional.of(origin -> origin.equals(equal.value()));
    }
    if (filter instanceof In in) {
      Set<Object> values = new HashSet<>(Arrays.asList(in.values()));
      return Optional.of(values::contains);
    }
    if (filter instanceof StringStartsWith starts) {
      return Optional.of(origin -> origin.startsWith(starts.value()));
    }
    if (filter instanceof StringEndsWith ends) {
      return Optional.of(origin -> origin.endsWith(ends.value()));
    }
    if (filter instanceof StringContains contains) {
      return Optional.of(origin -> origin.contains(contains.value()));
    }
    return Optional.empty();
  }
}
