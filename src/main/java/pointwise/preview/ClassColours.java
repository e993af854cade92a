package pointwise.preview;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names and colours of the classes that the bytes of a class map stand for. The colour of a class
 * is that of its place, so that a class has the same one in every picture of a result.
 */
public final class ClassColours {
  private final List<String> names;

  /** The place of the class of each byte; -1 for none. */
  private final int[] placeOf = new int[256];

  /**
   * @param names of the classes
   * @param labels what stands for each class in a map, as bytes without sign
   */
  public ClassColours(List<String> names, byte[] labels) {
    this.names = List.copyOf(names);
    Arrays.fill(placeOf, -1);
    for (int k = 0; k < labels.length; k++) {
      placeOf[labels[k] & 0xff] = k;
    }
  }

  /** Classes 0 to 254 under their numbers, where nothing tells what the bytes stand for. */
  public static ClassColours byValue() {
    byte[] labels = new byte[255];
    for (int k = 0; k < labels.length; k++) {
      labels[k] = (byte) k;
    }
    return new ClassColours(
        IntStream.range(0, labels.length).mapToObj(Integer::toString).toList(), labels);
  }

  /** How many classes there are. */
  int count() {
    return names.size();
  }

  String name(int place) {
    return place < 0 ? "no class" : names.get(place);
  }

  /** The place of the class of a byte, -1 for none. */
  int placeOf(byte label) {
    return placeOf[label & 0xff];
  }

  /** The colour 0xRRGGBB of the class at a place; of no class at -1. */
  public static int rgb(int place) {
    return place < 0 ? Colormap.NO_CLASS : Colormap.ofClass(place);
  }
}
