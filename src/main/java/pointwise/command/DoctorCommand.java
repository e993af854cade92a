package pointwise.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import pointwise.job.ExitCodes;
import pointwise.job.Sessions;
import pointwise.report.JvmReport;

/** Says whether driver and executors can multiply natively, and how fast. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Shows JVM, CPU, memory and native BLAS of the driver and of every executor.")
public final class DoctorCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;
  private static final int TASKS_PER_SLOT = 2;

  @Override
  public Integer call() throws IOException {
    try (Sessions.Session session = Sessions.start("doctor")) {
      SparkSession spark = session.spark();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      JvmReport driver = JvmReport.ofThisJvm();
      System.out.print(driver.text("driver"));
      boolean healthy = driver.nativeBlas();
      if (!context.isLocal()) {
        healthy &= executors(context);
      }
      return healthy ? 0 : ExitCodes.FAILURE;
    }
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
