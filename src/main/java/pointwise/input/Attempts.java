package pointwise.input;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Tries a read of one file again where that may help: a few times, above the file system's own
 * attempts. Only failures of this file count, so what becomes of it does not depend on executors
 * that were lost.
 */
final class Attempts {
  private static final int MOST = 3;
  private static final long PAUSE_MILLIS = 200;

  /** A read that may fail. */
  @FunctionalInterface
  interface Read<T> {
    T read() throws IOException;
  }

  private Attempts() {}

  /**
   * What the read gives.
   *
   * @throws IOException of the last attempt
   */
  static <T> T of(Read<T> read) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.read();
      } catch (IOException e) {
        if (attempt == MOST || isFinal(e)) {
          throw e;
        }
        pause(attempt * PAUSE_MILLIS);
      }
    }
  }

  /**
   * Whether the next attempt would fail alike: the file is gone or shorter, or may not be read; or
   * the file system has waited already, or the thread is to stop.
   */
  private static boolean isFinal(IOException e) {
    return e instanceof FileNotFoundException
        || e instanceof NoSuchFileException
        || e instanceof AccessDeniedException
        || e instanceof AccessControlException
        || e instanceof EOFException
        || e instanceof InterruptedIOException
        || e instanceof ClosedByInterruptException;
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("it was interrupted");
    }
  }
}
