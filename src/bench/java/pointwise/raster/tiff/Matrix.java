package pointwise.raster.tiff;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import pointwise.bench.Mutation;
import pointwise.raster.Band;
import pointwise.raster.DecodeLimits;
import pointwise.raster.ImageException;
import pointwise.raster.ImageFile;
import pointwise.raster.Raster;
import pointwise.raster.ReadOptions;
import pointwise.raster.SampleType;
import pointwise.raster.SceneInfo;
import pointwise.raster.Window;
import pointwise.text.Text;

/**
 * Reads the files of jobs/raster-matrix through odd windows, and leaves what it read beside them;
 * then damaged copies of them. Ends with 1 where one of those is neither read nor refused.
 */
final class Matrix {
  private static final DecodeLimits LIMITS = new DecodeLimits(1 << 26, 1 << 28, "--driver-memory");

  private static final DecodeLimits DAMAGED_LIMITS =
      new DecodeLimits(4_000_000, 1 << 26, "--driver-memory");

  /** Bytes at the beginning that are damaged more often. */
  private static final int HEAD = 400;

  private Matrix() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> outcomes = new ArrayList<>();
    for (String name : Files.readAllLines(folder.resolve("names"))) {
      outcomes.add(name + "\t" + outcome(folder, name));
    }
    Files.write(folder.resolve("outcomes"), outcomes);
    System.exit(damaged(folder, Integer.parseInt(args[1]), Long.parseLong(args[2])) ? 0 : 1);
  }

  /** Whether all damaged copies are read or refused, each in 20 seconds. */
  private static boolean damaged(Path folder, int count, long seed) throws IOException {
    List<String> names = Files.readAllLines(folder.resolve("names"));
    Random random = new Random(seed);
    int[] outcomes = new int[3]; // read, refused, neither
    long longest = 0;
    for (int i = 0; i < count; i++) {
      String name = names.get(random.nextInt(names.size()));
      byte[] damaged =
          Mutation.any(Files.readAllBytes(folder.resolve(name + ".tif")), random, HEAD);
      long start = System.nanoTime();
      Throwable problem = problem(damaged);
      longest = Math.max(longest, System.nanoTime() - start);
      if (problem != null && !(problem instanceof ImageException)) {
        Path kept = folder.resolve(Text.of("damaged-%05d-%s.tif", i, name));
        Files.write(kept, damaged);
        System.out.println(kept + ": " + problem);
      }
      outcomes[problem == null ? 0 : problem instanceof ImageException ? 1 : 2]++;
    }
    System.out.println(
        Text.of(
            "damaged    %d = %d read + %d refused + %d neither; the longest took %d ms",
            count, outcomes[0], outcomes[1], outcomes[2], longest / 1_000_000));
    return outcomes[2] == 0 && longest < 20_000_000_000L;
  }

  /** What reading some windows of a file ends with; null where they are read. */
  @SuppressWarnings("CatchAndPrintStackTrace") // errors of the JVM are what is looked for
  private static Throwable problem(byte[] damaged) {
    TiffBytes bytes = TiffBytes.of(damaged);
    try {
      TiffScene scene =
          TiffScene.of("damaged.tif", bytes, ReadOptions.DEFAULT, DAMAGED_LIMITS, false);
      if (!scene.picture().byWindows()) {
        TiffDecoder.decode(scene, damaged, DAMAGED_LIMITS);
        TiffInfo.of(scene, scene.picture().channels());
        return null;
      }
      try (TiffRaster image = new TiffRaster(scene, null)) {
        int rows = Math.min(image.height(), 64);
        int columns = Math.min(image.width(), 64);
        image.info();
        for (int y : new int[] {0, (image.height() - rows) / 2, image.height() - rows}) {
          for (int x : new int[] {0, image.width() - columns}) {
            image.read(new Window(y, rows, x, columns));
            image.mask(new Window(y, rows, x, columns));
          }
        }
      }
      return null;
    } catch (Exception | Error e) {
      return e;
    }
  }

  private static String outcome(Path folder, String name) throws IOException {
    Path path = folder.resolve(name + ".tif");
    FileSystem local = FileSystem.getLocal(new Configuration()).getRaw();
    try (FSDataInputStream in = local.open(new org.apache.hadoop.fs.Path(path.toString()))) {
      ImageFile file =
          ImageFile.of(
              path.toString(), in, Files.size(path), names -> beside(local, folder, names));
      Raster windows = TiffFormat.raster(file, LIMITS, ReadOptions.DEFAULT);
      try (Raster image = TiffFormat.masked(file, LIMITS, ReadOptions.DEFAULT, windows)) {
        String type = image.type() == SampleType.UINT8 ? "|u1" : "<" + code(image.type());
        npy(
            folder.resolve(name + ".npy"),
            type,
            image.channels(),
            image,
            read(image, image.channels() * image.type().bytes(), name.hashCode(), image::read));
        if (image.mask(Window.lines(0, 1, image.width())) != null) {
          byte[] mask = read(image, 1, name.hashCode() + 1, image::mask);
          npy(folder.resolve(name + ".mask.npy"), "|u1", 1, image, mask);
        }
        return new ObjectMapper().writeValueAsString(described(image.info()));
      }
    } catch (ImageException e) {
      return "refused: " + e.reason();
    }
  }

  private static ImageFile beside(FileSystem local, Path folder, List<String> names)
      throws IOException {
    Path path = folder.resolve(names.get(0));
    return Files.exists(path)
        ? ImageFile.of(
            path.toString(),
            local.open(new org.apache.hadoop.fs.Path(path.toString())),
            Files.size(path),
            none -> null)
        : null;
  }

  private static String code(SampleType type) {
    return type.dtype().charAt(0) + "" + type.bytes();
  }

  private interface Windows {
    byte[] read(Window window) throws IOException;
  }

  /** Every pixel, by windows that fit no block, in no order. */
  private static byte[] read(Raster image, int pixelBytes, int seed, Windows windows)
      throws IOException {
    Random random = new Random(seed);
    boolean lines = image.inMemory();
    int rows = 1 + random.nextInt(40);
    int columns = lines ? image.width() : 1 + random.nextInt(image.width());
    List<Window> all = new ArrayList<>();
    for (int y = 0; y < image.height(); y += rows) {
      for (int x = 0; x < image.width(); x += columns) {
        all.add(
            new Window(
                y, Math.min(rows, image.height() - y), x, Math.min(columns, image.width() - x)));
      }
    }
    if (random.nextBoolean()) {
      Collections.shuffle(all, random);
    }
    byte[] out = new byte[image.height() * image.width() * pixelBytes];
    for (Window window : all) {
      byte[] samples = windows.read(window);
      int line = window.columns() * pixelBytes;
      for (int y = 0; y < window.rows(); y++) {
        int to = ((window.y() + y) * image.width() + window.x()) * pixelBytes;
        System.arraycopy(samples, y * line, out, to, line);
      }
    }
    return out;
  }

  private static void npy(Path path, String type, int channels, Raster image, byte[] samples)
      throws IOException {
    String header =
        Text.of(
            "{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }\n",
            type, image.height(), image.width(), channels);
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0};
    try (var out = Files.newOutputStream(path)) {
      out.write(start);
      out.write(header.getBytes(StandardCharsets.US_ASCII));
      out.write(samples);
    }
  }

  private static Map<String, Object> described(SceneInfo info) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("crs", info.crs());
    out.put("transform", info.transform());
    List<Map<String, Object>> bands = new ArrayList<>();
    for (Band band : info.bands()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", band.name());
      one.put("nodata", band.nodata() == null ? null : band.nodata().toString());
      one.put("scale", band.scale());
      one.put("offset", band.offset());
      bands.add(one);
    }
    out.put("bands", bands);
    out.put("overviews", info.details().get("overviews"));
    return out;
  }
}
