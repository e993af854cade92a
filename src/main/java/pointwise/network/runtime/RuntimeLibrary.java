package pointwise.network.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import pointwise.text.Text;

/**
 * Loads the ONNX Runtime in the jar, once for a JVM. Its libraries are unpacked once for a machine,
 * into the folder that OpenBLAS is unpacked to.
 */
public final class RuntimeLibrary {
  private static final String FOLDER = "onnxruntime.native.path";

  /** Either the environment, or why there is none. */
  private static final class Loaded {
    static OrtEnvironment environment;
    static Throwable failure;

    static {
      try {
        if (System.getProperty(FOLDER) == null) {
          unpack("libonnxruntime4j_jni.so");
          System.setProperty(FOLDER, unpack("libonnxruntime.so").getParent());
        }
        environment = OrtEnvironment.getEnvironment();
      } catch (RuntimeException | IOException | LinkageError e) {
        failure = e;
      }
    }

    private static File unpack(String name) throws IOException {
      boolean arm = "aarch64".equals(System.getProperty("os.arch"));
      String file = Text.of("/ai/onnxruntime/native/linux-%s/%s", arm ? "aarch64" : "x64", name);
      File unpacked = isLinux() ? Loader.cacheResource(OrtEnvironment.class, file) : null;
      if (unpacked == null) {
        throw new IOException("the jar holds no ONNX Runtime for this machine");
      }
      return unpacked;
    }

    private static boolean isLinux() {
      return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
    }
  }

  private RuntimeLibrary() {}

  /**
   * The environment of this JVM.
   *
   * @throws IllegalStateException if the library cannot be loaded
   */
  static OrtEnvironment environment() {
    if (Loaded.failure != null) {
      throw new IllegalStateException(
          Text.of(
              "Cannot load ONNX Runtime: %s; use Linux on x86-64 or aarch64, or ask for --engine layers",
              cause(Loaded.failure)),
          Loaded.failure);
    }
    return Loaded.environment;
  }

  /** Why in Java's words: the innermost, which names the file. */
  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.endsWith("failed to map segment from shared object")
        ? message
            + ", as where the folder is mounted noexec; have libraries unpacked elsewhere with -Dorg.bytedeco.javacpp.cachedir=DIR"
        : message;
  }

  /**
   * Its name and version.
   *
   * @throws IllegalStateException if the library cannot be loaded
   */
  public static String version() {
    return "ONNX Runtime " + environment().getVersion();
  }

  /**
   * What runs, for people.
   *
   * @throws IllegalStateException if the library cannot be loaded
   */
  public static String describe() {
    return version() + ", 1 thread per task";
  }
}
