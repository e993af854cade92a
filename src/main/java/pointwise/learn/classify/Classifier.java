package pointwise.learn.classify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.learn.labels.ClassName;
import pointwise.learn.labels.ClassNames;
import pointwise.learn.labels.LabelUnit;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.layer.Shape;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.raster.FormatReader;
import pointwise.report.JobMetrics;
import pointwise.text.Text;
import pointwise.text.UsageException;
import pointwise.tile.ArgMax;
import pointwise.tile.ReusedArray;
import pointwise.tile.Tile;
import pointwise.tile.TileJoiner;
import pointwise.tile.TileStage;

/**
 * A network that makes a number for each class, of the image or of each pixel of a map.
 *
 * @param file its name, for messages
 * @param preparation how images are made ready
 * @param info what its classes are: as the file says, where {@code train} or a program like it
 *     wrote it; else its unit is by the shape of what it makes
 * @param own whether the file says it
 * @param names of the classes of pixels, in the order of the network; null where they have none
 */
public record Classifier(
    String file,
    NetworkSource source,
    Preprocessing preparation,
    ClassifierInfo info,
    boolean own,
    List<ClassName> names) {
  /** Labels of pixels are bytes; one stands for none. */
  private static final int MOST_OF_PIXELS = 255;

  /** The key that Ultralytics writes the names of classes with. */
  private static final String NAMES = "names";

  /**
   * A classifier whose classes have the names that its file has for them, or else their numbers.
   *
   * @param file its name, for messages
   * @throws IllegalArgumentException in one line, if it is none
   */
  public static Classifier of(String file, NetworkSource source, Preprocessing preparation) {
    Shape made = made(file, source, preparation);
    LabelUnit unit = made.pixels() == 1 ? LabelUnit.IMAGE : LabelUnit.PIXEL;
    Map<String, String> metadata = source.metadata();
    boolean own = ClassifierInfo.isIn(metadata);
    ClassifierInfo info =
        own
            ? ClassifierInfo.of(file, metadata)
            : new ClassifierInfo(
                unit,
                IntStream.range(0, made.channels()).mapToObj(Integer::toString).toList(),
                preparation.range());
    Classifier classifier = new Classifier(file, source, preparation, info, own, null);
    classifier.check(unit, made);
    return own
        ? classifier
        : Optional.ofNullable(metadata.get(NAMES))
            .flatMap(ClassNames::of)
            .filter(names -> names.size() == made.channels())
            .map(classifier::withNames)
            .orElse(classifier);
  }

  /** What it makes of an image. */
  private static Shape made(String file, NetworkSource source, Preprocessing preparation) {
    if (source.layers().size() != 1) {
      throw wrong(
          file,
          Text.of(
              "it has several outputs, found %s, expected one, which --layer names",
              source.layers()));
    }
    Shape image = preparation.fixedShape().orElseGet(source.input()::example);
    NetworkSource.Made made =
        source
            .made(image)
            .orElseThrow(
                () ->
                    wrong(
                        file,
                        Text.of(
                            "its images are too large to try one, found %s, expected a smaller --resize or --tile",
                            image)))
            .get(0);
    if (!made.isMap()) {
      throw wrong(
          file,
          Text.of(
              "found tokens %d x %d, expected a vector N x K or a map N x K x H x W, which --layer names",
              made.shape().width(), made.shape().channels()));
    }
    return made.shape();
  }

  /** The file's name without its folder. */
  public String fileName() {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  private void check(LabelUnit unit, Shape made) {
    int outputs = made.channels();
    if (outputs != info.classes().size()) {
      throw wrong(
          file,
          Text.of(
              "outputs and classes do not fit, found %d outputs, expected %d for %s",
              outputs, info.classes().size(), info.classes()));
    }
    if (outputs < 2) {
      throw wrong(file, Text.of("found outputs of %s, expected two classes or more", made));
    }
    if (unit != info.unit()) {
      throw wrong(
          file,
          Text.of(
              "found outputs of %s, expected %s",
              made,
              info.unit() == LabelUnit.IMAGE ? "one vector for an image" : "a map for pixels"));
    }
    if (unit == LabelUnit.IMAGE) {
      return;
    }
    if (outputs > MOST_OF_PIXELS) {
      throw wrong(
          file,
          Text.of("found %d classes of pixels, expected at most %d", outputs, MOST_OF_PIXELS));
    }
    for (String name : info.classes()) {
      if (!ClassName.isLabel(name)) {
        throw wrong(file, Text.of("found class %s, expected labels of pixels 0 to 254", name));
      }
    }
  }

  private static UsageException wrong(String file, String why) {
    return new UsageException(Text.of("Cannot use model %s: %s", file, why));
  }

  /** The largest value that a table of names may have. */
  public int largestValue() {
    return Math.max(ClassName.LARGEST_OF_PIXELS, info.classes().size() - 1);
  }

  /**
   * The same with other names of its classes.
   *
   * @param given by the value of each class; where the file itself says which labels pixels have,
   *     some may have no name
   * @throws IllegalArgumentException if they are not as many as the classes, or the file itself
   *     names those
   */
  public Classifier named(List<ClassName> given) {
    if (own && info.unit() == LabelUnit.IMAGE) {
      throw new UsageException(
          "Cannot use --classes: found a classifier of images whose classes have names in its file, expected another model");
    }
    int count = info.classes().size();
    if (!own && given.size() != count) {
      throw new UsageException(
          Text.of(
              "Cannot use --classes: names and classes of model %s do not fit, found %d names, expected %d",
              file, given.size(), count));
    }
    int largest = given.stream().mapToInt(ClassName::value).max().orElse(0);
    if (!own && largest >= count) {
      throw new UsageException(
          Text.of(
              "Cannot use --classes: found the value %d, expected 0 to %d for the classes of model %s",
              largest, count - 1, file));
    }
    return withNames(given);
  }

  private Classifier withNames(List<ClassName> given) {
    Map<Integer, ClassName> byValue =
        given.stream().collect(Collectors.toMap(ClassName::value, one -> one));
    if (info.unit() == LabelUnit.IMAGE) {
      List<String> all =
          IntStream.range(0, given.size()).mapToObj(k -> byValue.get(k).name()).toList();
      return new Classifier(
          file,
          source,
          preparation,
          new ClassifierInfo(info.unit(), unique(all), info.range()),
          false,
          null);
    }
    List<ClassName> ordered =
        info.classes().stream()
            .map(Integer::valueOf)
            .map(k -> byValue.getOrDefault(k, new ClassName(k, Integer.toString(k), null)))
            .toList();
    return new Classifier(file, source, preparation, info, own, ordered);
  }

  /** A name that several classes have is followed by the number of the class. */
  private static List<String> unique(List<String> names) {
    Map<String, Long> counts =
        names.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Set<String> taken = new HashSet<>(names);
    List<String> unique = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      String name = names.get(k);
      if (counts.get(name) > 1) {
        do {
          name = Text.of("%s (%d)", name, k);
        } while (!taken.add(name));
      }
      unique.add(name);
    }
    return unique;
  }

  /** The labels that the classes of pixels stand for, as bytes without sign. */
  public byte[] labels() {
    byte[] labels = new byte[info.classes().size()];
    for (int k = 0; k < labels.length; k++) {
      labels[k] = (byte) Integer.parseInt(info.classes().get(k));
    }
    return labels;
  }

  /** Whether its class maps are made of parts of images, tile by tile; else of whole ones. */
  public boolean takesParts() {
    return info.unit() == LabelUnit.PIXEL && source.isStackFor(preparation);
  }

  /** Where parts of images begin whose class maps are made of windows; none where they are not. */
  public Optional<Function<FormatReader.Lines, ImageSource.Grid>> grids() {
    return info.unit() == LabelUnit.PIXEL
            && preparation.size() instanceof Preprocessing.Size.Tiles tiles
        ? Optional.of(image -> source.grid(tiles, image, true))
        : Optional.empty();
  }

  /** The class of each image; one with a pixel that is no data has failed. */
  public RowPass<Prediction> predictions(
      TaskInputs reading, Blas.Kind blas, FailurePolicy policy, JobMetrics metrics) {
    return Prediction.of(
        pass(reading, blas, new TileStage.Chain(List.of()), FailurePolicy.PERMISSIVE),
        info.classes(),
        source.givesProbabilities(),
        policy,
        metrics);
  }

  private RowPass<Tile> pass(
      TaskInputs reading, Blas.Kind blas, TileStage stage, FailurePolicy policy) {
    return NetworkPass.of(reading, source, preparation, blas, stage, policy);
  }

  /**
   * The class of each pixel, as maps of uint8 with one channel; {@link ArgMax#NONE} where a sample
   * is not finite.
   *
   * @param labels what stands for each class
   */
  public RowPass<Tile> classMaps(
      TaskInputs reading, Blas.Kind blas, FailurePolicy policy, byte[] labels) {
    return takesParts()
        ? ExtractPass.classMaps(
            reading,
            Multiply.by(source).withChannels(preparation.rule()).withBlas(blas),
            labels,
            policy)
        : pass(reading, blas, new ClassMaps(labels), policy);
  }

  /** The maps of a network, cut as class maps are. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ClassMaps(byte[] labels) implements TileStage {
    @Override
    public Iterator<Tile> apply(Iterator<Tile> maps) {
      return new TileJoiner(new ArgMax(labels).apply(maps), false, new ReusedArray());
    }
  }
}
