package pointwise.spark;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.UserDefinedGenerator;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.UserDefinedFunctionUtils;
import org.apache.spark.sql.expressions.SparkUserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/** The functions of SQL that come with the jar: Spark finds this class in it by itself. */
public final class PointwiseFunctions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit>
    implements SparkSessionExtensionsProvider {
  private static final String CONV = "conv1x1";
  private static final String PIXELS = "pixels";
  private static final String FEATURE_MAP = "feature_map";
  private static final String VECTOR = "vector";
  private static final String ARG_MAX = "argmax";
  private static final List<String> OF_IMAGE = List.of("content", "kernels");
  private static final List<String> OF_DATA = List.of("data");

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (RowKind kind : RowKind.values()) {
      add(extensions, "pointwise_" + kind.lowerCase(), all -> TableFunction.plan(kind, all));
    }
    function(
        extensions,
        CONV,
        all -> {
          Arguments arguments = new Arguments(CONV, all, OF_IMAGE, 2).only(OF_IMAGE);
          return call(
              CONV, new Conv1x1(reader(arguments)), Conv1x1.SCHEMA, arguments.image("content"));
        });
    function(
        extensions,
        PIXELS,
        all -> {
          Arguments arguments = new Arguments(PIXELS, all, OF_IMAGE, 1).only(OF_IMAGE);
          return new UserDefinedGenerator(
              PixelGenerator.SCHEMA,
              new PixelGenerator(reader(arguments)),
              CollectionConverters.asScala(List.of(arguments.image("content"))).toSeq());
        });
    function(
        extensions,
        FEATURE_MAP,
        all ->
            FeatureMap.of(
                FEATURE_MAP,
                new Arguments(FEATURE_MAP, all, FeatureMap.ARGUMENTS, 5)
                    .only(FeatureMap.ARGUMENTS)));
    numbers(
        extensions,
        VECTOR,
        new FloatVector.Numbers(),
        DataTypes.createArrayType(DataTypes.FloatType, false));
    numbers(extensions, ARG_MAX, new FloatVector.Largest(), DataTypes.IntegerType);
    return BoxedUnit.UNIT;
  }

  private static BytesReader reader(Arguments arguments) {
    SparkSession spark = SparkSession.active();
    return new BytesReader(arguments.kernels(spark), spark.sparkContext().getConf());
  }

  private static void numbers(
      SparkSessionExtensions extensions, String name, UDF1<byte[], ?> function, DataType type) {
    function(
        extensions,
        name,
        all ->
            call(
                name,
                function,
                type,
                new Arguments(name, all, OF_DATA, 1).only(OF_DATA).binary("data")));
  }

  /** A function by Spark's own way to make one of Java's, which also gives it its name in plans. */
  private static Expression call(
      String name, UDF1<?, ?> function, DataType type, Expression argument) {
    return UserDefinedFunctionUtils.toScalaUDF(
        (SparkUserDefinedFunction) functions.udf(function, type).withName(name),
        CollectionConverters.asScala(List.of(argument)).toSeq());
  }

  private static void function(
      SparkSessionExtensions extensions, String name, Function<List<Expression>, Expression> of) {
    extensions.injectFunction(
        new Tuple3<>(new FunctionIdentifier(name), info(name), new Builder<>(of)));
  }

  private static void add(
      SparkSessionExtensions extensions, String name, Function<List<Expression>, LogicalPlan> of) {
    extensions.injectTableFunction(
        new Tuple3<>(new FunctionIdentifier(name), info(name), new Builder<>(of)));
  }

  private static ExpressionInfo info(String name) {
    return new ExpressionInfo(PointwiseFunctions.class.getName(), name);
  }

  /** What makes a part of a plan of its arguments. */
  private static final class Builder<T> extends AbstractFunction1<Seq<Expression>, T> {
    private final Function<List<Expression>, T> of;

    Builder(Function<List<Expression>, T> of) {
      this.of = of;
    }

    @Override
    public T apply(Seq<Expression> arguments) {
      return of.apply(CollectionConverters.asJava(arguments));
    }
  }
}
