package pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import pointwise.blas.Blas;
import pointwise.input.FailurePolicy;
import pointwise.input.ImageSource;
import pointwise.input.InputSplit;
import pointwise.input.RowPass;
import pointwise.input.TaskInputs;
import pointwise.job.Job;
import pointwise.kernel.ChannelRule;
import pointwise.kernel.KernelSource;
import pointwise.kernel.SampleRange;
import pointwise.network.apply.Engine;
import pointwise.network.apply.NetworkPass;
import pointwise.network.apply.NetworkSource;
import pointwise.network.apply.Preprocessing;
import pointwise.network.onnx.ExternalData;
import pointwise.pixels.ExtractPass;
import pointwise.pixels.Multiply;
import pointwise.report.JobMetrics;
import pointwise.tile.MapTable;
import pointwise.tile.Tile;
import pointwise.tile.TileStage;

/** Executors in JVMs of their own: the jar and its native library reach them. */
class ClusterIT {
  private static final Path BANK = Path.of("conf/kernels/hue-units-16.json");

  @TempDir Path folder;

  @Test
  void clusterEqualsLocalBitForBitAlsoWhenAnExecutorHalts() throws IOException {
    Map<String, byte[]> local;
    Map<String, byte[]> localNetworks;
    try (SparkSession spark = session("local[2]", null)) {
      Dataset<InputSplit> images = ImageSource.read(spark, "sample-data/photos");
      local = collect(maps(spark, images));
      localNetworks = networks(spark, images);
    }
    List<Integer> repeated = new CopyOnWriteArrayList<>();
    Map<String, byte[]> cluster;
    Map<String, byte[]> clusterNetworks;
    Map<String, byte[]> source;
    List<Row> together;
    Map<String, byte[]> halted;
    try (SparkSession spark = session("local-cluster[2,1,1024]", testJar())) {
      spark
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                  if (end.taskInfo().successful() && end.taskInfo().attemptNumber() > 0) {
                    repeated.add(end.taskInfo().attemptNumber());
                  }
                }
              });
      Dataset<InputSplit> images = ImageSource.read(spark, "sample-data/photos");
      cluster = collect(maps(spark, images));
      clusterNetworks = networks(spark, images);
      source =
          collect(
              spark
                  .read()
                  .format("pointwise")
                  .option("kernels", BANK.toString())
                  .load("sample-data/photos"));
      together =
          spark
              .sql(
                  "SELECT feature_map(height, width, y, x, channels).data, conv1x1(first(content), '{\"name\": \"same\", \"kernels\": [[1,0,0],[0,1,0],[0,0,1]]}').data FROM pointwise_pixels('sample-data/nine.npy', partitions => 2) CROSS JOIN binaryFile.`sample-data/nine.npy`")
              .collectAsList();
      assertThat(repeated).isEmpty();
      halted = collect(maps(spark, images.mapPartitions(new HaltOnce(), InputSplit.ENCODER)));
    }
    assertThat(repeated).as("successful tasks that were tried again").isNotEmpty();
    assertSame(cluster, local);
    assertSame(source, local);
    assertThat(together.get(0).<byte[]>getAs(0)).hasSize(108).isEqualTo(together.get(0).getAs(1));
    assertSame(clusterNetworks, localNetworks);
    assertSame(halted, local);
  }

  /** Executors that are killed do not come back, as where workers and master are gone. */
  @Test
  void aJobWhoseClusterIsGoneIsEnded() throws IOException {
    try (SparkSession spark = session("local-cluster[1,1,1024]", null)) {
      spark.conf().set("spark.pointwise.clusterTimeout", "1s");
      SparkContext context = spark.sparkContext();
      assertThatThrownBy(
              () ->
                  Job.inSession(
                      "evaluate",
                      new Job.Inputs("images", 0),
                      (same, metrics) -> {
                        // Until the executor has come, it takes more than a second.
                        assertThat(same.range(8).count()).isEqualTo(8);
                        assertThat(context.killExecutors(context.getExecutorIds())).isTrue();
                        return same.range(8).count();
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Cannot go on with pointwise evaluate: the cluster is gone, found no executor for 1 second, expected at least one");
    }
  }

  private static void assertSame(Map<String, byte[]> found, Map<String, byte[]> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    expected.forEach(
        (place, data) -> assertThat(Arrays.equals(found.get(place), data)).as(place).isTrue());
  }

  private static SparkSession session(String master, Path testJar) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("cluster test")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.extraJavaOptions", String.join(" ", Jvm.flags("-XX:")));
    if (testJar != null) {
      builder.config("spark.jars", System.getProperty("pointwise.jar") + "," + testJar);
    }
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("OFF");
    return spark;
  }

  private static Dataset<Row> maps(SparkSession spark, Dataset<InputSplit> images)
      throws IOException {
    JobMetrics metrics = new JobMetrics(spark.sparkContext());
    KernelSource kernels = new KernelSource(BANK.toString(), Files.readAllBytes(BANK));
    return table(
        images,
        ExtractPass.maps(
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, metrics),
            Multiply.by(kernels),
            new TileStage.Chain(List.of()),
            FailurePolicy.FAILFAST));
  }

  private static Dataset<Row> table(Dataset<InputSplit> images, RowPass<Tile> maps) {
    return MapTable.of(images.mapPartitions(maps, Tile.ENCODER));
  }

  /** A map of convolutions of every kind, and the vector of a global pool. */
  private static Map<String, byte[]> networks(SparkSession spark, Dataset<InputSplit> images)
      throws IOException {
    Map<String, byte[]> data = new TreeMap<>();
    data.putAll(collect(maps(spark, images, "mobilenet-block", "block")));
    data.putAll(collect(maps(spark, images, "nin-block", "means")));
    return data;
  }

  private static Dataset<Row> maps(
      SparkSession spark, Dataset<InputSplit> images, String name, String layer)
      throws IOException {
    Path file = Path.of("sample-data/networks", name + ".onnx");
    return table(
        images,
        NetworkPass.of(
            new TaskInputs(spark, TaskInputs.MAX_PIXELS, new JobMetrics(spark.sparkContext())),
            new NetworkSource(
                name,
                Files.readAllBytes(file),
                ExternalData.NONE,
                List.of(layer),
                SampleRange.UNIT,
                NetworkSource.Normalisation.NONE,
                Engine.LAYERS),
            new Preprocessing(
                3, ChannelRule.STRICT, SampleRange.UNIT, new Preprocessing.Size.AsIs()),
            Blas.Kind.NATIVE,
            new TileStage.Chain(List.of()),
            FailurePolicy.FAILFAST));
  }

  /** The data of every strip by image, layer and first line. */
  private static Map<String, byte[]> collect(Dataset<Row> maps) {
    boolean layers = List.of(maps.columns()).contains("layer");
    Map<String, byte[]> data = new TreeMap<>();
    for (Row row : maps.collectAsList()) {
      String map = row.getAs("origin") + (layers ? " layer " + row.getAs("layer") : "");
      byte[] old = data.put(map + " from line " + row.getAs("y"), row.getAs("data"));
      assertThat(old).isNull();
    }
    return data;
  }

  /** The step of the test's own, for executors. */
  private Path testJar() throws IOException {
    Path jar = folder.resolve("steps.jar");
    List<String> classes = List.of("HaltOnce", "HaltOnce$1");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      for (String step : classes) {
        String name = "pointwise/ClusterIT$" + step + ".class";
        entries.putNextEntry(new JarEntry(name));
        ClusterIT.class.getClassLoader().getResourceAsStream(name).transferTo(entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  /** Halts the JVM of the first attempt of the first partition, after its first image. */
  static final class HaltOnce implements MapPartitionsFunction<InputSplit, InputSplit> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<InputSplit> call(Iterator<InputSplit> parts) {
      TaskContext task = TaskContext.get();
      boolean halts = task.partitionId() == 0 && task.attemptNumber() == 0;
      return new Iterator<>() {
        private int given;

        @Override
        public boolean hasNext() {
          if (halts && given == 1) {
            Runtime.getRuntime().halt(1);
          }
          return parts.hasNext();
        }

        @Override
        public InputSplit next() {
          given++;
          return parts.next();
        }
      };
    }
  }
}
