package pointwise.preview;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import pointwise.learn.classify.Classifier;
import pointwise.learn.labels.ClassName;
import pointwise.store.OutputDirectory;
import pointwise.store.StoredImage;
import pointwise.text.Text;
import pointwise.tile.Tile;

/** PNGs of the first class maps of a result, in the order of their origins, in its side folder. */
public final class ClassPictures {
  private static final String FOLDER = "_classes";

  /** How many of a result. */
  public static final int MOST = 16;

  private final OutputDirectory out;
  private final Classifier classifier;
  private final List<String> classes;
  private final Set<String> names = new HashSet<>();

  public ClassPictures(OutputDirectory out, Classifier classifier) {
    this.out = out;
    this.classifier = classifier;
    this.classes =
        classifier.names() == null
            ? classifier.info().classes()
            : classifier.names().stream().map(ClassName::name).toList();
  }

  /** Draws them. */
  public void draw(List<StoredImage> maps) throws IOException {
    for (StoredImage image : maps) {
      draw(image.origin(), image.tiles());
    }
  }

  private void draw(String origin, Iterator<Tile> strips) throws IOException {
    String file = origin.substring(origin.lastIndexOf('/') + 1);
    ClassMapPicture picture = null;
    while (strips.hasNext()) {
      Tile strip = strips.next();
      if (picture == null) {
        picture =
            new ClassMapPicture(
                file, strip.getHeight(), strip.getWidth(), classes, classifier.labels());
      }
      picture.add(strip.window(), strip.getSamples());
    }
    try (OutputStream png = out.side(FOLDER, unused(file) + ".png")) {
      picture.write(png);
    }
  }

  /** Images of several folders may have one name. */
  private String unused(String file) {
    String name = file;
    for (int i = 2; !names.add(name); i++) {
      name = file + "-" + i;
    }
    return name;
  }

  /** A line for people; nothing where nothing was drawn. */
  public String summary() {
    return names.isEmpty()
        ? ""
        : Text.of(
            "%-10s %s/%s, %d class map%s%n",
            "pictures", out.path(), FOLDER, names.size(), names.size() == 1 ? "" : "s");
  }
}
