package pointwise.raster.jdk;

import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import pointwise.raster.DecodeLimits;
import pointwise.raster.DecodedImage;
import pointwise.raster.ImageException;
import pointwise.text.Text;

/**
 * One file in one of the JDK's own ImageIO readers, never in a plugin of the class path: a plugin
 * that registers itself would change samples silently.
 *
 * <p>Every exception of a reader about the bytes becomes a {@link ImageException}; errors of the
 * JVM, out of memory among them, pass through.
 */
public final class ImageIoDecoder {
  static {
    ImageIO.setUseCache(false); // readers that make streams of their own keep them in memory
  }

  private static final int MOST_MESSAGE = 200;

  /** Fill bits before the first line are allowed; a line that is missing is warned of once more. */
  private static final String FILL_BEFORE_LINES = "T.4 compressed data should begin with EOL.";

  private static final String JDK_READERS = "com.sun.imageio.plugins.";
  private static final Map<String, ImageReaderSpi> PROVIDERS = providers();

  private final String origin;
  private final ByteArrayInput input;
  private final ImageReader reader;
  private final List<String> warnings = new ArrayList<>();

  /** What a format does with its reader. */
  @FunctionalInterface
  public interface Step {
    DecodedImage decode(ImageIoDecoder decoder, ImageReader reader) throws IOException;
  }

  private ImageIoDecoder(String origin, ByteArrayInput input, ImageReader reader) {
    this.origin = origin;
    this.input = input;
    this.reader = reader;
  }

  /**
   * Opens the file in the JDK's reader of that format, and closes it after the step.
   *
   * @throws ImageException when the reader fails or warns about the samples, or reads past the end
   *     of the file
   */
  public static DecodedImage decode(String origin, String format, byte[] file, Step step) {
    return decode(origin, format, new ByteArrayInput(file), step);
  }

  /** The same of bytes that are not one array. */
  public static DecodedImage decode(String origin, String format, ByteArrayInput bytes, Step step) {
    ImageReader reader = reader(format);
    try (ByteArrayInput input = bytes) {
      ImageIoDecoder decoder = new ImageIoDecoder(origin, input, reader);
      reader.addIIOReadWarningListener((source, warning) -> decoder.warned(format, warning));
      reader.setInput(input, false, !format.equals("tiff"));
      DecodedImage image = step.decode(decoder, reader);
      decoder.refuseWarnings();
      return image;
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new ImageException(
          origin, Text.of("the %s cannot be decoded: %s", format, problem(e)), e);
    } finally {
      reader.dispose();
    }
  }

  /**
   * Checks the size that the header gives, with the channels that the first image type gives.
   *
   * @param greyMap as in {@link AwtSamples}
   */
  void checkSize(DecodeLimits limits, boolean greyMap) throws IOException {
    long height = reader.getHeight(0);
    long width = reader.getWidth(0);
    limits.check(origin, height, width, 1, 1);
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      throw new ImageException(origin, "the kind of samples is not read by the JDK");
    }
    ImageTypeSpecifier type = types.next();
    boolean palette = type.getColorModel() instanceof IndexColorModel;
    int channels =
        !palette ? type.getNumBands() : greyMap ? 1 : type.getColorModel().getNumComponents();
    int bits = DataBuffer.getDataTypeSize(type.getSampleModel().getDataType());
    boolean packed = !palette && bits > 8 && type.getSampleModel().getSampleSize(0) <= 8;
    limits.check(origin, height, width, channels, packed ? 1 : bits / 8);
  }

  /** Of CCITT data that make no sense the TIFF reader can warn for ever: the first one ends it. */
  private void warned(String format, String warning) {
    warnings.add(warning);
    if (format.equals("tiff") && !warnings.remove(FILL_BEFORE_LINES)) {
      refuseWarnings();
    }
  }

  /** Forgets the warnings so far, where they are about metadata that is not used. */
  void forgetWarnings() {
    warnings.clear();
  }

  /** Forgets those of the warnings so far that cost no sample. */
  void forgetWarnings(Predicate<String> harmless) {
    warnings.removeIf(harmless);
  }

  private void refuseWarnings() {
    if (!warnings.isEmpty()) {
      String warning = warnings.get(0).strip();
      throw new ImageException(
          origin,
          "the samples are corrupt or missing"
              + (warning.contains("Exception") ? "" : ": " + warning));
    }
  }

  /** For readers that read no further than they need: a read past the end is a missing part. */
  void refuseReadPastEnd() {
    if (input.readPastEnd()) {
      throw new ImageException(
          origin, Text.of("the file is cut short, found %d bytes, expected more", input.length()));
    }
  }

  /** Whether the JDK has a reader of that format. */
  static boolean reads(String format) {
    return PROVIDERS.containsKey(format);
  }

  /** A new reader of the JDK, to be disposed of. */
  static ImageReader reader(String format) {
    ImageReaderSpi provider = PROVIDERS.get(format);
    if (provider == null) {
      throw new IllegalStateException(
          Text.of(
              "Cannot decode pictures: the JDK has no %s reader, expected the module java.desktop",
              format));
    }
    try {
      return provider.createReaderInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(Text.of("Cannot make the JDK's %s reader", format), e);
    }
  }

  private static Map<String, ImageReaderSpi> providers() {
    Map<String, ImageReaderSpi> found = new HashMap<>();
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      String name = provider.getClass().getName();
      if (name.startsWith(JDK_READERS)) {
        found.put(name.substring(JDK_READERS.length(), name.lastIndexOf('.')), provider);
      }
    }
    return Map.copyOf(found);
  }

  /** What a reader says of the file; what it says of its own objects is in the cause. */
  static String problem(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage().strip();
    if (e instanceof EOFException || (message.isEmpty() && e instanceof IOException)) {
      return "it is cut short or corrupt";
    }
    if (!(e instanceof IOException) || message.contains("Exception")) {
      return "it is corrupt, or of a kind that the JDK's reader does not know";
    }
    String line = message.replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    return line.length() <= MOST_MESSAGE ? line : line.substring(0, MOST_MESSAGE) + "...";
  }
}
