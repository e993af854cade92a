package pointwise;

import org.apache.spark.sql.SparkSession;

/** One session for all tests of a JVM; a new one where a command has closed it. */
public final class Spark {
  static {
    // What commands find where they start a session of their own.
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "4");
    System.setProperty("spark.driver.host", "localhost");
  }

  private static SparkSession session;

  private Spark() {}

  public static synchronized SparkSession session() {
    if (session == null || session.sparkContext().isStopped()) {
      session = SparkSession.builder().appName("tests").getOrCreate();
    }
    return session;
  }
}
