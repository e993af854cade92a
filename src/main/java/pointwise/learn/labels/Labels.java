package pointwise.learn.labels;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.Tile;

/**
 * The class of every image, or of every pixel of every image. Immutable; travels to executors,
 * where the labels of pixels are read by windows.
 *
 * <p>Classes of images are in the order of their names, as text. Classes of pixels are the integers
 * 0 to 254 that occur, ascending.
 */
public final class Labels implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Classes that a message lists. */
  private static final int LISTED = 20;

  private final LabelUnit unit;
  private final String[] classes;
  private final long[] counts;

  /** Where each class was met first, for messages. */
  private final String[] firstSeen;

  private final long withoutClass;

  /** The label of pixels without a class; null for none. */
  private final Long unlabelled;

  /** The class of each image; empty for pixels. */
  private final Map<String, Integer> classOf;

  /** The file of labels of each image; empty for images. */
  private final Map<String, String> fileOf;

  private final String fingerprint;

  /**
   * @param firstSeen where each class was met first
   * @param classOf the place of the class of each image; empty for pixels
   * @param fileOf the full path of the labels of each image; empty for images
   * @param fingerprint see {@link #fingerprint()}
   */
  Labels(
      LabelUnit unit,
      String[] classes,
      long[] counts,
      String[] firstSeen,
      long withoutClass,
      Long unlabelled,
      Map<String, Integer> classOf,
      Map<String, String> fileOf,
      String fingerprint) {
    this.unit = unit;
    this.classes = classes;
    this.counts = counts;
    this.firstSeen = firstSeen;
    this.withoutClass = withoutClass;
    this.unlabelled = unlabelled;
    this.classOf = classOf;
    this.fileOf = fileOf;
    this.fingerprint = fingerprint;
  }

  /** The place of each class. */
  static Map<String, Integer> indices(List<String> classes) {
    HashMap<String, Integer> indices = new HashMap<>();
    classes.forEach(name -> indices.put(name, indices.size()));
    return indices;
  }

  /**
   * The same labels with the classes of a model, in its order; some may have no image or pixel.
   *
   * @param model the file of the model, for messages
   * @throws IllegalArgumentException if a label is none of them, with where it is
   */
  public Labels withClasses(String model, List<String> known) {
    Map<String, Integer> indices = indices(known);
    int[] indexOf = new int[classes.length];
    long[] moved = new long[known.size()];
    String[] seen = new String[known.size()];
    for (int k = 0; k < classes.length; k++) {
      Integer index = indices.get(classes[k]);
      if (index == null) {
        throw new UsageException(
            Text.of(
                "Cannot use label %s: model %s does not know it, found %s, expected one of %s%s",
                classes[k],
                model,
                firstSeen[k],
                known.stream().limit(LISTED).toList(),
                known.size() > LISTED ? Text.of(" and %d more", known.size() - LISTED) : ""));
      }
      indexOf[k] = index;
      moved[index] = counts[k];
      seen[index] = firstSeen[k];
    }
    HashMap<String, Integer> mapped = new HashMap<>();
    classOf.forEach((origin, k) -> mapped.put(origin, indexOf[k]));
    return new Labels(
        unit,
        known.toArray(String[]::new),
        moved,
        seen,
        withoutClass,
        unlabelled,
        mapped,
        fileOf,
        fingerprint);
  }

  /**
   * Tells other labels apart: a hash of the class of each image, or of name, length and time of
   * change of the file with those of its pixels.
   */
  String fingerprint() {
    return fingerprint;
  }

  /** What has one label. */
  public LabelUnit unit() {
    return unit;
  }

  /** The names of the classes. */
  public List<String> classes() {
    return List.of(classes);
  }

  /** How many images or pixels each class has, and how many pixels have none. */
  public ClassCounts counts() {
    return new ClassCounts(
        unit == LabelUnit.IMAGE ? "images" : "pixels",
        classes(),
        Arrays.stream(counts).boxed().collect(Collectors.toList()),
        withoutClass);
  }

  /**
   * The class of an image: its place in {@link #classes}.
   *
   * @throws IllegalArgumentException if these are labels of pixels, or not of this image
   */
  public int ofImage(String origin) {
    Integer index = classOf.get(origin);
    if (index == null) {
      throw new UsageException(
          Text.of(
              "Cannot find the label of image %s: found labels of %d images",
              origin, classOf.size()));
    }
    return index;
  }

  /**
   * The full path of the file with the labels of the pixels of an image.
   *
   * @throws IllegalArgumentException if these are labels of images, or not of this image
   */
  public String fileOf(String origin) {
    String file = fileOf.get(origin);
    if (file == null) {
      throw new UsageException(
          Text.of(
              "Cannot find the labels of the pixels of %s: found labels of %d images",
              origin, fileOf.size()));
    }
    return file;
  }

  /**
   * Opens the labels of the pixels of an image.
   *
   * @param tile of the image
   * @throws ImageException for the image, if its labels are of another size or lie elsewhere
   * @throws IllegalArgumentException if these are labels of images, or not of this image
   */
  public LabelLines ofPixels(Configuration configuration, Tile tile) throws IOException {
    String file = fileOf(tile.getOrigin());
    LabelFile labels = LabelFiles.open(configuration, file);
    boolean fits = false;
    try {
      requireFit(tile, file, labels);
      fits = true;
    } finally {
      if (!fits) {
        labels.close();
      }
    }
    byte[] indices = new byte[PixelLabels.LARGEST + 1];
    Arrays.fill(indices, LabelLines.UNLABELLED);
    for (int k = 0; k < classes.length; k++) {
      indices[Integer.parseInt(classes[k])] = (byte) k;
    }
    return new LabelLines(file, labels, indices, unlabelled);
  }

  private static void requireFit(Tile tile, String file, LabelFile labels) {
    LabelFile.Size size = new LabelFile.Size(tile.getHeight(), tile.getWidth());
    if (!labels.size().equals(size)) {
      throw new ImageException(
          tile.getOrigin(),
          ErrorKind.MISMATCH,
          Text.of("labels %s do not fit, found %s labels, expected %s", file, labels.size(), size));
    }
    String elsewhere =
        Place.of(tile).contradiction(Place.of(labels.info()), tile.getHeight(), tile.getWidth());
    if (elsewhere != null) {
      throw new ImageException(
          tile.getOrigin(),
          ErrorKind.MISMATCH,
          Text.of("labels %s lie elsewhere, %s", file, elsewhere));
    }
  }
}
