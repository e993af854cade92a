package pointwise.spark;

import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** What images are as a table, listed when its columns are first asked for. */
final class SourceTable implements SupportsRead {
  private final CaseInsensitiveStringMap options;
  private SourceImages images;

  SourceTable(CaseInsensitiveStringMap options) {
    this.options = options;
  }

  /** Spark makes a table of an output too, and asks it for no columns. */
  private synchronized SourceImages images() {
    if (images == null) {
      images = SourceImages.of(SparkSession.active(), options);
    }
    return images;
  }

  @Override
  public String name() {
    return RowKind.SOURCE;
  }

  @Override
  @SuppressWarnings("deprecation") // what Spark has in its place asks it
  public StructType schema() {
    return images().kind().schema();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap unused) {
    return new SourceScanBuilder(images());
  }
}
