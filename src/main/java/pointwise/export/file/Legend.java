package pointwise.export.file;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import pointwise.learn.labels.ClassName;
import pointwise.preview.ClassColours;
import pointwise.raster.SampleType;

/** Names and colours of the labels in class maps. */
public final class Legend implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int LABELS = 256;

  /** By label, 0xRRGGBB. */
  private final int[] colours = new int[LABELS];

  /** By label, null where it is no class. */
  private final String[] names = new String[LABELS];

  /** Classes without a colour have that of their place. */
  public Legend(List<ClassName> classes) {
    Arrays.fill(colours, ClassColours.rgb(-1));
    for (int place = 0; place < classes.size(); place++) {
      ClassName one = classes.get(place);
      names[one.value()] = one.name();
      colours[one.value()] = one.colour() == null ? ClassColours.rgb(place) : one.colour();
    }
  }

  /** Whether a map is one of labels: only such are bytes of one channel where classes are known. */
  public static boolean isOf(Legend legend, MapHead head) {
    return legend != null && head.type == SampleType.UINT8 && head.channels == 1;
  }

  /** What stands for no data in a map, as text; null where nothing does. */
  static String nodata(Legend legend, MapHead head) {
    if (head.nodata != null) {
      return MapHead.number(head.nodata);
    }
    // What is computed in floats has NaN where there is no number.
    boolean none = isOf(legend, head) && legend.name(LABELS - 1) == null;
    return none ? "255" : head.type == SampleType.FLOAT32 ? "nan" : null;
  }

  /** The colour 0xRRGGBB of a label. */
  public int colour(int label) {
    return colours[label];
  }

  /** Of a label; null where it is no class. */
  public String name(int label) {
    return names[label];
  }

  /** One more than the last label that is a class. */
  public int end() {
    int end = LABELS;
    while (end > 0 && names[end - 1] == null) {
      end--;
    }
    return end;
  }
}
