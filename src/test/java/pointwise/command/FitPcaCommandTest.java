package pointwise.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.learn.labels.Cubes;
import pointwise.network.onnx.OnnxReader;
import pointwise.pixels.Pictures;
import pointwise.text.Text;

class FitPcaCommandTest {
  private static final int HEIGHT = 40;
  private static final int WIDTH = 50;

  @TempDir Path folder;

  private Path cube(String name, int channels, float[] samples) {
    return Cubes.write(
        folder.resolve(name), samples.length / channels / WIDTH, WIDTH, channels, samples);
  }

  private static Cli ok(Object... args) {
    Cli cli = Cli.run(args);
    assertThat(cli.code()).as(cli.out() + cli.err()).isZero();
    return cli;
  }

  private JsonNode report(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).toFile());
  }

  /** The samples of a table of one image. */
  private static float[] samples(Path maps) {
    List<Row> rows =
        new ArrayList<>(
            Spark.session().read().parquet(maps.toString()).select("y", "data").collectAsList());
    rows.sort(Comparator.comparing(row -> row.getInt(0)));
    int bytes = rows.stream().mapToInt(row -> row.<byte[]>getAs("data").length).sum();
    ByteBuffer all = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    rows.forEach(row -> all.put(row.<byte[]>getAs("data")));
    float[] samples = new float[bytes / Float.BYTES];
    all.flip().asFloatBuffer().get(samples);
    return samples;
  }

  private float[] extract(Path network, Path image, Object... options) throws IOException {
    Path maps = Files.createTempDirectory(folder, "maps").resolve("out");
    List<Object> args = new ArrayList<>(List.of("extract", "--images", image, "--out", maps));
    args.addAll(List.of("--network", network));
    args.addAll(List.of(options));
    ok(args.toArray());
    return samples(maps);
  }

  /** ONNX Runtime on an image of one line. */
  private static float[] runtime(Path network, int channels, float[] hwc)
      throws IOException, OrtException {
    int pixels = hwc.length / channels;
    float[] chw = new float[hwc.length];
    for (int i = 0; i < hwc.length; i++) {
      chw[i % channels * pixels + i / channels] = hwc[i];
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(Files.readAllBytes(network));
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(chw), new long[] {1, channels, 1, pixels});
        OrtSession.Result result = session.run(Map.of("image", input))) {
      FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
      int outputs = numbers.remaining() / pixels;
      float[] back = new float[numbers.remaining()];
      for (int i = 0; i < back.length; i++) {
        back[i] = numbers.get(i % outputs * pixels + i / outputs);
      }
      return back;
    }
  }

  /** 200 bands to 1 and to 10: the variances of what extract gives are the explained ones. */
  @ParameterizedTest
  @CsvSource({"1,native", "10,native", "10,java"})
  void twoHundredBandsToAFew(int count, String blas) throws Exception {
    int channels = 200;
    float[] samples = Cubes.spectra(HEIGHT * WIDTH, channels, 10, 0.01, 1);
    Path cube = cube("cube.npy", channels, samples);
    Path model = folder.resolve("pca.onnx");
    Cli cli =
        ok("fit-pca", "--images", cube, "--components", count, "--out", model, "--blas", blas);
    assertThat(cli.out())
        .containsPattern(
            Text.of("result +file:.*pca.onnx\nimages(?s:.*)network +200 -> %d channels", count))
        .containsPattern("images +1 in = 1 done \\+ 0 failed")
        .containsPattern("pixels +2,000 = 2,000 used \\+ 0 not finite \\+ 0 no data")
        .containsPattern("engine +" + (blas.equals("java") ? "netlib" : "OpenBLAS"));

    float[] maps = extract(model, cube);
    float[] theirs = runtime(model, channels, samples);
    assertThat(maps).hasSize(HEIGHT * WIDTH * count).hasSameSizeAs(theirs);
    double[][] columns = new double[HEIGHT * WIDTH][count];
    for (int i = 0; i < maps.length; i++) {
      assertThat(maps[i]).isCloseTo(theirs[i], within(1e-3f));
      columns[i / count][i % count] = maps[i];
    }
    JsonNode components = report("pca.report.json").get("components");
    assertThat(components).hasSize(channels);
    double first = components.get(0).get("explained_variance").doubleValue();
    for (int k = 0; k < count; k++) {
      double mean = 0;
      double square = 0;
      for (double[] pixel : columns) {
        mean += pixel[k] / columns.length;
        square += pixel[k] * pixel[k] / (columns.length - 1);
      }
      assertThat(mean).isCloseTo(0, within(1e-3)); // the mean is in the bias
      assertThat(square)
          .isCloseTo(
              components.get(k).get("explained_variance").doubleValue(), within(1e-5 * first));
    }
    if (count > 1) {
      // Components are not correlated.
      double[][] covariance = new Covariance(columns).getCovarianceMatrix().getData();
      for (int k = 1; k < count; k++) {
        assertThat(covariance[0][k]).isCloseTo(0, within(1e-5 * first));
      }
    }
  }

  /** There and back through two files, image by image; what is lost is what the report said. */
  @ParameterizedTest
  @ValueSource(ints = {6, 3, 1})
  void theInverseGivesTheImageBackButForWhatWasReported(int count) throws Exception {
    float[] samples = Cubes.spectra(HEIGHT * WIDTH, 6, 6, 0.05, 2);
    Path cube = cube("cube.npy", 6, samples);
    Path model = folder.resolve("pca.onnx");
    Path inverse = folder.resolve("inverse.onnx");
    ok(
        "fit-pca",
        "--images",
        cube,
        "--components",
        count,
        "--out",
        model,
        "--save-inverse",
        inverse);
    Path components = cube("components.npy", count, extract(model, cube));
    float[] back = extract(inverse, components);
    assertThat(back).hasSameSizeAs(samples);
    for (int d = 0; d < 6; d++) {
      double sum = 0;
      for (int i = d; i < samples.length; i += 6) {
        sum += Math.pow(back[i] - samples[i], 2);
      }
      double lost = Math.sqrt(sum / (HEIGHT * WIDTH - 1));
      double reported = report("pca.report.json").get("reconstruction_error").get(d).doubleValue();
      assertThat(lost).isCloseTo(reported, within(2e-6 + 1e-4 * reported));
      assertThat(reported).isGreaterThanOrEqualTo(0).matches(e -> count == 6 ? e == 0 : e > 0.01);
    }
  }

  /** The Landsat sample: uint8, 6 bands, by commons-math in double from ImageIO's samples. */
  @Test
  void theShareChoosesHowManyAndTheFileTellsWhatItIs() throws Exception {
    Path image = Path.of("sample-data/landsat/L7_ETMs.tif");
    Path model = folder.resolve("pca.onnx");
    Cli cli =
        ok("fit-pca", "--images", image, "--variance", 0.98, "--range", "unit", "--out", model);
    Raster raster = raster(image);
    double[][] rows = new double[raster.getWidth() * raster.getHeight()][6];
    double[] pixel = new double[6];
    for (int p = 0; p < rows.length; p++) {
      raster.getPixel(p % raster.getWidth(), p / raster.getWidth(), pixel);
      for (int d = 0; d < 6; d++) {
        rows[p][d] = pixel[d] / 255;
      }
    }
    double[] values =
        new EigenDecomposition(new Covariance(rows).getCovarianceMatrix()).getRealEigenvalues();
    double total = Arrays.stream(values).sum();
    int expected = 0;
    for (double together = 0; together < 0.98 * total; expected++) {
      together += values[expected];
    }
    assertThat(expected).isBetween(2, 5);
    Map<String, String> metadata = OnnxReader.metadata("pca.onnx", Files.readAllBytes(model));
    double[] explained =
        new ObjectMapper()
            .readValue(metadata.get("pointwise.pca.explained_variance"), double[].class);
    assertThat(explained)
        .containsExactly(Arrays.copyOf(values, expected), within(1e-6 * values[0]));
    assertThat(metadata)
        .containsEntry("pointwise.range", "unit")
        .containsEntry("pointwise.pca.pixels", Integer.toString(rows.length));
    double[] mean =
        new ObjectMapper().readValue(metadata.get("pointwise.pca.mean"), double[].class);
    assertThat(mean[0])
        .isCloseTo(
            Arrays.stream(rows).mapToDouble(r -> r[0]).average().orElseThrow(), within(1e-7));
    assertThat(cli.out())
        .containsPattern(Text.of("6 -> %d channels", expected))
        .containsPattern("range +unit, integers scaled to 0..1");

    // extract takes the range from the file: its maps have mean 0 and the variances above.
    assertThat(square(extract(model, image), expected)).isCloseTo(values[0], within(1e-5));
    // Another range is taken where it is asked for: variances are those of 0..255.
    assertThat(square(extract(model, image, "--range", "raw"), expected))
        .isGreaterThan(255 * 255 * values[0]);
    Path odd = folder.resolve("odd.onnx");
    Files.write(odd, changed(Files.readAllBytes(model), "unit", "half"));
    Cli refused =
        Cli.run("extract", "--images", image, "--network", odd, "--out", folder.resolve("odd"));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .containsExactly(
            Text.of(
                "Cannot read %s: its metadata pointwise.range is not known, found half, expected raw or unit",
                odd));
  }

  /** The mean square of the first of {@code channels}. */
  private static double square(float[] maps, int channels) {
    double sum = 0;
    for (int i = 0; i < maps.length; i += channels) {
      sum += (double) maps[i] * maps[i];
    }
    return sum * channels / maps.length;
  }

  /** Bytes with one text replaced by another as long. */
  private static byte[] changed(byte[] bytes, String text, String other) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .replace(text, other)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Raster raster(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
      reader.setInput(in);
      return reader.readAsRenderedImage(0, null).getData();
    }
  }

  /** The same bytes come of 1 and 7 partitions, and under Kryo. */
  @Test
  void partitionsAndKryoDoNotChangeAByte() throws Exception {
    for (int i = 0; i < 9; i++) {
      Cubes.write(
          folder.resolve("cube" + i + ".npy"), 256, 512, 8, Cubes.spectra(256 * 512, 8, 4, 0.1, i));
    }
    Files.writeString(folder.resolve("text.png"), "no picture");
    byte[] one = fit(1);
    assertThat(fit(7)).isEqualTo(one);
    Spark.session().stop();
    System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    try {
      assertThat(fit(5)).isEqualTo(one);
    } finally {
      Spark.session().stop();
      System.clearProperty("spark.serializer");
    }
    JsonNode report = report("pca.report.json");
    assertThat(report.get("done").intValue()).isEqualTo(9);
    assertThat(report.get("failed").intValue()).isEqualTo(1);
    assertThat(report.get("failures").get(0).get("origin").textValue()).endsWith("text.png");
  }

  private byte[] fit(int partitions) throws IOException {
    Path model = folder.resolve("pca.onnx");
    ok(
        "fit-pca",
        "--images",
        folder,
        "--components",
        3,
        "--partitions",
        partitions,
        "--out",
        model,
        "--overwrite",
        "--sample",
        0.7);
    return Files.readAllBytes(model);
  }

  /** The second of the folders is the first by name in one of the runs. */
  @Test
  void sampleIsTheSameInOtherFolders() throws Exception {
    byte[][] models = new byte[2][];
    for (int run = 0; run < 2; run++) {
      Path first = Files.createDirectories(folder.resolve(run == 0 ? "a" : "longer/z"));
      Path second = Files.createDirectories(folder.resolve(run == 0 ? "b" : "longer/y"));
      Cubes.write(first.resolve("x.npy"), 60, 50, 4, Cubes.spectra(3000, 4, 2, 0.1, 5));
      Cubes.write(second.resolve("x.npy"), 60, 50, 4, Cubes.spectra(3000, 4, 2, 0.1, 6));
      Path model = folder.resolve("pca.onnx");
      ok(
          "fit-pca",
          "--images",
          first,
          second,
          "--components",
          2,
          "--sample",
          0.3,
          "--out",
          model,
          "--overwrite");
      models[run] = Files.readAllBytes(model);
    }
    assertThat(models[1]).isEqualTo(models[0]);
  }

  /** One channel, fewer pixels than channels, a constant band and as many components as bands. */
  @ParameterizedTest
  @CsvSource({"1,2000,1", "20,10,20", "5,2000,5"})
  void edgesWork(int channels, int pixels, int count) throws Exception {
    float[] samples = Cubes.spectra(pixels, channels, 3, 0.1, 3);
    for (int i = 4; i < samples.length; i += 5) {
      samples[i] = channels == 5 ? 3 : samples[i];
    }
    Path cube = Cubes.write(folder.resolve("cube.npy"), 1, pixels, channels, samples);
    Path model = folder.resolve("pca.onnx");
    Path inverse = folder.resolve("inverse.onnx");
    Cli cli =
        ok(
            "fit-pca",
            "--images",
            cube,
            "--components",
            count,
            "--out",
            model,
            "--save-inverse",
            inverse);
    float[] back = runtime(inverse, count, runtime(model, channels, samples));
    assertThat(back).containsExactly(samples, within(2e-5f));
    int rank = Math.min(pixels - 1, channels == 5 ? 4 : channels);
    if (rank < channels) {
      assertThat(cli.out()).contains(Text.of("from the %d. on they vary less than", rank + 1));
    } else {
      assertThat(cli.out()).doesNotContain("from the");
    }
    assertThat(report("pca.report.json").get("rank").intValue()).isEqualTo(rank);
  }

  @Test
  void wrongUseIsToldBeforeAnythingRuns() throws IOException {
    Path cube = cube("cube.npy", 3, Cubes.spectra(HEIGHT * WIDTH, 3, 3, 0.1, 3));
    Path model = folder.resolve("pca.onnx");
    refused(2, "Cannot fit components: expected one of --components and --variance", cube);
    refused(
        2,
        "Cannot fit components: expected one of --components and --variance",
        cube,
        "--components",
        2,
        "--variance",
        0.5);
    refused(2, "Cannot use --components: found 0, expected at least 1", cube, "--components", 0);
    refused(
        2,
        "Cannot use --components: found 4, expected at most the 3 channels of the images",
        cube,
        "--components",
        4);
    for (String share : List.of("0", "1.5", "NaN", "-1")) {
      String found = Double.valueOf(share).toString();
      refused(
          2,
          Text.of("Cannot use --variance: found %s, expected above 0 and at most 1", found),
          cube,
          "--variance",
          share);
      refused(
          2,
          Text.of("Cannot use --sample: found %s, expected above 0 and at most 1", found),
          cube,
          "--components",
          1,
          "--sample",
          share);
    }
    refused(
        2,
        "Cannot use --save-inverse: found a file of --out, expected another",
        cube,
        "--components",
        1,
        "--save-inverse",
        model);
    refused(
        2,
        "it exists already, expected a new file or --overwrite",
        cube,
        "--components",
        1,
        "--save-inverse",
        cube);
    Cli missing =
        Cli.run("fit-pca", "--images", cube, "--components", 1, "--out", cube.resolve("pca.onnx"));
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).hasSize(1);
    assertThat(missing.err().get(0)).startsWith("Cannot write to file:");
  }

  private void refused(int code, String message, Path image, Object... options) throws IOException {
    List<Object> args =
        new ArrayList<>(List.of("fit-pca", "--images", image, "--out", folder.resolve("pca.onnx")));
    args.addAll(List.of(options));
    Cli cli = Cli.run(args.toArray());
    assertThat(cli.code()).as(cli.out() + cli.err()).isEqualTo(code);
    assertThat(cli.err()).hasSize(1);
    assertThat(cli.err().get(0)).contains(message);
    assertThat(folder.resolve("pca.onnx")).doesNotExist();
    assertThat(folder.resolve("pca.report.json")).doesNotExist();
    assertThat(folder.resolve("pca.sums")).doesNotExist();
    assertThat(folder.resolve("pca.sums.unfinished")).doesNotExist();
  }

  @Test
  void dataThatGivesNoComponentsIsTold() throws IOException {
    float[] samples = new float[HEIGHT * WIDTH * 3];
    Arrays.fill(samples, -9999);
    Path cube = cube("cube.npy", 3, samples);
    refused(
        1,
        "Cannot fit components: there are too few pixels, found 0, expected at least 2",
        cube,
        "--components",
        1,
        "--nodata",
        "-9999");
    refused(
        1,
        "Cannot fit components: every channel is constant over 2000 pixels, found no variance",
        cube,
        "--components",
        1);
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    refused(
        3,
        "Cannot fit components: the one image fails, file:" + text + ": the file is text",
        text,
        "--components",
        1);
    refused(1, "text.png", text, "--components", 1, "--mode", "failfast");
  }

  @Test
  void otherChannelsAreAFailureThatIsTold() throws IOException {
    cube("a.npy", 3, Cubes.spectra(HEIGHT * WIDTH, 3, 3, 0.1, 3));
    Pictures.uint8(folder.resolve("b.npy"), 10, 10, 4, 1);
    cube("c.npy", 3, Cubes.spectra(HEIGHT * WIDTH, 3, 3, 0.1, 4));
    Path model = folder.resolve("pca.onnx");
    Cli cli = ok("fit-pca", "--images", folder, "--components", 2, "--out", model);
    assertThat(cli.out())
        .containsPattern("images +3 in = 2 done \\+ 1 failed")
        .containsPattern(
            "failed +1: 1 mismatch\n +1 mismatch: .*b.npy: the channels are not those of the first image, found 4, expected 3");
    Cli stopped =
        Cli.run(
            "fit-pca",
            "--images",
            folder,
            "--components",
            2,
            "--out",
            model,
            "--overwrite",
            "--mode",
            "failfast");
    assertThat(stopped.code()).isEqualTo(1);
    assertThat(stopped.err().get(stopped.err().size() - 1))
        .contains("b.npy")
        .contains("the channels are not those of the first image");
  }

  /** Labels beside the images they are for, and first in the order of names. */
  @Test
  void componentsOfAMinorityAreRefused() throws IOException {
    Pictures.uint8(folder.resolve("gt.npy"), 10, 10, 1, 1);
    cube("scene.npy", 3, Cubes.spectra(HEIGHT * WIDTH, 3, 3, 0.1, 3));
    refused(
        1,
        "Cannot fit components: 1 of 2 images have other channels than the first, found 3, expected 1: choose images with --glob",
        folder,
        "--components",
        1);
    Path model = folder.resolve("pca.onnx");
    ok("fit-pca", "--images", folder, "--glob", "s*", "--components", 1, "--out", model);
  }
}
