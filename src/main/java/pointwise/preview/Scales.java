package pointwise.preview;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import pointwise.text.Text;

/**
 * From which number to which the colours of maps go. The rows of a sheet that are to be compared
 * share one object, and each of their samples is added to it before the first map is drawn. Not
 * thread-safe.
 */
public final class Scales {
  private static final double LOW = 0.02;
  private static final double HIGH = 0.98;

  private final Colormap colours;

  /** The scale of all maps; null where their samples decide. */
  private final Range fixed;

  /** Of each map over all rows; null where each map of each row has its own scale. */
  private final List<Quantiles> quantiles;

  /** What was asked for since the last samples came. */
  private final Map<Integer, Range> known = new HashMap<>();

  private Scales(Colormap colours, Range fixed, List<Quantiles> quantiles) {
    this.colours = colours;
    this.fixed = fixed;
    this.quantiles = quantiles;
  }

  /** The numbers of the first and the last colour; NaN where there is no number. */
  public record Range(float low, float high) {
    /** Nothing to see but what rounding leaves: a few units in the last place. */
    boolean isConstant() {
      return !(high - low > 4 * Math.ulp(Math.max(Math.abs(low), Math.abs(high))));
    }

    /** Where a number stands between the first colour, 0, and the last, 1. */
    public double place(double value) {
      return isConstant() ? 0 : (value - low) / ((double) high - low);
    }

    /** For people. */
    String text() {
      return Float.isNaN(low)
          ? "none"
          : Text.of("%s to %s", TextLabels.number(low), TextLabels.number(high));
    }
  }

  /** Each map has one scale over all rows: from the 2nd to the 98th percentile of its samples. */
  public static Scales common() {
    return new Scales(Colormap.VIRIDIS, null, new ArrayList<>());
  }

  /** Each map of each row has its own, from its smallest to its largest sample. */
  public static Scales each() {
    return new Scales(Colormap.VIRIDIS, null, null);
  }

  /** Bytes in grey: 0 is black and 255 white. */
  public static Scales commonOfBytes() {
    return new Scales(Colormap.GREYS, new Range(0, 255), null);
  }

  /** Bytes in grey, each map of each row from its smallest to its largest. */
  public static Scales eachOfBytes() {
    return new Scales(Colormap.GREYS, null, null);
  }

  Colormap colours() {
    return colours;
  }

  /** Whether each map of each row has its own scale. */
  boolean isEach() {
    return fixed == null && quantiles == null;
  }

  /** Whether the ends of a scale are percentiles. */
  boolean isByPercentiles() {
    return quantiles != null;
  }

  /** Adds pixels of so many maps; what is not finite does not count. */
  public void add(float[] line, int maps) {
    if (quantiles == null) {
      return;
    }
    known.clear();
    while (quantiles.size() < maps) {
      quantiles.add(new Quantiles());
    }
    for (int map = 0; map < maps; map++) {
      Quantiles all = quantiles.get(map);
      for (int i = map; i < line.length; i += maps) {
        if (Float.isFinite(line[i])) {
          all.add(line[i]);
        }
      }
    }
  }

  /**
   * The scale of a map over all rows. Where at least 96 of 100 samples are one number, as in maps
   * that are empty but for a few pixels, it goes from the smallest to the largest sample.
   */
  public Range common(int map) {
    return fixed != null ? fixed : known.computeIfAbsent(map, key -> of(quantiles.get(key)));
  }

  private static Range of(Quantiles all) {
    Range middle = new Range(all.at(LOW), all.at(HIGH));
    return middle.isConstant() && !Float.isNaN(middle.low())
        ? new Range(all.min(), all.max())
        : middle;
  }
}
