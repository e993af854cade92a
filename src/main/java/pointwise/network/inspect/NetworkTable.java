package pointwise.network.inspect;

import java.util.List;
import java.util.stream.Collectors;
import pointwise.text.Text;

/** A {@link NetworkReport} as text. */
public final class NetworkTable {
  private static final int WIDEST = 60;

  private NetworkTable() {}

  /** A line per layer and per saving; names are whole, however long. */
  public static String of(NetworkReport report) {
    int names = width(report.layers().stream().map(NetworkReport.Line::layer).toList());
    int operators = width(report.layers().stream().map(NetworkReport.Line::operator).toList());
    int shapes = width(report.layers().stream().map(line -> line.output().toString()).toList());
    String columns =
        Text.of("%%-%ds  %%-%ds  %%-%ds  %%14s  %%18s  %%6s", names, operators, shapes);
    StringBuilder text = new StringBuilder();
    line(text, "%s: input %s", printable(report.network()), report.input());
    line(
        text,
        "layers folded for the outputs: %d read, %d run",
        report.declared(),
        report.layers().size());
    line(
        text,
        "parameters: %s read, %s run",
        count(report.declaredParameters()),
        count(report.parameters()));
    line(text, "");
    line(text, columns, "layer", "operator", "output", "parameters", "multiply-adds", "share");
    for (NetworkReport.Line layer : report.layers()) {
      line(
          text,
          columns,
          printable(layer.layer()),
          layer.operator(),
          layer.output(),
          count(layer.parameters()),
          count(layer.multiplyAdds()),
          Text.of("%.1f%%", layer.share()));
    }
    line(
        text,
        columns,
        "total",
        "",
        "",
        count(report.parameters()),
        count(report.multiplyAdds()),
        "");
    if (!report.savings().isEmpty()) {
      line(text, "");
      line(text, "what 1x1 reductions save, in multiply-adds");
    }
    for (Saving saving : report.savings()) {
      List<Integer> channels = saving.channels();
      line(
          text,
          "%s: %s takes %s; %s %d -> %d instead takes %s, %.2f times as many",
          saving.layers().stream().map(NetworkTable::printable).collect(Collectors.joining(", ")),
          channels.stream().map(String::valueOf).collect(Collectors.joining(" -> ")),
          count(saving.multiplyAdds()),
          saving.operator(),
          channels.get(0),
          channels.get(channels.size() - 1),
          count(saving.direct()),
          saving.factor());
    }
    return text.toString();
  }

  private static int width(List<String> cells) {
    int longest = cells.stream().mapToInt(String::length).max().orElse(0);
    return Math.max("operator".length(), Math.min(WIDEST, longest));
  }

  private static String count(long number) {
    return Text.of("%,d", number);
  }

  /** Names come from a file, which may hold anything. */
  private static String printable(String name) {
    return name.replaceAll("\\p{Cntrl}", "?");
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(Text.of(format, values).stripTrailing()).append('\n');
  }
}
