package pointwise.job;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext$;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import pointwise.input.Listing;
import pointwise.input.LocalFiles;
import pointwise.input.SteadyInput;
import pointwise.kernel.KernelSource;
import pointwise.network.onnx.ExternalData;
import pointwise.text.Text;
import pointwise.text.UsageException;

/** Spark and its configuration, the latter before Spark starts too. */
public final class Sessions {
  private static final String MAIN_CLASS = "pointwise.Pointwise";

  private Sessions() {}

  /**
   * Hadoop's configuration: that of the session that is there, else with the {@code spark.hadoop.*}
   * settings of the command line.
   */
  public static Configuration configuration() {
    return isThere()
        ? SparkSession.builder().getOrCreate().sessionState().newHadoopConf()
        : SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** Where Spark keeps what it shuffles, as far as this JVM knows. */
  public static List<String> localFolders(SparkConf conf) {
    String there = System.getenv("SPARK_LOCAL_DIRS");
    String temporary = System.getProperty("java.io.tmpdir");
    return List.of((there != null ? there : conf.get("spark.local.dir", temporary)).split(" *, *"));
  }

  /**
   * The session of a command.
   *
   * @param borrowed whether Spark ran before, and is left running
   */
  public record Session(SparkSession spark, boolean borrowed) implements AutoCloseable {
    @Override
    public void close() {
      if (!borrowed) {
        spark.stop();
      }
    }
  }

  private static boolean isThere() {
    return SparkContext$.MODULE$.getActive().isDefined();
  }

  /**
   * A copy of the session that is there, so that settings of the command stay its own; else a new
   * one, local where no master was given.
   *
   * @param name of the application, without the name of the program
   */
  public static Session start(String name) {
    if (isThere()) {
      SparkSession there = SparkSession.builder().getOrCreate();
      return new Session(((org.apache.spark.sql.classic.SparkSession) there).cloneSession(), true);
    }
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.master", "local[*]");
    // spark-submit calls an application by its class where nobody has named it.
    if (conf.get("spark.app.name", MAIN_CLASS).equals(MAIN_CLASS)) {
      conf.set("spark.app.name", "pointwise " + name);
    }
    if (conf.get("spark.master").startsWith("local")) {
      requireRoom(conf);
    }
    // Else the end of Spark waits a minute and a half for a task that does not end.
    conf.setIfMissing("spark.cleaner.referenceTracking.blocking", "false");
    return new Session(started(conf), false);
  }

  /** Spark copies the jars of an application before anything else. */
  static void requireRoom(SparkConf conf) {
    long jars = 0;
    for (String jar : conf.get("spark.jars", "").split(",", -1)) {
      jars += new File(jar.replaceFirst("^file:(//)?", "")).length();
    }
    List<String> folders = localFolders(conf);
    long free = 0;
    for (String folder : folders) {
      free = Math.max(free, new File(folder).getUsableSpace());
    }
    // What does not tell its size is not full.
    if (free < jars && folders.stream().allMatch(folder -> new File(folder).getTotalSpace() > 0)) {
      throw new UsageException(
          Text.of(
              "Cannot start Spark: its disk is full, found %,d MB free in %s, expected %,d MB for the program alone: choose another with --conf spark.local.dir=FOLDER",
              free >> 20, String.join(",", folders), jars >> 20));
    }
  }

  private static SparkSession started(SparkConf conf) {
    IllegalStateException ended = null;
    try {
      SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
      if (!spark.sparkContext().isStopped()) {
        return spark;
      }
    } catch (IllegalStateException e) {
      if (!isEndOfSpark(e)) {
        throw e;
      }
      ended = e;
    }
    throw new IllegalStateException(
        Text.of(
            "Cannot start Spark on %s: it ended while it started, expected a cluster that answers",
            conf.get("spark.master")),
        ended);
  }

  /** Whether Spark says no more in an exception than that it has ended. */
  static boolean isEndOfSpark(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("Cannot call methods on a stopped SparkContext")
        || message.startsWith("LiveListenerBus is stopped");
  }

  /**
   * Reads kernels from any file system; what begins with a brace are kernels itself.
   *
   * @throws IllegalArgumentException if there is no such file or it holds no valid kernels
   */
  public static KernelSource kernels(Configuration configuration, String file) throws IOException {
    if (areText(file)) {
      return new KernelSource("kernels", file.getBytes(StandardCharsets.UTF_8));
    }
    return new KernelSource(file, bytes("kernels", "a kernel file in JSON", configuration, file));
  }

  /** Whether what was given for a file of kernels are the kernels. */
  public static boolean areText(String kernels) {
    return kernels.startsWith("{");
  }

  /**
   * A file of a network.
   *
   * @param name for messages
   * @param bytes owned by the receiver
   * @param beside opens files in the same folder
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Model(String name, byte[] bytes, ExternalData beside) {}

  /**
   * Reads the file of a network from any file system.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public static Model model(Configuration configuration, String file) throws IOException {
    Path path = Listing.path(file);
    Path folder = path.getFileSystem(configuration).makeQualified(path).getParent();
    return new Model(
        file,
        bytes("network", "an ONNX file", configuration, file),
        name -> {
          Path weights = new Path(folder, Listing.path(name));
          LocalFiles.requireRegular(weights.getFileSystem(configuration), weights);
          return open(configuration, weights);
        });
  }

  private static byte[] bytes(
      String what, String expected, Configuration configuration, String file) throws IOException {
    Path path = Listing.path(file);
    try (InputStream in = open(configuration, path)) {
      return in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new UsageException(
          Text.of(
              "Cannot read %s %s: %s, expected %s",
              what,
              path,
              path.getFileSystem(configuration).exists(path)
                  ? "it is a folder"
                  : "no file is there",
              expected),
          e);
    } catch (UnsupportedFileSystemException e) {
      throw new UsageException(Text.of("Cannot read %s %s: %s", what, path, e.getMessage()), e);
    } catch (UnknownHostException e) {
      throw new UsageException(
          Text.of("Cannot read %s %s: its host is not known, found %s", what, path, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(Text.of("Cannot read %s %s: %s", what, path, e.getMessage()), e);
    }
  }

  /** Opens a file that is to be read whole, unless it surely does not fit in memory. */
  private static InputStream open(Configuration configuration, Path path) throws IOException {
    FileSystem fs = LocalFiles.of(configuration, path);
    long most = Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2);
    long length = fs.getFileStatus(path).getLen();
    if (length > most) {
      throw new IOException(
          Text.of(
              "it is too large, found %d bytes, expected at most %d: %s",
              length,
              most,
              length > Integer.MAX_VALUE - 8
                  ? "keep weights in several files beside the model"
                  : "raise --driver-memory"));
    }
    return SteadyInput.open(configuration, path);
  }
}
