package pointwise.blas;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * netlib's classes once more, in a loader of their own. netlib looks for its native library once,
 * when its first user comes; where it found none then, this one looks again. The two share the
 * interface {@link BLAS} and nothing else.
 */
final class SecondNetlib extends ClassLoader {
  private static final String PACKAGE = BLAS.class.getPackageName() + ".";

  private SecondNetlib() {
    super(BLAS.class.getClassLoader());
  }

  /**
   * netlib over {@code library}, which its property names now.
   *
   * @throws IllegalStateException with netlib's own exception, if it cannot load that
   */
  static BLAS nativeBlas(Path library) {
    try {
      Class<?> netlib = new SecondNetlib().loadClass(NativeBLAS.class.getName());
      return (BLAS) netlib.getMethod("getInstance").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("netlib cannot use %s".formatted(library), e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PACKAGE) || name.equals(BLAS.class.getName())) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
