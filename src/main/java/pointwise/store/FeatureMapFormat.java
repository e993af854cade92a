package pointwise.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import pointwise.text.Text;
import scala.Option;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * How Spark writes feature maps: a {@link FeatureMapFile} for each task. Spark's own commit
 * protocol stands around it, with its retries and its clean-up. The result is Parquet and is read
 * as such.
 */
public final class FeatureMapFormat implements FileFormat {
  /** The option that names the codec, as Spark's Parquet writer has it. */
  static final String COMPRESSION = "compression";

  /** Nothing: the files are read as Parquet. */
  @Override
  public Option<StructType> inferSchema(
      SparkSession spark, Map<String, String> options, Seq<FileStatus> files) {
    return Option.empty();
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType schema) {
    List<String> columns = List.of(schema.fieldNames());
    boolean layers = columns.equals(FeatureMapFile.columns(true));
    if (!layers && !columns.equals(FeatureMapFile.columns(false))) {
      throw new IllegalArgumentException(
          Text.of(
              "Cannot write feature maps: the columns do not fit, found %s, expected %s",
              columns, FeatureMapFile.columns(false)));
    }
    return new Files(
        CompressionCodecName.valueOf(options.apply(COMPRESSION).toUpperCase(Locale.ROOT)), layers);
  }

  private static final class Files extends OutputWriterFactory {
    private static final long serialVersionUID = 1L;

    private final CompressionCodecName codec;
    private final boolean layers;

    Files(CompressionCodecName codec, boolean layers) {
      this.codec = codec;
      this.layers = layers;
    }

    @Override
    public String getFileExtension(TaskAttemptContext context) {
      return codec.getExtension() + ".parquet";
    }

    @Override
    public OutputWriter newInstance(String path, StructType schema, TaskAttemptContext context) {
      try {
        return new Writer(
            path, new FeatureMapFile(context.getConfiguration(), new Path(path), codec, layers));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Writer extends OutputWriter {
    private final String path;
    private final FeatureMapFile file;

    Writer(String path, FeatureMapFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public void write(InternalRow row) {
      try {
        file.write((UnsafeRow) row);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
