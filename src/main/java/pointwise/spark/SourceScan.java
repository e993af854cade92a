package pointwise.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.TaskInputs;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

/**
 * A query's reading of images: partitions as every job packs them.
 *
 * @param parts that are read
 * @param schema the columns that are asked for
 * @param limit rows that are enough
 * @param pushed conditions that the parts fulfil
 */
record SourceScan(
    SourceImages images, List<InputSplit> parts, StructType schema, int limit, List<Filter> pushed)
    implements Batch, SupportsReportStatistics {
  static final int NO_LIMIT = Integer.MAX_VALUE;

  @Override
  public StructType readSchema() {
    return schema;
  }

  @Override
  public String description() {
    return Text.of(
        "pointwise %s of %d files, pushed %s%s",
        images.kind(),
        parts.stream().map(InputSplit::getOrigin).distinct().count(),
        pushed,
        limit == NO_LIMIT ? "" : ", limit " + limit);
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    int slots = images.spark().sparkContext().defaultParallelism();
    int asked = images.extraction().partitions();
    List<List<InputSplit>> bins = new ArrayList<>();
    List<InputSplit> rest = parts;
    if (limit != NO_LIMIT && !parts.isEmpty()) {
      // Spark takes rows of the first partition first, and often they are enough.
      String first = parts.get(0).getOrigin();
      bins.add(parts.stream().filter(part -> part.getOrigin().equals(first)).toList());
      rest = parts.stream().filter(part -> !part.getOrigin().equals(first)).toList();
    }
    bins.addAll(ImageSource.pack(rest, ImageSource.bins(rest, asked, slots)));
    return bins.stream().map(SourceReaders.Partition::new).toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    JobMetrics metrics = JobMetrics.ofTasks(images.spark().sparkContext());
    TaskInputs reading = images.extraction().reading(images.spark(), metrics);
    return new SourceReaders(
        images.tiles(reading, Set.of(schema.fieldNames())), metrics, images.kind(), schema);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return SourceMetrics.all();
  }

  @Override
  public Statistics estimateStatistics() {
    OptionalLong bytes = OptionalLong.of(images.estimatedBytes(parts, Set.of(schema.fieldNames())));
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return bytes;
      }

      @Override
      public OptionalLong numRows() {
        return OptionalLong.empty();
      }
    };
  }
}
