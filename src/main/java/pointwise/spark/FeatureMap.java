package pointwise.spark;

import java.util.List;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.aggregate.ScalaAggregator$;
import org.apache.spark.sql.expressions.Aggregator;
import org.apache.spark.sql.expressions.UserDefinedAggregator;
import scala.Option;
import scala.Tuple5;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Rows of pixels to a whole feature map, in any order: height and width of the map, y and x of the
 * pixel, its samples. A row where one of them is null is left out, as other aggregates do.
 */
final class FeatureMap
    extends Aggregator<Tuple5<Integer, Integer, Integer, Integer, float[]>, PixelMap, Row> {
  private static final long serialVersionUID = 1L;

  /** The arguments, in their order. */
  static final List<String> ARGUMENTS = List.of("height", "width", "y", "x", "channels");

  /** The function of SQL, by Spark's own way to make one of an aggregator. */
  static Expression of(String name, Arguments arguments) {
    return ScalaAggregator$.MODULE$.apply(
        new UserDefinedAggregator<>(new FeatureMap(), pixels(), Option.apply(name), true, true),
        CollectionConverters.asScala(ARGUMENTS.stream().map(arguments.values()::get).toList())
            .toSeq());
  }

  @SuppressWarnings("unchecked") // of an array of primitive floats, which Java cannot name
  private static Encoder<Tuple5<Integer, Integer, Integer, Integer, float[]>> pixels() {
    Encoder<?> channels =
        new AgnosticEncoders.ArrayEncoder<>(AgnosticEncoders.PrimitiveFloatEncoder$.MODULE$, false);
    return Encoders.tuple(
        Encoders.INT(),
        Encoders.INT(),
        Encoders.INT(),
        Encoders.INT(),
        (Encoder<float[]>) channels);
  }

  @Override
  public PixelMap zero() {
    return new PixelMap();
  }

  @Override
  public PixelMap reduce(PixelMap map, Tuple5<Integer, Integer, Integer, Integer, float[]> pixel) {
    if (pixel._1() != null
        && pixel._2() != null
        && pixel._3() != null
        && pixel._4() != null
        && pixel._5() != null) {
      map.add(pixel._1(), pixel._2(), pixel._3(), pixel._4(), pixel._5());
    }
    return map;
  }

  @Override
  public PixelMap merge(PixelMap one, PixelMap other) {
    return one.merge(other);
  }

  @Override
  public Row finish(PixelMap map) {
    return Conv1x1.row(map.tile());
  }

  @Override
  public Encoder<PixelMap> bufferEncoder() {
    return Encoders.javaSerialization(PixelMap.class);
  }

  @Override
  public Encoder<Row> outputEncoder() {
    return Encoders.row(Conv1x1.SCHEMA);
  }
}
