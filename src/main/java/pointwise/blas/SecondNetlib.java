package pointwise.blas;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import pointwise.text.Text;

/**
 * A package of netlib's classes once more, in a loader of their own. netlib looks for its native
 * library once, when its first user comes; where it found none then, this one looks again. The two
 * share the interface, BLAS or LAPACK, and nothing else.
 */
final class SecondNetlib extends ClassLoader {
  private final Class<?> shared;

  private SecondNetlib(Class<?> shared) {
    super(shared.getClassLoader());
    this.shared = shared;
  }

  /**
   * netlib over {@code library}, which its property names now.
   *
   * @param shared the interface
   * @throws IllegalStateException with netlib's own exception, if it cannot load that
   */
  static <T> T nativeInstance(Class<T> shared, Path library) {
    try {
      Class<?> netlib =
          new SecondNetlib(shared)
              .loadClass(shared.getPackageName() + ".Native" + shared.getSimpleName());
      return shared.cast(netlib.getMethod("getInstance").invoke(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          Text.of(
              "netlib cannot use %s, or not what it unpacks to %s; where that folder is mounted noexec, name another with -Djava.io.tmpdir=DIR",
              library, System.getProperty("java.io.tmpdir")),
          e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(shared.getPackageName() + ".") || name.equals(shared.getName())) {
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
