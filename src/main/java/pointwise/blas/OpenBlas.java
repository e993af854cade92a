package pointwise.blas;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Loads the OpenBLAS in the jar and makes netlib call it. javacpp unpacks the library with the
 * libgfortran, libquadmath and libgcc it wants, which a bare machine lacks.
 */
final class OpenBlas {
  private static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";
  private static final String NAME = "openblas_nolapack";
  private static final Pattern OTHER_BLAS =
      Pattern.compile("lib((open|flexi|c)?blas|tatlas|satlas|mkl_rt|blis).*\\.so.*");

  /** Either netlib on our OpenBLAS, or why not: loading is tried once per JVM. */
  private static final class Loaded {
    static BLAS blas;
    static String coreType;
    static String description;
    static Throwable failure;

    static {
      try {
        Path library = unpack();
        blas = bind(library);
        openblas_nolapack.blas_set_num_threads(1);
        coreType = coreType();
        description =
            "OpenBLAS %s, core type %s, 1 thread per task"
                .formatted(
                    Optional.ofNullable(Loader.getVersion("org.bytedeco", "openblas"))
                        .orElse("of unknown version"),
                    coreType);
      } catch (RuntimeException | IOException | LinkageError e) {
        failure = e;
      }
    }
  }

  private OpenBlas() {}

  static BLAS load() {
    if (Loaded.failure != null) {
      throw new IllegalStateException(
          "Cannot load native BLAS: %s; use Linux on x86-64 or aarch64, or ask for --blas java"
              .formatted(Loaded.failure.getMessage()),
          Loaded.failure);
    }
    return Loaded.blas;
  }

  static String describe() {
    return Loaded.description;
  }

  /** The AVX-512 core types have kernels for products of up to m·n·k = 1e6, not packed. */
  static boolean multipliesUnpacked() {
    return Set.of("SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS").contains(Loaded.coreType);
  }

  private static Path unpack() throws IOException {
    Loader.load(openblas_nolapack.class);
    for (Map.Entry<String, String> library : Loader.getLoadedLibraries().entrySet()) {
      if (library.getKey().startsWith(NAME)) {
        return Path.of(library.getValue()).toRealPath();
      }
    }
    throw new IOException("the jar holds no OpenBLAS for this machine");
  }

  /** netlib over {@code library}; it reads the property once, when its first user comes. */
  private static BLAS bind(Path library) throws IOException {
    String before = System.getProperty(LIBRARY_PATH);
    System.setProperty(LIBRARY_PATH, library.toString());
    BLAS netlib;
    try {
      netlib = NativeBLAS.getInstance();
    } catch (RuntimeException | LinkageError e) {
      // Someone used netlib before the property was there, and it found no library.
      return SecondNetlib.nativeBlas(library);
    }
    Set<String> others = otherLibraries(library);
    boolean chosenAtStart = before != null && Path.of(before).toRealPath().equals(library);
    if (!others.isEmpty() && !chosenAtStart) {
      throw new IllegalStateException(
          "netlib was initialised before Pointwise, found %s, expected %s (call Pointwise first, or start every JVM with -D%s=%s)"
              .formatted(String.join(" and ", others), library, LIBRARY_PATH, library));
    }
    return netlib;
  }

  /** Other BLAS libraries in this process: netlib may be bound to any of them. */
  private static Set<String> otherLibraries(Path library) throws IOException {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      return maps.filter(line -> line.indexOf('/') >= 0)
          .map(line -> line.substring(line.indexOf('/')))
          .filter(file -> OTHER_BLAS.matcher(Path.of(file).getFileName().toString()).matches())
          .filter(file -> !file.equals(library.toString()))
          .collect(Collectors.toSet());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * The kernels that OpenBLAS chose for this CPU. Its {@code gotoblas} points at the table in use,
   * one of the exported {@code gotoblas_<TYPE>}.
   */
  private static String coreType() {
    Pointer chosen = Loader.addressof("gotoblas");
    if (chosen == null) {
      return "unknown";
    }
    long table =
        new BytePointer(chosen)
            .capacity(Long.BYTES)
            .asByteBuffer()
            .order(ByteOrder.nativeOrder())
            .getLong();
    return Stream.of(
            "COOPERLAKE",
            "SAPPHIRERAPIDS",
            "SKYLAKEX",
            "ZEN",
            "HASWELL",
            "EXCAVATOR",
            "STEAMROLLER",
            "PILEDRIVER",
            "BULLDOZER",
            "SANDYBRIDGE",
            "BARCELONA",
            "NEHALEM",
            "CORE2",
            "PRESCOTT",
            "NEOVERSEN1",
            "NEOVERSEV1",
            "NEOVERSEN2",
            "CORTEXA57",
            "CORTEXA72",
            "ARMV8",
            "ARMV8SVE")
        .filter(
            type -> {
              Pointer candidate = Loader.addressof("gotoblas_" + type);
              return candidate != null && candidate.address() == table;
            })
        .findFirst()
        .orElse("unknown");
  }
}
