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
 * Reads the files of jobs/raster-matrix through odd windows, and leaves what it read beside them.
 */
final class Matrix {
  private static final DecodeLimits LIMITS = new DecodeLimits(1 << 26, 1 << 28, "--driver-memory");

  private Matrix() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> outcomes = new ArrayList<>();
    for (String name : Files.readAllLines(folder.resolve("names"))) {
      outcomes.add(name + "\t" + outcome(folder, name));
    }
    Files.write(folder.resolve("outcomes"), outcomes);
  }

  private static String outcome(Path folder, String name) throws IOException {
    Path path = folder.resolve(name + ".tif");
    FileSystem local = FileSystem.getLocal(new Configuration()).getRaw();
    try (FSDataInputStream in = local.open(new org.apache.hadoop.fs.Path(path.toString()))) {
      ImageFile file = ImageFile.of(name, in, Files.size(path), names -> null);
      try (Raster image = TiffFormat.raster(file, LIMITS, ReadOptions.DEFAULT)) {
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
