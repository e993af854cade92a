package pointwise;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a test starts a JVM like its own. */
public final class Jvm {
  private Jvm() {}

  /** The java command, with the module flags of Spark and how this JVM compiles and collects. */
  public static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    flags("--add-opens").forEach(command::add);
    flags("-XX:").forEach(command::add);
    return command;
  }

  /** What this JVM was started with and begins so. */
  static List<String> flags(String begin) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith(begin))
        .toList();
  }
}
