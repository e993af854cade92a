package pointwise.spark;

import java.util.List;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;

/** Functions that are tables: what the source gives for the same options. */
final class TableFunction {
  private TableFunction() {}

  /**
   * The plan that Spark made of reading by the source.
   *
   * @param all the path or an array of them, the kernels, then options by name
   */
  static LogicalPlan plan(RowKind kind, List<Expression> all) {
    String function = "pointwise_" + kind.lowerCase();
    Arguments arguments = new Arguments(function, all, List.of("path", "kernels"), 1);
    DataFrameReader reader =
        SparkSession.active()
            .read()
            .format(RowKind.SOURCE)
            .option(RowKind.OPTION, kind.lowerCase());
    for (String name : arguments.values().keySet()) {
      if (!name.equals("path")) {
        reader.option(name, arguments.constant(name).toString());
      }
    }
    return ((org.apache.spark.sql.classic.Dataset<?>) reader.load(paths(arguments)))
        .queryExecution()
        .analyzed();
  }

  private static String[] paths(Arguments arguments) {
    Object path = arguments.constant("path");
    if (!(arguments.values().get("path").dataType() instanceof ArrayType)) {
      return new String[] {path.toString()};
    }
    Object[] paths = ((ArrayData) path).toObjectArray(DataTypes.StringType);
    String[] words = new String[paths.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = String.valueOf(paths[i]);
    }
    return words;
  }
}
