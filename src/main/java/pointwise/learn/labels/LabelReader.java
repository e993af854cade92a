package pointwise.learn.labels;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import pointwise.input.DriverPool;
import pointwise.input.InputSplit;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** What {@code --labels} names, to labels. */
public final class LabelReader {
  /** The value of {@code --labels} that stands for the names of folders. */
  public static final String FOLDERS = "folders";

  private static final int FILES_AT_ONCE = 1024;

  private LabelReader() {}

  /**
   * Reads labels. Those of pixels are read once through, a few lines at a time, and counted.
   *
   * @param spec for images {@code folders}, the name of the folder an image lies in, or a CSV file
   *     with the columns {@code origin} and {@code label}; for pixels a .npy, TIFF or ENVI file of
   *     whole numbers, or, of several images, a CSV file with the columns {@code origin} and {@code
   *     labels}, the path of such a file from the CSV's folder
   * @param files the images; of those that cannot be had, labels are not looked for
   * @param unlabelled the label of pixels without a class
   * @throws IllegalArgumentException if an image has no label or two, a line of the CSV has no
   *     image, a label of a pixel is not one of 0 to 254, or labels and image differ in size as far
   *     as headers of NumPy files tell
   */
  public static Labels read(
      Configuration configuration,
      String spec,
      LabelUnit unit,
      List<InputSplit> files,
      OptionalInt unlabelled)
      throws IOException {
    return switch (unit) {
      case IMAGE -> ofImages(configuration, spec, files, unlabelled);
      case PIXEL -> ofPixels(configuration, spec, files, unlabelled);
    };
  }

  private static Labels ofImages(
      Configuration configuration, String spec, List<InputSplit> files, OptionalInt unlabelled)
      throws IOException {
    if (unlabelled.isPresent()) {
      throw new UsageException(
          Text.of(
              "Cannot use --unlabelled %d: it is for labels of pixels, found labels of images",
              unlabelled.getAsInt()));
    }
    if (spec.equals(FOLDERS)) {
      Map<String, String> names = new TreeMap<>();
      Map<String, String> places = new HashMap<>();
      for (InputSplit file : files) {
        if (file.failure() == null) {
          names.put(file.getOrigin(), folder(file.getOrigin()));
          places.put(file.getOrigin(), "image " + file.getOrigin());
        }
      }
      return ofImages(files, names, places);
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
              places.put(origin, Text.of("line %d of %s", entry.line(), spec));
            });
    return ofImages(files, names, places);
  }

  /**
   * @param names the name of the class of each image
   * @param places where it was found
   */
  private static Labels ofImages(
      List<InputSplit> files, Map<String, String> names, Map<String, String> places) {
    String[] classes = names.values().stream().distinct().sorted().toArray(String[]::new);
    Map<String, Integer> indices = Labels.indices(List.of(classes));
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
    Fingerprint fingerprint = new Fingerprint();
    inOrder(files).forEach(file -> fingerprint.add(names.get(file.getOrigin())));
    return new Labels(
        LabelUnit.IMAGE,
        classes,
        counts,
        firstSeen,
        0,
        null,
        classOf,
        new HashMap<>(),
        fingerprint.hex());
  }

  /** In the order of the keys, which is the same wherever the images lie. */
  private static List<InputSplit> inOrder(List<InputSplit> files) {
    return files.stream().sorted(Comparator.comparing(InputSplit::getKey)).toList();
  }

  private static Labels ofPixels(
      Configuration configuration, String spec, List<InputSplit> files, OptionalInt unlabelled)
      throws IOException {
    HashMap<String, String> fileOf = new HashMap<>();
    if (!hasSuffix(spec, ".csv") && !spec.equals(FOLDERS)) {
      if (files.size() != 1) {
        throw OriginTable.wrong(
            spec,
            Text.of(
                "they are those of one image, found %d images from %s to %s, expected one: choose it with --glob, or name a .csv file with origin,labels",
                files.size(), files.get(0).getOrigin(), files.get(files.size() - 1).getOrigin()));
      }
      fileOf.put(files.get(0).getOrigin(), qualified(configuration, spec));
    } else if (hasSuffix(spec, ".csv")) {
      Path folder = new Path(qualified(configuration, spec)).getParent();
      OriginTable.read(configuration, spec, "labels", files)
          .entries()
          .forEach((origin, entry) -> fileOf.put(origin, inFolder(spec, folder, entry)));
    } else {
      throw wrongSpec(
          spec,
          "pixels",
          "a .npy file, a TIFF or an ENVI image, or a .csv file that names one for each image");
    }
    PixelLabels found = new PixelLabels(configuration, unlabelled);
    Fingerprint fingerprint = new Fingerprint();
    List<InputSplit> ordered =
        inOrder(files).stream().filter(file -> file.failure() == null).toList();
    // What is counted of a file takes 4 KB.
    for (int i = 0; i < ordered.size(); i += FILES_AT_ONCE) {
      DriverPool.map(
              ordered.subList(i, Math.min(ordered.size(), i + FILES_AT_ONCE)),
              image -> {
                PixelLabels one = new PixelLabels(configuration, unlabelled);
                one.add(image.getOrigin(), fileOf.get(image.getOrigin()));
                return one;
              })
          .forEach(
              one -> {
                found.merge(one);
                one.files.forEach(fingerprint::add);
              });
    }
    int[] labels =
        IntStream.rangeClosed(0, PixelLabels.LARGEST).filter(v -> found.counts[v] > 0).toArray();
    if (labels.length == 0) {
      throw OriginTable.wrong(
          spec, Text.of("no pixel has a label, found %,d unlabelled", found.withoutClass));
    }
    long[] counts = Arrays.stream(labels).mapToLong(v -> found.counts[v]).toArray();
    // Another --unlabelled leaves the files as they were.
    fingerprint.add(Arrays.toString(labels) + " " + Arrays.toString(counts));
    return new Labels(
        LabelUnit.PIXEL,
        Arrays.stream(labels).mapToObj(Integer::toString).toArray(String[]::new),
        counts,
        Arrays.stream(labels).mapToObj(v -> found.firstSeen[v]).toArray(String[]::new),
        found.withoutClass,
        unlabelled.isPresent() ? Long.valueOf(unlabelled.getAsInt()) : null,
        new HashMap<>(),
        fileOf,
        fingerprint.hex());
  }

  /** The full path: executors have working folders of their own. */
  private static String qualified(Configuration configuration, String file) throws IOException {
    Path path = Listing.path(file);
    return path.getFileSystem(configuration).makeQualified(path).toString();
  }

  private static String inFolder(String spec, Path folder, OriginTable.Entry entry) {
    try {
      return new Path(folder, Listing.path(entry.value())).toString();
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          Text.of(
              "Cannot use labels %s: line %d: %s is no path: %s",
              spec, entry.line(), entry.value(), e.getMessage()),
          e);
    }
  }

  private static boolean hasSuffix(String spec, String suffix) {
    return spec.toLowerCase(Locale.ROOT).endsWith(suffix);
  }

  private static IllegalArgumentException wrongSpec(String spec, String what, String expected) {
    return new UsageException(
        Text.of("Cannot use --labels for %s: found %s, expected %s", what, spec, expected));
  }

  private static String folder(String origin) {
    Path parent = new Path(origin).getParent();
    if (parent == null || parent.getName().isEmpty()) {
      throw new UsageException(
          Text.of(
              "Cannot use labels folders: image %s has no label, it lies in no folder with a name",
              origin));
    }
    return parent.getName();
  }
}
