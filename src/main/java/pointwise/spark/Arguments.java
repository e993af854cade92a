package pointwise.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;
import pointwise.blas.Blas;
import pointwise.job.Sessions;
import pointwise.kernel.KernelSource;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** The arguments of a function of SQL by their names. */
final class Arguments {
  private final String function;
  private final Map<String, Expression> values = new LinkedHashMap<>();

  /**
   * @param names of those that need none, in their order
   * @param least how many of them there have to be
   * @throws UsageException if there are others
   */
  Arguments(String function, List<Expression> all, List<String> names, int least) {
    this.function = function;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof NamedArgumentExpression named) {
        String name =
            names.stream().filter(named.key()::equalsIgnoreCase).findFirst().orElse(named.key());
        add(name, named.value(), names);
      } else if (i < names.size()) {
        add(names.get(i), all.get(i), names);
      } else {
        throw wrong(Text.of("found %d arguments without a name", i + 1), names);
      }
    }
    for (String name : names.subList(0, least)) {
      if (!values.containsKey(name)) {
        throw wrong("found no " + name, names);
      }
    }
  }

  private void add(String name, Expression value, List<String> names) {
    if (values.putIfAbsent(name, value) != null) {
      throw wrong("found " + name + " twice", names);
    }
  }

  /**
   * These arguments, of a function that has no others.
   *
   * @throws UsageException if there are some
   */
  Arguments only(List<String> names) {
    for (String name : values.keySet()) {
      if (!names.contains(name)) {
        throw wrong("found " + Text.printable(name), names);
      }
    }
    return this;
  }

  private UsageException wrong(String found, List<String> names) {
    return new UsageException(
        Text.of("Cannot call %s: %s, expected %s", function, found, String.join(", ", names)));
  }

  Map<String, Expression> values() {
    return values;
  }

  /**
   * One of bytes.
   *
   * @throws UsageException if it is of something else
   */
  Expression binary(String name) {
    return typed(name, type -> type instanceof BinaryType, "binary");
  }

  /**
   * One of images: bytes of a file, or a struct of samples.
   *
   * @throws UsageException if it is of something else
   */
  Expression image(String name) {
    return typed(
        name,
        type ->
            type instanceof BinaryType
                || (type instanceof StructType struct && StructImage.is(struct)),
        "binary, or a struct of height, width, nChannels, data and dtype or mode");
  }

  private Expression typed(String name, Predicate<DataType> fits, String expected) {
    Expression value = values.get(name);
    if (!(value.dataType() instanceof NullType) && !fits.test(value.dataType())) {
      throw new UsageException(
          Text.of(
              "Cannot call %s: found %s for %s, expected %s",
              function, value.dataType().simpleString(), name, expected));
    }
    return value;
  }

  /**
   * The value that an argument has in all rows.
   *
   * @throws UsageException if it differs from row to row, or is null
   */
  Object constant(String name) {
    Expression value = values.get(name);
    Object found = value.foldable() ? value.eval(null) : null;
    if (found == null) {
      throw new UsageException(
          Text.of(
              "Cannot call %s: found %s for %s, expected a value that is the same in all rows",
              function, value.sql(), name));
    }
    return found;
  }

  /** The kernels, from a file or as text; null where there are none. */
  KernelSource kernels(SparkSession spark) {
    if (!values.containsKey("kernels")) {
      return null;
    }
    try {
      KernelSource kernels =
          Sessions.kernels(spark.sessionState().newHadoopConf(), constant("kernels").toString());
      Blas unused = Blas.Kind.NATIVE.load();
      return kernels;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
