package pointwise.spark;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import pointwise.input.FailurePolicy;
import pointwise.input.InputSplit;

/** Brings what a query asks for down to the files: columns, origins, how many rows. */
final class SourceScanBuilder
    implements ScanBuilder,
        SupportsPushDownRequiredColumns,
        SupportsPushDownFilters,
        SupportsPushDownLimit {
  private final SourceImages images;
  private final List<Filter> pushed = new ArrayList<>();
  private StructType schema;
  private int limit = SourceScan.NO_LIMIT;

  SourceScanBuilder(SourceImages images) {
    this.images = images;
    this.schema = images.kind().schema();
  }

  @Override
  public void pruneColumns(StructType required) {
    schema = required;
  }

  @Override
  public Filter[] pushFilters(Filter[] filters) {
    List<Filter> others = new ArrayList<>();
    for (Filter filter : filters) {
      (OriginFilter.of(filter).isPresent() ? pushed : others).add(filter);
    }
    return others.toArray(Filter[]::new);
  }

  @Override
  public Filter[] pushedFilters() {
    return pushed.toArray(Filter[]::new);
  }

  /** An image is a row at least, unless it is left out. */
  @Override
  public boolean pushLimit(int most) {
    if (images.extraction().policy() == FailurePolicy.DROPMALFORMED) {
      return false;
    }
    limit = most;
    return true;
  }

  /** Spark takes rows off: large maps are several. */
  @Override
  public boolean isPartiallyPushed() {
    return true;
  }

  @Override
  public Scan build() {
    Predicate<String> taken =
        pushed.stream()
            .map(filter -> OriginFilter.of(filter).orElseThrow())
            .reduce(origin -> true, Predicate::and);
    Set<String> origins = new HashSet<>();
    List<InputSplit> parts = new ArrayList<>();
    for (InputSplit part : images.parts()) {
      boolean first = !origins.contains(part.getOrigin());
      if (taken.test(part.getOrigin()) && (!first || origins.size() < limit)) {
        origins.add(part.getOrigin());
        parts.add(part);
      }
    }
    return new SourceScan(images, parts, schema, limit, pushed);
  }
}
