package pointwise;

import org.apache.spark.sql.SparkSession;
import pointwise.command.FaultyFileSystem;

/** One session for all tests of a JVM; a new one where a command has closed it. */
public final class Spark {
  private static final String MASTER = "spark.master";

  static {
    // What commands find where they start a session of their own.
    System.setProperty(MASTER, "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "4");
    System.setProperty("spark.driver.host", "localhost");
    System.setProperty(FaultyFileSystem.SETTING, FaultyFileSystem.class.getName());
    // Of all queries of all tests, none is compiled twice.
    System.setProperty("spark.sql.codegen.cache.maxEntries", "2000");
  }

  private static SparkSession session;

  private Spark() {}

  public static synchronized SparkSession session() {
    if (session == null || session.sparkContext().isStopped()) {
      session = SparkSession.builder().appName("tests").getOrCreate();
    }
    return session;
  }

  /** Lets the session be one of this master from now on, for a test that has to choose it. */
  public static synchronized void master(String master) {
    System.setProperty(MASTER, master);
    if (session != null && !session.sparkContext().master().equals(master)) {
      session.stop();
    }
  }
}
