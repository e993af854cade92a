package pointwise.raster.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import pointwise.raster.Band;
import pointwise.raster.ErrorKind;
import pointwise.raster.FormatReader;
import pointwise.raster.ImageException;
import pointwise.raster.Raster;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.text.Text;

/**
 * Images of one band each, of the same size and place, as one image: its samples are float32 where
 * theirs are not all of one type.
 */
public final class StackRaster implements Raster {
  private final List<Raster> bands;
  private final SampleType type;
  private final SceneInfo info;

  /**
   * @param names of the bands
   * @param bands which are closed with this
   * @throws ImageException if they do not fit each other, which is a mismatch
   */
  public StackRaster(String origin, List<String> names, List<Raster> bands) {
    this.bands = List.copyOf(bands);
    Raster first = bands.get(0);
    SceneInfo place = first.info();
    List<Band> described = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Raster raster = bands.get(i);
      if (raster.channels() != 1
          || raster.height() != first.height()
          || raster.width() != first.width()) {
        throw new ImageException(
            origin,
            ErrorKind.MISMATCH,
            Text.of(
                "band %s does not fit, found %d x %d x %d, expected %d x %d x 1 as band %s",
                Text.printable(names.get(i)),
                raster.height(),
                raster.width(),
                raster.channels(),
                first.height(),
                first.width(),
                Text.printable(names.get(0))));
      }
      SceneInfo found = raster.info();
      if (!Objects.equals(found.crs(), place.crs())
          || !found.transform().equals(place.transform())) {
        throw new ImageException(
            origin,
            ErrorKind.MISMATCH,
            Text.of(
                "band %s lies elsewhere, found %s of %s, expected %s of %s as band %s",
                Text.printable(names.get(i)),
                found.transform(),
                found.crs(),
                place.transform(),
                place.crs(),
                Text.printable(names.get(0))));
      }
      Band band = found.band(0);
      described.add(
          new Band(
              names.get(i),
              band.wavelength(),
              band.good(),
              band.nodata(),
              band.scale(),
              band.offset()));
    }
    this.info = new SceneInfo(place.crs(), place.transform(), described, Map.of());
    this.type = common(bands, Raster::type, SampleType.COMPUTED);
  }

  /** What all have alike, else another. */
  private static <T, V> V common(List<T> all, Function<T, V> of, V otherwise) {
    V first = of.apply(all.get(0));
    return all.stream().map(of).allMatch(first::equals) ? first : otherwise;
  }

  /**
   * The lines of images of one band each, as those of the stack of them; empty where they are of
   * other sizes, which who opens them tells.
   */
  public static Optional<FormatReader.Lines> lines(List<FormatReader.Lines> bands) {
    FormatReader.Lines first = bands.get(0);
    boolean fit =
        bands.stream()
            .allMatch(
                band ->
                    band.channels() == 1
                        && band.height() == first.height()
                        && band.width() == first.width());
    return fit
        ? Optional.of(
            new FormatReader.Lines(
                first.height(),
                first.width(),
                bands.size(),
                common(bands, FormatReader.Lines::type, SampleType.COMPUTED),
                bands.stream().mapToLong(FormatReader.Lines::lineBytes).sum(),
                bands.stream().mapToInt(FormatReader.Lines::blockRows).max().orElseThrow(),
                common(bands, FormatReader.Lines::blockColumns, first.width())))
        : Optional.empty();
  }

  @Override
  public int height() {
    return bands.get(0).height();
  }

  @Override
  public int width() {
    return bands.get(0).width();
  }

  @Override
  public int channels() {
    return bands.size();
  }

  @Override
  public SampleType type() {
    return type;
  }

  @Override
  public boolean inMemory() {
    return bands.stream().allMatch(Raster::inMemory);
  }

  @Override
  public int blockRows() {
    return bands.stream().mapToInt(Raster::blockRows).max().orElseThrow();
  }

  @Override
  public int blockColumns() {
    return common(bands, Raster::blockColumns, width());
  }

  @Override
  public SceneInfo info() {
    return info;
  }

  @Override
  public int unreadPages() {
    return sum(Raster::unreadPages);
  }

  private int sum(ToIntFunction<Raster> of) {
    return bands.stream().mapToInt(of).sum();
  }

  @Override
  public long inexact() {
    return bands.stream().mapToLong(Raster::inexact).sum();
  }

  @Override
  public byte[] read(Window window) throws IOException {
    int pixels = window.pixels();
    int step = bands.size() * type.bytes();
    byte[] stack = new byte[Math.multiplyExact(pixels, step)];
    ByteBuffer out = ByteBuffer.wrap(stack).order(ByteOrder.LITTLE_ENDIAN);
    for (int b = 0; b < bands.size(); b++) {
      Raster band = bands.get(b);
      byte[] samples = band.read(window);
      int at = b * type.bytes();
      if (band.type() != type) {
        ByteBuffer in = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        for (int p = 0; p < pixels; p++, at += step) {
          out.putFloat(at, band.type().sample(in, p));
        }
        continue;
      }
      int size = type.bytes();
      for (int p = 0; p < pixels; p++, at += step) {
        for (int i = 0; i < size; i++) {
          stack[at + i] = samples[p * size + i];
        }
      }
    }
    return stack;
  }

  @Override
  public byte[] mask(Window window) throws IOException {
    byte[] all = null;
    for (Raster band : bands) {
      byte[] mask = band.mask(window);
      if (mask != null) {
        all = all == null ? mask.clone() : all;
        for (int p = 0; p < all.length; p++) {
          all[p] = mask[p] == 0 ? 0 : all[p];
        }
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Raster band : bands) {
      try {
        band.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
