package pointwise.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import pointwise.blas.Blas;
import pointwise.input.TaskInputs;
import pointwise.input.TaskSlots;
import pointwise.job.ExitCodes;
import pointwise.job.Sessions;
import pointwise.network.run.StripsCheck;
import pointwise.network.runtime.RuntimeLibrary;
import pointwise.report.JvmReport;
import pointwise.text.Text;

/** Says what Spark runs here, and whether driver and executors can multiply natively, how fast. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    footer = "%nExample:%n  jobs/pointwise --master spark://host:7077 doctor",
    description =
        "Shows Spark, and JVM, CPU, memory and native BLAS of the driver and of every executor.")
public final class DoctorCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;
  private static final int TASKS_PER_SLOT = 2;

  private static final String CORE_TYPE = "OPENBLAS_CORETYPE";

  @Option(
      names = "--check",
      description =
          "Also show whether strips give the whole image's bits here, and for which core type.")
  private boolean check;

  @Override
  public Integer call() throws IOException {
    try (Sessions.Session session = Sessions.start("doctor")) {
      SparkSession spark = session.spark();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      System.out.print(spark(context));
      JvmReport driver = JvmReport.ofThisJvm();
      System.out.print(driver.text("driver"));
      System.out.print(networks());
      if (check && driver.nativeBlas()) {
        System.out.print(strips());
      }
      boolean healthy = driver.nativeBlas();
      if (!context.isLocal()) {
        healthy &= executors(context);
      }
      return healthy ? 0 : ExitCodes.FAILURE;
    }
  }

  /** What runs networks on the driver. */
  private static String networks() {
    StringBuilder text = new StringBuilder("networks\n");
    try {
      add(text, "engine", "%s", RuntimeLibrary.describe());
    } catch (IllegalStateException e) {
      add(text, "engine", "%s", e.getMessage());
    }
    return text.toString();
  }

  /** Which Spark runs, where it has its settings from, and what a task has. */
  private static String spark(JavaSparkContext context) throws IOException {
    TaskSlots slots = TaskSlots.of(context.getConf());
    StringBuilder text = new StringBuilder("spark\n");
    add(text, "version", "%s in %s", context.version(), setting("SPARK_HOME", "the class path"));
    add(text, "master", "%s", context.master());
    add(text, "conf", "%s", setting("SPARK_CONF_DIR", "SPARK_HOME/conf"));
    add(
        text,
        "tasks",
        "%s in a JVM at a time",
        slots.isLocal() || slots.perProcess() > 0
            ? Text.of("%d", slots.inProcess())
            : "one for each processor");
    if (slots.isLocal()) {
      long bytes = slots.limits(TaskInputs.MAX_PIXELS).maxBytes();
      add(
          text,
          "image",
          "up to %,d MB of samples decoded whole, such as %,d x %<,d x 3 uint8; %s raises it",
          bytes >> 20,
          (long) Math.sqrt(bytes / 3.),
          slots.memorySetting());
    }
    for (Path folder : folders(context)) {
      Path there = folder.toAbsolutePath();
      while (!Files.exists(there)) {
        there = there.getParent();
      }
      add(text, "disk", "%,d MB free in %s", there.toFile().getUsableSpace() >> 20, folder);
    }
    String forced = System.getenv(CORE_TYPE);
    if (forced != null) {
      add(
          text,
          "warning",
          "%s=%s forces the kernels of OpenBLAS; without it they suit the processor%s",
          CORE_TYPE,
          forced,
          hasAvx512() ? ", which has AVX-512" : "");
    }
    return text.toString();
  }

  private static void add(StringBuilder text, String name, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "  %-7s ", name))
        .append(String.format(Locale.ROOT, format, values))
        .append('\n');
  }

  private static String setting(String variable, String otherwise) {
    return Objects.requireNonNullElse(System.getenv(variable), otherwise);
  }

  private static boolean hasAvx512() throws IOException {
    Path cpu = Path.of("/proc/cpuinfo");
    return Files.isReadable(cpu) && Files.readString(cpu).contains(" avx512f ");
  }

  /** Where Spark and javacpp write, as far as this JVM knows. */
  private static Set<Path> folders(JavaSparkContext context) {
    Set<Path> folders = new TreeSet<>();
    Sessions.localFolders(context.getConf()).forEach(folder -> folders.add(Path.of(folder)));
    Path cache = Path.of(System.getProperty("user.home"), ".javacpp", "cache");
    folders.add(Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", cache.toString())));
    return folders;
  }

  private static String strips() {
    Blas blas = Blas.nativeBlas();
    double difference = StripsCheck.largestDifference(blas);
    return Text.of(
        "  strips  %s: %s%n",
        difference == 0
            ? "the bits of the whole image"
            : Text.of(
                "not the bits of the whole image, but within %.1e of its largest result",
                difference),
        blas.describe());
  }

  private static boolean executors(JavaSparkContext context) {
    Map<String, JvmReport> reached = new TreeMap<>();
    Set<String> missed = executorIds(context);
    int tasks = Math.max(1, context.defaultParallelism()) * TASKS_PER_SLOT;
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      numbers.add(i);
    }
    for (int round = 0; round < ROUNDS && (round == 0 || !missed.isEmpty()); round++) {
      context
          .parallelize(numbers, tasks)
          .map(new Examine())
          .collect()
          .forEach(report -> reached.put(report.executor(), report));
      missed = executorIds(context);
      missed.removeAll(reached.keySet());
    }
    boolean healthy = !reached.isEmpty();
    for (JvmReport report : reached.values()) {
      System.out.print(report.text("executor " + report.executor()));
      healthy &= report.nativeBlas();
    }
    if (!missed.isEmpty()) {
      System.out.printf(Locale.ROOT, "not reached: executors %s%n", String.join(", ", missed));
    }
    return healthy && missed.isEmpty();
  }

  /** The executors that are there now, by host and port of their block managers. */
  private static Set<String> executorIds(JavaSparkContext context) {
    String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
    Set<String> ids = new TreeSet<>();
    for (SparkExecutorInfo info : context.sc().statusTracker().getExecutorInfos()) {
      String id = info.host() + ":" + info.port();
      if (!id.equals(driver)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static final class Examine implements Function<Integer, JvmReport> {
    private static final long serialVersionUID = 1L;

    @Override
    public JvmReport call(Integer number) {
      return JvmReport.ofThisJvm();
    }
  }
}
