package pointwise.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code spark.read().format("pointwise")}: images as feature maps or as pixels. What is written so
 * is a table of feature maps, as {@code extract} leaves it.
 */
public final class PointwiseSource
    implements TableProvider, CreatableRelationProvider, DataSourceRegister {
  @Override
  public String shortName() {
    return RowKind.SOURCE;
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return RowKind.of(options).schema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new SourceTable(new CaseInsensitiveStringMap(properties));
  }

  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> options,
      Dataset<Row> maps) {
    try {
      MapsOutput.of(context.sparkSession(), mode, CollectionConverters.asJava(options))
          .ifPresent(output -> output.write(maps));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Written(context, maps.schema());
  }

  /** What Spark asks back of an output, and reads nothing of. */
  private static final class Written extends BaseRelation {
    private final SQLContext context;
    private final StructType schema;

    Written(SQLContext context, StructType schema) {
      this.context = context;
      this.schema = schema;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return schema;
    }
  }
}
