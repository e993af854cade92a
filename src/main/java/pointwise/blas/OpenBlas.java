package pointwise.blas;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import pointwise.text.Text;

/**
 * Loads the OpenBLAS in the jar, which holds LAPACK too, and makes netlib call it. javacpp unpacks
 * the library with the libgfortran, libquadmath and libgcc it wants, which a bare machine lacks.
 */
final class OpenBlas {
  private static final String NAME = "openblas_nolapack";

  /** A property of the JVM that says that some class loader has the library: no other can. */
  private static final String TAKEN = "pointwise.blas.taken";

  private static final String LATE =
      "another class loader of this JVM has it, as where the jar was added to a session that had begun; start the session with the jar";

  private static final Pattern OTHER_BLAS =
      Pattern.compile("lib((open|flexi|c)?blas|lapack|tatlas|satlas|mkl_rt|blis).*\\.so.*");

  /** Either netlib on our OpenBLAS, or why not: loading is tried once per JVM. */
  private static final class Loaded {
    static Path library;
    static BLAS blas;
    static String coreType;
    static String description;
    static Throwable failure;

    static {
      try {
        library = unpack();
        System.setProperty(TAKEN, library.toString());
        blas = bind(library, BLAS.class, NativeBLAS::getInstance);
        openblas_nolapack.blas_set_num_threads(1);
        coreType = coreType();
        description =
            Text.of(
                "OpenBLAS %s, core type %s, 1 thread per task",
                Optional.ofNullable(Loader.getVersion("org.bytedeco", "openblas"))
                    .orElse("of unknown version"),
                coreType);
      } catch (RuntimeException | IOException | LinkageError e) {
        failure = e;
      }
    }
  }

  /** The same for netlib's LAPACK, which only drivers need. */
  private static final class LoadedLapack {
    static LAPACK lapack;
    static Throwable failure;

    static {
      try {
        lapack = bind(Loaded.library, LAPACK.class, NativeLAPACK::getInstance);
      } catch (RuntimeException | IOException | LinkageError e) {
        failure = e;
      }
    }
  }

  private OpenBlas() {}

  static BLAS load() {
    requireLoaded("BLAS", Loaded.failure);
    return Loaded.blas;
  }

  static LAPACK loadLapack() {
    requireLoaded("BLAS", Loaded.failure);
    requireLoaded("LAPACK", LoadedLapack.failure);
    return LoadedLapack.lapack;
  }

  private static void requireLoaded(String what, Throwable failure) {
    if (failure != null) {
      throw new IllegalStateException(
          Text.of("Cannot load native %s: %s, or ask for --blas java", what, remedy(failure)),
          failure);
    }
  }

  /**
   * javacpp says last that it found no such library; why the one it unpacked was none, is below.
   */
  private static String remedy(Throwable failure) {
    Throwable root = failure;
    while (root instanceof UnsatisfiedLinkError && root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    if (message.endsWith("failed to map segment from shared object")) {
      return Text.of(
          "%s does not let its files be executed, as where it is mounted noexec; have libraries unpacked elsewhere with -Dorg.bytedeco.javacpp.cachedir=DIR",
          message.substring(0, message.indexOf(": ")));
    }
    return message.equals(LATE) ? LATE : message + "; use Linux on x86-64 or aarch64";
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
    throw new IOException(
        System.getProperty(TAKEN) == null ? "the jar holds no OpenBLAS for this machine" : LATE);
  }

  /**
   * netlib's {@code type} over {@code library}; it reads a property once, when its first user
   * comes.
   */
  private static <T> T bind(Path library, Class<T> type, Supplier<? extends T> instance)
      throws IOException {
    String property = type.getPackageName() + ".nativeLibPath";
    String before = System.getProperty(property);
    System.setProperty(property, library.toString());
    T netlib;
    try {
      netlib = instance.get();
    } catch (RuntimeException | LinkageError e) {
      // Someone used netlib before the property was there, and it found no library.
      return SecondNetlib.nativeInstance(type, library);
    }
    Set<String> others = otherLibraries(library);
    boolean isThere = before != null && Files.exists(Path.of(before));
    boolean chosenAtStart = isThere && Files.isSameFile(Path.of(before), library);
    if (!others.isEmpty() && !chosenAtStart) {
      throw new IllegalStateException(
          Text.of(
              "netlib was initialised before Pointwise, found %s, expected %s (call Pointwise first, or start every JVM with -D%s=%s%s)",
              String.join(" and ", others),
              library,
              property,
              library,
              before == null || isThere
                  ? ""
                  : Text.of("; it names %s, which is not there", before)));
    }
    return netlib;
  }

  /** Other BLAS and LAPACK libraries in this process: netlib may be bound to any of them. */
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
