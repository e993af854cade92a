package pointwise.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import pointwise.text.Sha256;

/** Tables as words that can be compared, bytes by their hash. */
final class Rows {
  private Rows() {}

  static List<String> of(Dataset<Row> table) {
    return table.collectAsList().stream().map(Rows::text).sorted().toList();
  }

  private static String text(Row row) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(row.get(i) instanceof byte[] data ? Sha256.hex(data) : String.valueOf(row.get(i)));
    }
    return String.join(" | ", values);
  }
}
