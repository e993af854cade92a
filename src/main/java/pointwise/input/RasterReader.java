package pointwise.input;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import pointwise.input.maps.MapRaster;
import pointwise.input.maps.MapRows;
import pointwise.raster.Band;
import pointwise.raster.BandChoice;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ErrorKind;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.RasterOptions;
import pointwise.raster.SceneInfo;
import pointwise.raster.SelectedRaster;
import pointwise.raster.envi.EnviNames;
import pointwise.raster.jdk.ReducedDecoder;
import pointwise.raster.stack.StackRaster;
import pointwise.text.Text;

/** Opens image files of any kind through Hadoop's file systems. */
public final class RasterReader implements Closeable {
  private final Configuration configuration;
  private final DecodeLimits limits;
  private final RasterOptions options;

  /** The image at hand, which the parts of a table that are open must be those of. */
  private InputSplit map;

  private final MapRows maps = new MapRows(this::part);

  /** One that reads images as they are. */
  public RasterReader(Configuration configuration, DecodeLimits limits) {
    this(configuration, limits, RasterOptions.DEFAULT);
  }

  /**
   * @param configuration Hadoop's, which knows the file systems
   * @param limits of images that are decoded whole
   * @param options how images are read
   */
  public RasterReader(Configuration configuration, DecodeLimits limits, RasterOptions options) {
    this.configuration = configuration;
    this.limits = limits;
    this.options = options;
  }

  /**
   * The image in a listed file.
   *
   * @throws ImageException if the file holds no image that fits the limits, or has changed since
   * @throws IOException if the file cannot be read
   */
  public Raster open(InputSplit split) throws IOException {
    return open(split.getOrigin(), split);
  }

  /** The same of a file that was not listed. */
  public Raster open(String origin) throws IOException {
    return open(origin, null);
  }

  private Raster open(String origin, InputSplit listed) throws IOException {
    if (listed != null && listed.isStored()) {
      map = listed;
      return selected(origin, listed, options, stored(listed));
    }
    Map<String, InputSplit> bands = listed == null ? Map.of() : listed.bands();
    return bands.isEmpty()
        ? selected(origin, listed, options, file(origin, listed, listed))
        : stack(origin, listed, bands);
  }

  private Raster stored(InputSplit listed) throws IOException {
    try {
      return MapRaster.open(listed.getOrigin(), maps, listed.stored());
    } catch (IOException e) {
      throw new IOException(Text.of("its table %s: %s", listed.file(), Entry.reason(e)), e);
    }
  }

  /** A part of a table, which has to be as it was when it was listed. */
  private MapRows.OpenPart part(String path) throws IOException {
    InputSplit.Beside listed =
        map.getBeside().stream()
            .filter(file -> file.getPath().equals(path))
            .findFirst()
            .orElseThrow();
    Opened opened =
        Opened.of(
            configuration,
            new Path(path),
            listed.getEtag(),
            found -> map.requireUnchanged(listed, found));
    return new MapRows.OpenPart(opened.in, opened.status.getLen());
  }

  /** Lets go of the tables that were read. */
  @Override
  public void close() throws IOException {
    maps.close();
  }

  /**
   * The names of the bands of a stack that are used.
   *
   * @throws ImageException if it has no such bands, which is a mismatch
   */
  static List<String> used(String origin, Map<String, InputSplit> bands, RasterOptions options) {
    List<String> names = List.copyOf(bands.keySet());
    SceneInfo named =
        new SceneInfo(null, List.of(), names.stream().map(Band::named).toList(), Map.of());
    RasterOptions byName =
        options.withBands(options.bands().stream().map(BandChoice::ofStack).toList());
    return Arrays.stream(byName.channels(origin, named, names.size()))
        .mapToObj(names::get)
        .toList();
  }

  /** Only those files of a stack are opened whose bands are used. */
  private Raster stack(String origin, InputSplit listed, Map<String, InputSplit> bands)
      throws IOException {
    List<String> used = used(origin, bands, options);
    List<Raster> open = new ArrayList<>();
    RasterReader left = this;
    Raster stack = null;
    try {
      for (String name : used) {
        Raster band = left.part(origin, "band " + name, bands.get(name), listed);
        open.add(band);
        left = left.beside(band);
      }
      stack = new StackRaster(origin, used, open);
    } finally {
      if (stack == null) {
        for (Raster band : open) {
          band.close();
        }
      }
    }
    return selected(origin, listed, options.withBands(List.of()), stack);
  }

  /** One for what is left beside a band, which is put together with the others from memory. */
  private RasterReader beside(Raster band) {
    long bytes = band.inMemory() ? 2L * band.height() * band.width() * band.type().bytes() : 0;
    return new RasterReader(configuration, limits.beside(bytes), options);
  }

  /** A file that an image is made of; what is wrong with it is wrong with the image. */
  private Raster part(String origin, String what, InputSplit file, InputSplit beside)
      throws IOException {
    try {
      return file(file.getOrigin(), file, beside);
    } catch (ImageException e) {
      throw new ImageException(
          origin, e.kind(), Text.of("%s: %s: %s", what, file.getOrigin(), e.reason()), e);
    }
  }

  /**
   * The image in a file, with all its bands.
   *
   * @param beside whose files beside it are taken; null for those that are there
   */
  private Raster file(String origin, InputSplit listed, InputSplit beside) throws IOException {
    Opened opened =
        listed == null
            ? Opened.of(configuration, new Path(origin), null, found -> {})
            : Opened.of(
                configuration, new Path(origin), listed.getEtag(), listed::requireUnchanged);
    boolean keep = false;
    try {
      ImageFile file = opened.file(configuration, origin, beside);
      Raster found = ImageFormats.ofContent(origin, file.head()).open(file, limits, options.read());
      keep = !found.inMemory();
      return found;
    } finally {
      if (!keep) {
        opened.in.close();
      }
    }
  }

  /** A file that was just opened, and its state. */
  private record Opened(FSDataInputStream in, FileStatus status) {
    /**
     * Opens a file. A store with ETags is asked first, and gives no other content then. Elsewhere
     * another file in the place of the listed one is seen once it is open.
     *
     * @param etag that it was listed with, or null
     * @param unchanged requires that the file is the one that was listed
     */
    static Opened of(
        Configuration configuration, Path path, String etag, Consumer<FileStatus> unchanged)
        throws IOException {
      if (etag != null) {
        FileStatus status = RasterReader.status(configuration, path);
        unchanged.accept(status);
        return new Opened(SteadyInput.open(configuration, status), status);
      }
      FSDataInputStream in = SteadyInput.open(configuration, path);
      boolean sound = false;
      try {
        FileStatus status = RasterReader.status(configuration, path);
        unchanged.accept(status);
        sound = true;
        return new Opened(in, status);
      } finally {
        if (!sound) {
          in.close();
        }
      }
    }

    ImageFile file(Configuration configuration, String origin, InputSplit listed)
        throws IOException {
      return RasterReader.file(configuration, origin, listed, in, status.getLen());
    }
  }

  /**
   * Every so many pixels of an image that does not fit the limits.
   *
   * @param longest pixels of the longer side that are enough
   * @throws ImageException if the file holds no image that can be read so
   * @throws IOException if the file cannot be read
   */
  public DecodedImage reduced(String origin, int longest) throws IOException {
    try (FSDataInputStream in = SteadyInput.open(configuration, new Path(origin))) {
      ImageFile file =
          file(configuration, origin, null, in, status(configuration, new Path(origin)).getLen());
      FormatReader format = ImageFormats.ofContent(origin, file.head());
      return ReducedDecoder.decode(file, format.signature().name(), longest);
    }
  }

  /**
   * Requires that the file can be had and begins like a format that is read.
   *
   * @throws ImageException if not
   * @throws IOException if the file cannot be read
   */
  void requireFormat(InputSplit split) throws IOException {
    if (split.isStored()) {
      return;
    }
    String origin = split.getOrigin();
    try (FSDataInputStream in = SteadyInput.open(configuration, new Path(origin))) {
      FormatReader unused =
          ImageFormats.ofContent(origin, file(configuration, origin, null, in, 0).head());
    }
  }

  /**
   * The image in a file that is open already.
   *
   * @throws ImageException if the file holds no image that fits the limits
   * @throws IOException if the file cannot be read
   */
  public Raster open(ImageFile file) throws IOException {
    return selected(
        file.origin(),
        null,
        options,
        ImageFormats.ofContent(file.origin(), file.head()).open(file, limits, options.read()));
  }

  private Raster selected(String origin, InputSplit listed, RasterOptions wanted, Raster image)
      throws IOException {
    boolean done = false;
    try {
      int[] channels = wanted.channels(origin, image.info(), image.channels());
      Raster mask = wanted.mask() == null ? null : mask(origin, listed, image);
      done = true;
      return new SelectedRaster(image, channels, wanted, mask);
    } finally {
      if (!done) {
        image.close();
      }
    }
  }

  private Raster mask(String origin, InputSplit listed, Raster image) throws IOException {
    InputSplit file = listed == null ? null : listed.mask();
    Path path = file == null ? options.mask().of(new Path(origin), null) : null;
    boolean isHeader = file != null && EnviNames.isHeader(file.getOrigin()); // whose data is beside
    RasterReader plain = new RasterReader(configuration, limits);
    Raster mask;
    try {
      mask =
          file == null
              ? plain.file(path.toString(), null, null)
              : plain.part(origin, "its mask", file, isHeader ? null : file);
    } catch (FileNotFoundException e) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          "its mask is not there: " + (file == null ? path : file.getOrigin()),
          e);
    }
    boolean fits = false;
    try {
      options.mask().require(origin, mask, image);
      fits = true;
      return mask;
    } finally {
      if (!fits) {
        mask.close();
      }
    }
  }

  /**
   * An open file, which knows the files beside it.
   *
   * @param listed the image, whose files beside it are taken as they were listed, and no others;
   *     null for a file that was not listed
   */
  static ImageFile file(
      Configuration configuration,
      String origin,
      InputSplit listed,
      FSDataInputStream in,
      long length)
      throws IOException {
    Path folder = new Path(origin).getParent();
    return ImageFile.of(
        origin,
        in,
        length,
        names -> {
          for (String name : names) {
            Path path = new Path(folder, new Path(null, null, name));
            ImageFile found =
                listed == null
                    ? fileOrNull(configuration, path)
                    : knownOrNull(configuration, path, listed);
            if (found != null) {
              return found;
            }
          }
          return null;
        });
  }

  private static ImageFile fileOrNull(Configuration configuration, Path path) throws IOException {
    FileStatus there = statusOrNull(configuration, path);
    return there == null || !there.isFile()
        ? null
        : beside(configuration, path, Opened.of(configuration, path, null, found -> {}));
  }

  private static ImageFile knownOrNull(Configuration configuration, Path path, InputSplit listed)
      throws IOException {
    for (InputSplit.Beside file : listed.getBeside()) {
      if (file.getPath().equals(path.toString())) {
        return beside(
            configuration,
            path,
            Opened.of(
                configuration,
                path,
                file.getEtag(),
                found -> listed.requireUnchanged(file, found)));
      }
    }
    return null;
  }

  private static ImageFile beside(Configuration configuration, Path path, Opened opened)
      throws IOException {
    boolean sound = false;
    try {
      ImageFile file = opened.file(configuration, path.toString(), null);
      sound = true;
      return file;
    } finally {
      if (!sound) {
        opened.in.close();
      }
    }
  }

  private static FileStatus statusOrNull(Configuration configuration, Path path)
      throws IOException {
    try {
      return status(configuration, path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private static FileStatus status(Configuration configuration, Path path) throws IOException {
    return Attempts.of(() -> path.getFileSystem(configuration).getFileStatus(path));
  }
}
