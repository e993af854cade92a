package pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import pointwise.text.Text;

/** What is in the jar that users hand to spark-submit, and what is not. */
class JarIT {
  private Set<String> entries;
  private Attributes manifest;

  @BeforeEach
  void read() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("pointwise.jar"))) {
      entries = jar.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
      manifest = jar.getManifest().getMainAttributes();
    }
  }

  /** The class files under a folder of the build, named as in a jar. */
  private static Set<String> compiled(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Set<String> names =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .map(file -> folder.relativize(file).toString())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(names).as("classes in %s", folder).isNotEmpty();
      return names;
    }
  }

  private Set<String> startingWith(String... folders) {
    return entries.stream()
        .filter(entry -> Stream.of(folders).anyMatch(entry::startsWith))
        .filter(entry -> !entry.endsWith("/"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void itHoldsEveryClassOfPointwiseAndNoTestOrBenchmark() throws IOException {
    Set<String> ours = startingWith("pointwise/");
    ours.removeAll(startingWith("pointwise/shaded/"));
    assertThat(ours).isEqualTo(compiled(Path.of("target/classes")));
    assertThat(entries).doesNotContainAnyElementsOf(compiled(Path.of("target/test-classes")));
    assertThat(startingWith("pointwise/bench/", "org/junit/", "org/assertj/", "org/openjdk/jmh/"))
        .isEmpty();
    assertThat(manifest.getValue("Main-Class")).isEqualTo("pointwise.Pointwise");
  }

  @Test
  void itsManifestHasTheVersionOfItsName() {
    assertThat(System.getProperty("pointwise.jar"))
        .endsWith(Text.of("pointwise-%s.jar", manifest.getValue("Implementation-Version")));
  }

  @Test
  void whatSparkBringsIsNotInIt() {
    assertThat(
            startingWith(
                "org/apache/",
                "com/fasterxml/",
                "scala/",
                "org/slf4j/",
                "com/google/",
                "io/netty/",
                "org/xerial/"))
        .isEmpty();
  }

  /** Under other names, so that it cannot meet Spark's. */
  @Test
  void protobufIsInItByAnotherName() {
    assertThat(startingWith("pointwise/shaded/"))
        .anyMatch(entry -> entry.endsWith("/protobuf/Message.class"))
        .anyMatch(entry -> entry.endsWith("/OnnxMl.class"));
    assertThat(startingWith("ai/onnx/", "com/google/protobuf/")).isEmpty();
  }

  @Test
  void onnxRuntimeForBothMachinesIsInItAndForNoOther() {
    Set<String> expected = new TreeSet<>();
    for (String machine : new String[] {"linux-x64", "linux-aarch64"}) {
      String folder = Text.of("ai/onnxruntime/native/%s/", machine);
      expected.add(folder + "libonnxruntime.so");
      expected.add(folder + "libonnxruntime4j_jni.so");
    }
    assertThat(startingWith("ai/onnxruntime/native/")).isEqualTo(expected);
  }

  @Test
  void nativeBlasForBothMachinesIsInIt() {
    assertThat(entries)
        .contains(
            "dev/ludovic/netlib/blas/BLAS.class",
            "dev/ludovic/netlib/blas/JNIBLAS.class",
            "dev/ludovic/netlib/lapack/LAPACK.class",
            "dev/ludovic/netlib/lapack/JNILAPACK.class",
            "org/netlib/lapack/Dsyevd.class",
            "org/netlib/util/intW.class",
            "org/bytedeco/javacpp/Loader.class",
            "org/bytedeco/openblas/global/openblas_nolapack.class");
    for (String arch : new String[] {"amd64", "aarch64"}) {
      assertThat(entries)
          .contains(
              Text.of("resources/native/Linux-%s/libnetlibblasjni.so", arch),
              Text.of("resources/native/Linux-%s/libnetliblapackjni.so", arch));
    }
    for (String machine : new String[] {"linux-x86_64", "linux-arm64"}) {
      String openblas = Text.of("org/bytedeco/openblas/%s/", machine);
      assertThat(entries)
          .contains(
              openblas + "libopenblas.so.0",
              openblas + "libjniopenblas_nolapack.so",
              openblas + "libgfortran.so.5",
              openblas + "libgcc_s.so.1",
              Text.of("org/bytedeco/javacpp/%s/libjnijavacpp.so", machine));
      // Larger than all of the rest, and not used.
      assertThat(entries)
          .doesNotContain(openblas + "libjniopenblas.so", openblas + "libjniopenblas_full.so");
    }
  }
}
