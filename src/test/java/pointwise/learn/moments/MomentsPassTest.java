package pointwise.learn.moments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import pointwise.Spark;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.Lister;
import pointwise.input.Listing;
import pointwise.input.TaskInputs;
import pointwise.kernel.SampleRange;
import pointwise.learn.labels.Cubes;
import pointwise.pixels.Pictures;
import pointwise.raster.RasterOptions;
import pointwise.raster.ReadOptions;
import pointwise.raster.SplitMix64;
import pointwise.report.JobMetrics;
import pointwise.text.Text;

class MomentsPassTest {
  private static final PixelChoice ALL = PixelChoice.all(SampleRange.RAW);

  @TempDir Path folder;
  private RasterOptions options = RasterOptions.DEFAULT;

  private PixelStatistics run(
      PixelChoice choice, int channels, FailurePolicy policy, int partitions, Path... paths)
      throws IOException {
    List<InputSplit> parts = new ArrayList<>(parts(paths));
    Collections.shuffle(parts, new Random(partitions));
    Dataset<Row> table = table(choice, channels, policy, partitions, parts);
    return TableSum.of(table, channels, Blas.Kind.NATIVE, partitions * (64L << 20));
  }

  private Dataset<Row> table(
      PixelChoice choice,
      int channels,
      FailurePolicy policy,
      int partitions,
      List<InputSplit> parts) {
    SparkSession spark = Spark.session();
    TaskInputs reading =
        new TaskInputs(spark, TaskInputs.MAX_PIXELS, options, new JobMetrics(spark.sparkContext()));
    return spark
        .createDataset(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(parts, Math.max(1, partitions))
                .mapPartitions(new MomentsPass(reading, choice, channels, Blas.Kind.NATIVE, policy))
                .rdd(),
            PixelSums.ENCODER)
        .toDF();
  }

  private static List<InputSplit> parts(Path... paths) throws IOException {
    Configuration configuration = Spark.session().sessionState().newHadoopConf();
    Listing listing =
        Lister.list(
            configuration,
            Arrays.stream(paths).map(Path::toString).toList(),
            Listing.Selection.DEFAULT);
    return ImageSource.split(configuration, listing, 0);
  }

  private static void requireTwoPass(Covariance moments, float[] samples, int channels) {
    assertThat(moments.count()).isEqualTo(samples.length / channels);
    assertThat(moments.mean()).containsExactly(TwoPass.mean(samples, channels), within(1e-5));
    double[][] expected = TwoPass.covariance(samples, channels);
    double[][] difference = new double[channels][channels];
    for (int j = 0; j < channels; j++) {
      for (int k = 0; k < channels; k++) {
        difference[j][k] = moments.covariance()[j * channels + k] - expected[j][k];
      }
    }
    assertThat(TwoPass.norm(difference)).isLessThan(1e-6 * TwoPass.norm(expected));
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "37,29,5", "70,100,200"})
  void momentsOfAnImageAreThoseOfItsPixels(int height, int width, int channels) throws IOException {
    float[] samples = Cubes.spectra(height * width, channels, 3, 0.1, 1);
    Path cube = Cubes.write(folder.resolve("cube.npy"), height, width, channels, samples);
    PixelStatistics found = run(ALL, channels, FailurePolicy.PERMISSIVE, 0, cube);
    assertThat(found.pixels()).isEqualTo((long) height * width);
    if (height > 1) {
      requireTwoPass(found.moments(), samples, channels);
    } else {
      assertThat(found.moments().mean()[0]).isEqualTo(samples[0]);
    }
  }

  /** 8 images of 6 MB and one of 80 MB, which is read in parts. */
  @Test
  void partitionsDoNotChangeABit() throws IOException {
    for (int i = 0; i < 8; i++) {
      Cubes.write(
          folder.resolve("cube" + i + ".npy"), 512, 512, 6, Cubes.spectra(512 * 512, 6, 3, 0.1, i));
    }
    float[] large = Cubes.spectra(1000, 20, 3, 0.1, 99);
    float[] repeated = new float[1000 * 1000 * 6];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = large[i % large.length] + i % 7;
    }
    Cubes.write(folder.resolve("large.npy"), 1000, 3000, 6, Arrays.copyOf(repeated, 18_000_000));
    Covariance one = run(ALL, 6, FailurePolicy.PERMISSIVE, 1, folder).moments();
    Covariance seven = run(ALL, 6, FailurePolicy.PERMISSIVE, 7, folder).moments();
    Covariance any = run(ALL, 6, FailurePolicy.PERMISSIVE, 0, folder).moments();
    assertThat(one.count()).isEqualTo(8 * 512 * 512 + 3_000_000);
    for (Covariance other : List.of(seven, any)) {
      assertThat(other.count()).isEqualTo(one.count());
      assertThat(other.mean()).containsExactly(one.mean());
      assertThat(other.covariance()).containsExactly(one.covariance());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-9999, 0.1f, -Float.MAX_VALUE})
  void pixelsWithoutDataAreLeftOutAndCounted(float nodata) throws IOException {
    int channels = 4;
    float[] samples = Cubes.spectra(90 * 110, channels, 3, 0.1, 6);
    List<float[]> kept = new ArrayList<>();
    Random random = new Random(3);
    int notFinite = 0;
    int without = 0;
    float[] others = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int p = 0; p < 90 * 110; p++) {
      int what = p < 2000 ? 1 : random.nextInt(4);
      int d = p * channels + random.nextInt(channels);
      if (what == 0) {
        samples[d] = others[random.nextInt(3)];
        notFinite++;
      } else if (what == 1) {
        samples[d] = nodata;
        without++;
      } else {
        kept.add(Arrays.copyOfRange(samples, p * channels, (p + 1) * channels));
      }
    }
    Path cube = Cubes.write(folder.resolve("cube.npy"), 90, 110, channels, samples);
    options =
        new RasterOptions(List.of(), (double) nodata, false, null, false, ReadOptions.DEFAULT);
    PixelStatistics found =
        run(new PixelChoice(SampleRange.RAW, 1), channels, FailurePolicy.FAILFAST, 0, cube);
    assertThat(found.notFinite()).isEqualTo(notFinite);
    assertThat(found.nodata()).isEqualTo(without);
    assertThat(found.pixels()).isEqualTo(90 * 110);
    float[] rest = new float[kept.size() * channels];
    for (int p = 0; p < kept.size(); p++) {
      System.arraycopy(kept.get(p), 0, rest, p * channels, channels);
    }
    requireTwoPass(found.moments(), rest, channels);
  }

  /** Bytes are divided by 255; the value without data is that of the file. */
  @Test
  void unitRangeScalesWhatIsStored() throws IOException {
    Path image = Pictures.uint8(folder.resolve("image.npy"), 40, 50, 3, 8);
    byte[] stored = new byte[40 * 50 * 3];
    new Random(8).nextBytes(stored);
    List<Double> kept = new ArrayList<>();
    for (int p = 0; p < 2000; p++) {
      if (stored[3 * p] != 17 && stored[3 * p + 1] != 17 && stored[3 * p + 2] != 17) {
        kept.add((stored[3 * p] & 0xff) / 255.);
      }
    }
    assertThat(kept.size()).isLessThan(2000);
    double mean = kept.stream().mapToDouble(x -> x).average().orElseThrow();
    options = new RasterOptions(List.of(), 17.0, false, null, false, ReadOptions.DEFAULT);
    PixelStatistics found =
        run(new PixelChoice(SampleRange.UNIT, 1), 3, FailurePolicy.FAILFAST, 0, image);
    assertThat(found.moments().count()).isEqualTo(kept.size());
    assertThat(found.nodata()).isEqualTo(2000 - kept.size());
    assertThat(found.moments().mean()[0]).isCloseTo(mean, within(1e-7));
  }

  @Test
  void imagesThatFailAreLeftOutAndCounted() throws IOException {
    float[] samples = Cubes.spectra(1000, 5, 3, 0.1, 1);
    Cubes.write(folder.resolve("b.npy"), 10, 100, 5, samples);
    Pictures.uint8(folder.resolve("c.npy"), 10, 10, 3, 1);
    Files.writeString(folder.resolve("a.npy"), "no picture");
    List<Row> failed =
        table(ALL, 5, FailurePolicy.PERMISSIVE, 2, parts(folder))
            .where("sums is null")
            .select("origin", "error", "errorKind")
            .orderBy("origin")
            .collectAsList();
    assertThat(failed).hasSize(2);
    assertThat(failed.get(0).getString(0)).endsWith("/a.npy");
    assertThat(failed.get(0).getString(2)).isEqualTo("content");
    assertThat(failed.get(1).getString(0)).endsWith("/c.npy");
    assertThat(failed.get(1).getString(1))
        .isEqualTo("the channels are not those of the first image, found 3, expected 5");
    PixelStatistics found = run(ALL, 5, FailurePolicy.PERMISSIVE, 2, folder);
    requireTwoPass(found.moments(), samples, 5);
    assertThatThrownBy(() -> run(ALL, 5, FailurePolicy.FAILFAST, 2, folder))
        .hasStackTraceContaining(".npy: ");
  }

  /** The share is taken, the same pixels every time, and others of an image of another name. */
  @Test
  void samplesAreAShareOfThePixelsAndAlwaysTheSame() throws IOException {
    float[] samples = Cubes.spectra(200 * 500, 3, 3, 0.1, 2);
    Path cube = Cubes.write(folder.resolve("cube.npy"), 200, 500, 3, samples);
    Path other = Cubes.write(folder.resolve("other.npy"), 200, 500, 3, samples);
    PixelChoice tenth = new PixelChoice(SampleRange.RAW, 0.1);
    PixelStatistics first = run(tenth, 3, FailurePolicy.FAILFAST, 1, cube);
    PixelStatistics again = run(tenth, 3, FailurePolicy.FAILFAST, 2, cube);
    // Within 5 standard deviations of a binomial count.
    assertThat(first.moments().count()).isCloseTo(10_000, within(475L));
    assertThat(first.pixels()).isEqualTo(100_000);
    assertThat(again.moments().covariance()).containsExactly(first.moments().covariance());
    assertThat(run(tenth, 3, FailurePolicy.FAILFAST, 1, other).moments().mean())
        .isNotEqualTo(first.moments().mean());
    // An unbiased sample: the mean within 5 standard errors.
    double error = Math.sqrt(first.moments().variance()[0] / first.moments().count());
    assertThat(first.moments().mean()[0]).isCloseTo(TwoPass.mean(samples, 3)[0], within(5 * error));
    // Each pixel by its number in the image, which is its sample here.
    float[] numbers = new float[200 * 500];
    Path numbered = Cubes.write(folder.resolve("numbers.npy"), 200, 500, 1, numbers);
    long key = SplitMix64.key(parts(numbered).get(0).getKey());
    double sum = 0;
    int count = 0;
    for (int p = 0; p < numbers.length; p++) {
      numbers[p] = p;
      sum += tenth.takes(key, p) ? p : 0;
      count += tenth.takes(key, p) ? 1 : 0;
    }
    Cubes.write(numbered, 200, 500, 1, numbers);
    Covariance chosen = run(tenth, 1, FailurePolicy.FAILFAST, 1, numbered).moments();
    assertThat(chosen.count()).isEqualTo(count);
    assertThat(chosen.mean()[0]).isCloseTo(sum / count, within(1e-6));
    // A larger share has the smaller one's pixels among its own.
    PixelChoice half = new PixelChoice(SampleRange.RAW, 0.5);
    for (int p = 0; p < 1000; p++) {
      assertThat(!tenth.takes(key, p) || half.takes(key, p)).isTrue();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PixelChoice(SampleRange.RAW, 0))
        .withMessage("Cannot sample pixels: found a share of 0.0, expected above 0 and at most 1");
  }

  /** However units are cut into tasks, the additions are the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64, 100})
  void unitsAreAddedInOneOrder(int units) {
    Random random = new Random(units);
    Covariance whole = sum(units, List.of(units));
    for (int trial = 0; trial < 20; trial++) {
      List<Integer> tasks = new ArrayList<>();
      for (int left = units; left > 0; left -= tasks.get(tasks.size() - 1)) {
        tasks.add(1 + random.nextInt(left));
      }
      Covariance parts = sum(units, tasks);
      assertThat(parts.count()).isEqualTo(50L * units);
      assertThat(parts.mean()).containsExactly(whole.mean());
      assertThat(parts.covariance()).containsExactly(whole.covariance());
    }
  }

  private static Covariance sum(int units, List<Integer> tasks) {
    GroupSums<Covariance> driver = new GroupSums<>(units);
    int number = 0;
    for (int task : tasks) {
      GroupSums<Covariance> sums = new GroupSums<>(units);
      for (int end = number + task; number < end; number++) {
        Covariance unit = new Covariance(3);
        new CovarianceKernel(Blas.nativeBlas(), 3)
            .add(Cubes.spectra(50, 3, 3, 0.1, number), 0, 50, unit);
        sums.add(number, unit);
      }
      assertThat(sums.subtrees())
          .hasSizeLessThanOrEqualTo(2 * (32 - Integer.numberOfLeadingZeros(units)));
      sums.subtrees().forEach(driver::add);
    }
    return driver.total();
  }

  /** Images of fewer pixels than bands: their samples take less than their sums would. */
  @ParameterizedTest
  @CsvSource({"1,70,64", "7,30,128", "12,9,100"})
  void smallImagesAreHeldBySample(int side, int images, int channels) throws IOException {
    int pixels = side * side;
    float[] all = new float[images * pixels * channels];
    for (int i = 0; i < images; i++) {
      float[] samples = Cubes.spectra(pixels, channels, 5, 0.1, i);
      Cubes.write(folder.resolve("v" + i + ".npy"), side, side, channels, samples);
      System.arraycopy(samples, 0, all, i * samples.length, samples.length);
    }
    List<Row> rows =
        table(ALL, channels, FailurePolicy.FAILFAST, 3, parts(folder))
            .select("sums")
            .collectAsList();
    assertThat(rows).hasSize(images);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.<byte[]>getAs(0))
                    .hasSize(
                        4 * 8 + Math.min(pixels * channels * 4, (int) Covariance.bytes(channels))));
    Covariance one = run(ALL, channels, FailurePolicy.FAILFAST, 1, folder).moments();
    requireTwoPass(one, all, channels);
    Covariance three = run(ALL, channels, FailurePolicy.FAILFAST, 3, folder).moments();
    assertThat(three.mean()).containsExactly(one.mean());
    assertThat(three.covariance()).containsExactly(one.covariance());
  }

  @Test
  void unitsHoldEveryPartOnceInOrderAndAreOfEqualSize() {
    List<InputSplit> parts = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 5000; i++) {
      parts.add(new InputSplit("", Text.of("0/file%04d", i), random.nextInt(4 << 20), 0, null));
    }
    List<SumGroup> units = SumGroup.forMoments(parts, 200);
    assertThat(units.size()).isBetween(900, 1024);
    assertThat(units.stream().flatMap(unit -> unit.parts().stream()).toList()).isEqualTo(parts);
    long total = parts.stream().mapToLong(SumGroup::cost).sum();
    for (int i = 0; i < units.size(); i++) {
      assertThat(units.get(i).number()).isEqualTo(i);
      assertThat(units.get(i).parts().stream().mapToLong(SumGroup::cost).sum())
          .isLessThan(total / units.size() + (5 << 20));
    }
    // The triangle of 4096 channels takes 64 MB, so fewer of them.
    assertThat(SumGroup.forMoments(parts, 4096)).hasSizeBetween(1, 4);
    assertThat(SumGroup.forMoments(parts.subList(0, 1), 1)).hasSize(1);
  }
}
