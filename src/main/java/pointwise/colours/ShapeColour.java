package pointwise.colours;

import java.util.Locale;

/** The six classes: the corners of the RGB cube that are neither black nor white. */
public enum ShapeColour {
  RED(0),
  GREEN(120),
  BLUE(240),
  YELLOW(60),
  CYAN(180),
  MAGENTA(300);

  private final int hue;

  ShapeColour(int hue) {
    this.hue = hue;
  }

  /** The middle of the class, in degrees. */
  public int hue() {
    return hue;
  }

  /** The name of the class. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class of a picture: each in turn. */
  static ShapeColour ofPicture(int index) {
    return values()[index % values().length];
  }
}
