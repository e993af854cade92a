package pointwise.learn;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import pointwise.image.ImagePart;
import pointwise.image.MalformedImageException;
import pointwise.image.NpyIntegers;

/**
 * The class of every image, or of every pixel of every image. Immutable; travels to executors,
 * where the labels of pixels are read by lines.
 *
 * <p>Classes of images are in the order of their names, as text. Classes of pixels are the integers
 * 0 to 254 that occur, ascending.
 */
public final class Labels implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String FOLDERS = "folders";

  private final ClassifierInfo.Unit unit;
  private final String[] classes;
  private final long[] counts;

  /** Where each class was met first, for messages. */
  private final String[] firstSeen;

  private final long withoutClass;

  /** The label of pixels without a class; null for none. */
  private final Long unlabelled;

  /** The class of each image; empty for pixels. */
  private final HashMap<String, Integer> classOf;

  /** The file of labels of each image; empty for images. */
  private final HashMap<String, String> fileOf;

  private Labels(
      ClassifierInfo.Unit unit,
      String[] classes,
      long[] counts,
      String[] firstSeen,
      long withoutClass,
      Long unlabelled,
      HashMap<String, Integer> classOf,
      HashMap<String, String> fileOf) {
    this.unit = unit;
    this.classes = classes;
    this.counts = counts;
    this.firstSeen = firstSeen;
    this.withoutClass = withoutClass;
    this.unlabelled = unlabelled;
    this.classOf = classOf;
    this.fileOf = fileOf;
  }

  /**
   * Reads labels. Those of pixels are read once through, a few lines at a time, and counted.
   *
   * @param spec for images {@code folders}, the name of the folder an image lies in, or a CSV file
   *     with the columns {@code origin} and {@code label}; for pixels an integer .npy of H x W, or,
   *     of several images, a CSV file with the columns {@code origin} and {@code labels}, the path
   *     of such a file from the CSV's folder
   * @param files the images
   * @param unlabelled the label of pixels without a class
   * @throws IllegalArgumentException if an image has no label or two, a line of the CSV has no
   *     image, a label of a pixel is not one of 0 to 254, or labels and image differ in size as far
   *     as headers of NumPy files tell
   */
  public static Labels of(
      Configuration configuration,
      String spec,
      ClassifierInfo.Unit unit,
      List<ImagePart> files,
      OptionalInt unlabelled)
      throws IOException {
    return switch (unit) {
      case IMAGE -> ofImages(configuration, spec, files, unlabelled);
      case PIXEL -> ofPixels(configuration, spec, files, unlabelled);
    };
  }

  private static Labels ofImages(
      Configuration configuration, String spec, List<ImagePart> files, OptionalInt unlabelled)
      throws IOException {
    if (unlabelled.isPresent()) {
      throw new IllegalArgumentException(
          "Cannot use --unlabelled %d: it is for labels of pixels, found labels of images"
              .formatted(unlabelled.getAsInt()));
    }
    if (spec.equals(FOLDERS)) {
      Map<String, String> names = new TreeMap<>();
      files.forEach(file -> names.put(file.getOrigin(), folder(file.getOrigin())));
      Map<String, String> places = new HashMap<>();
      files.forEach(file -> places.put(file.getOrigin(), "image " + file.getOrigin()));
      return ofImages(names, places);
    }
    if (!hasSuffix(spec, ".csv")) {
      throw wrongSpec(spec, "images", "folders or a .csv file");
    }
    OriginTable table = OriginTable.read(configuration, spec, "label", files);
    Map<String, String> names = new TreeMap<>();
    Map<String, String> places = new HashMap<>();
    table
        .entries()
        .forEach(
            (origin, entry) -> {
              names.put(origin, entry.value());
              places.put(origin, "line %d of %s".formatted(entry.line(), spec));
            });
    return ofImages(names, places);
  }

  /**
   * @param names the name of the class of each image
   * @param places where it was found
   */
  private static Labels ofImages(Map<String, String> names, Map<String, String> places) {
    String[] classes = names.values().stream().distinct().sorted().toArray(String[]::new);
    HashMap<String, Integer> indices = indices(List.of(classes));
    long[] counts = new long[classes.length];
    String[] firstSeen = new String[classes.length];
    HashMap<String, Integer> classOf = new HashMap<>();
    names.forEach(
        (origin, name) -> {
          int index = indices.get(name);
          classOf.put(origin, index);
          if (counts[index]++ == 0) {
            firstSeen[index] = places.get(origin);
          }
        });
    return new Labels(
        ClassifierInfo.Unit.IMAGE, classes, counts, firstSeen, 0, null, classOf, new HashMap<>());
  }

  private static Labels ofPixels(
      Configuration configuration, String spec, List<ImagePart> files, OptionalInt unlabelled)
      throws IOException {
    HashMap<String, String> fileOf = new HashMap<>();
    if (hasSuffix(spec, ".npy")) {
      if (files.size() != 1) {
        throw OriginTable.wrong(
            spec,
            "they are those of one image, found %d images from %s to %s, expected one, or a .csv file with origin,labels"
                .formatted(
                    files.size(),
                    files.get(0).getOrigin(),
                    files.get(files.size() - 1).getOrigin()));
      }
      fileOf.put(files.get(0).getOrigin(), qualified(configuration, spec));
    } else if (hasSuffix(spec, ".csv")) {
      Path folder = new Path(qualified(configuration, spec)).getParent();
      OriginTable.read(configuration, spec, "labels", files)
          .entries()
          .forEach((origin, entry) -> fileOf.put(origin, inFolder(spec, folder, entry)));
    } else {
      throw wrongSpec(spec, "pixels", "a .npy file, or a .csv file that names one for each image");
    }
    PixelLabels found = new PixelLabels(configuration, unlabelled);
    for (ImagePart file : files) {
      found.add(file.getOrigin(), fileOf.get(file.getOrigin()));
    }
    int[] labels =
        IntStream.rangeClosed(0, PixelLabels.LARGEST).filter(v -> found.counts[v] > 0).toArray();
    if (labels.length == 0) {
      throw OriginTable.wrong(
          spec, "no pixel has a label, found %,d unlabelled".formatted(found.withoutClass));
    }
    return new Labels(
        ClassifierInfo.Unit.PIXEL,
        Arrays.stream(labels).mapToObj(Integer::toString).toArray(String[]::new),
        Arrays.stream(labels).mapToLong(v -> found.counts[v]).toArray(),
        Arrays.stream(labels).mapToObj(v -> found.firstSeen[v]).toArray(String[]::new),
        found.withoutClass,
        unlabelled.isPresent() ? Long.valueOf(unlabelled.getAsInt()) : null,
        new HashMap<>(),
        fileOf);
  }

  /** The full path: executors have working folders of their own. */
  private static String qualified(Configuration configuration, String file) throws IOException {
    Path path = new Path(file);
    return path.getFileSystem(configuration).makeQualified(path).toString();
  }

  private static String inFolder(String spec, Path folder, OriginTable.Entry entry) {
    try {
      return new Path(folder, entry.value()).toString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot use labels %s: line %d: %s is no path: %s"
              .formatted(spec, entry.line(), entry.value(), e.getMessage()),
          e);
    }
  }

  private static boolean hasSuffix(String spec, String suffix) {
    return spec.toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  private static IllegalArgumentException wrongSpec(String spec, String what, String expected) {
    return new IllegalArgumentException(
        "Cannot use --labels for %s: found %s, expected %s".formatted(what, spec, expected));
  }

  private static String folder(String origin) {
    Path parent = new Path(origin).getParent();
    if (parent == null || parent.getName().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot use labels folders: image %s has no label, it lies in no folder with a name"
              .formatted(origin));
    }
    return parent.getName();
  }

  private static HashMap<String, Integer> indices(List<String> classes) {
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
    HashMap<String, Integer> indices = indices(known);
    int[] indexOf = new int[classes.length];
    long[] moved = new long[known.size()];
    String[] seen = new String[known.size()];
    for (int k = 0; k < classes.length; k++) {
      Integer index = indices.get(classes[k]);
      if (index == null) {
        throw new IllegalArgumentException(
            "Cannot use label %s: model %s does not know it, found %s, expected one of %s"
                .formatted(classes[k], model, firstSeen[k], known));
      }
      indexOf[k] = index;
      moved[index] = counts[k];
      seen[index] = firstSeen[k];
    }
    HashMap<String, Integer> mapped = new HashMap<>();
    classOf.forEach((origin, k) -> mapped.put(origin, indexOf[k]));
    return new Labels(
        unit, known.toArray(String[]::new), moved, seen, withoutClass, unlabelled, mapped, fileOf);
  }

  /** What has one label. */
  public ClassifierInfo.Unit unit() {
    return unit;
  }

  /** The names of the classes. */
  public List<String> classes() {
    return List.of(classes);
  }

  /** How many images or pixels each class has, and how many pixels have none. */
  public ClassCounts counts() {
    return new ClassCounts(
        unit == ClassifierInfo.Unit.IMAGE ? "images" : "pixels",
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
      throw new IllegalArgumentException(
          "Cannot find the label of image %s: found labels of %d images"
              .formatted(origin, classOf.size()));
    }
    return index;
  }

  /**
   * Opens the labels of the pixels of an image.
   *
   * @param height lines of the image
   * @param width pixels per line
   * @throws MalformedImageException for the image, if its labels are of another size
   * @throws IllegalArgumentException if these are labels of images, or not of this image
   */
  public LabelLines ofPixels(Configuration configuration, String origin, int height, int width)
      throws IOException {
    String file = fileOf.get(origin);
    if (file == null) {
      throw new IllegalArgumentException(
          "Cannot find the labels of the pixels of %s: found labels of %d images"
              .formatted(origin, fileOf.size()));
    }
    NpyIntegers labels = NpyIntegers.open(configuration, file);
    NpyIntegers.Size size = new NpyIntegers.Size(height, width);
    if (!labels.size().equals(size)) {
      labels.close();
      throw new MalformedImageException(
          origin,
          "labels %s do not fit, found %s labels, expected %s"
              .formatted(file, labels.size(), size));
    }
    byte[] indices = new byte[PixelLabels.LARGEST + 1];
    Arrays.fill(indices, LabelLines.UNLABELLED);
    for (int k = 0; k < classes.length; k++) {
      indices[Integer.parseInt(classes[k])] = (byte) k;
    }
    return new LabelLines(file, labels, indices, unlabelled);
  }
}
