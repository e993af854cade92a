package pointwise.command;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.TaskContext;
import pointwise.BrokenInput;

/**
 * Local files under the scheme {@code faulty}, some of which fail in tasks, by the first word of
 * their names: {@code vanishing} files are deleted before they are opened, {@code open} files
 * cannot be opened, {@code read} files give no byte and {@code lines} files no more than their
 * header, either {@code once} or {@code always}; {@code disk} files are as on a local disk that
 * fails, on the driver too; {@code after-N} files give N bytes; {@code changing-N} files are
 * written to when they are opened for the Nth time; {@code again} files can be opened once; {@code
 * denied} files may not be read, on the driver neither; {@code slow} files are opened after a
 * while, in which no interruption is noticed, and others fail only after.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  public static final String SETTING = "spark.hadoop.fs.faulty.impl";

  /** Of a NumPy file of a small array. */
  private static final int HEADER_BYTES = 128;

  /** How often each file failed, by name. */
  static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

  /** How often files that can be opened once were asked for, by name. */
  static final Map<String, AtomicInteger> OPENED = new ConcurrentHashMap<>();

  private static final long DENIED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int DENIED_AT_ONCE = 10;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Counts the slow files that tasks have begun to open; other files do not fail before. */
  static volatile CountDownLatch slow = new CountDownLatch(0);

  /** Whether permission is missing, or was given meanwhile. */
  static volatile boolean denies = true;

  /** How many slow files were opened. */
  static final AtomicInteger SLOW_OPENED = new AtomicInteger();

  @Override
  public URI getUri() {
    return URI.create("faulty:///");
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  static String uri(java.nio.file.Path file) {
    return "faulty://" + file.toAbsolutePath();
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    String name = path.getName();
    if (denies && name.startsWith("denied")) {
      count(name);
      if (TaskContext.get() != null && FAILURES.size() > DENIED_AT_ONCE) {
        // No faster than Spark tells that a task has ended.
        LockSupport.parkNanos(DENIED_NANOS);
      }
      throw new AccessControlException("Permission denied: user=bob, access=READ, inode=" + path);
    }
    if (TaskContext.get() == null && !name.startsWith("disk")) {
      return super.open(path, buffer);
    }
    boolean fails =
        name.contains("always") || (name.contains("once") && !FAILURES.containsKey(name));
    if (name.startsWith("slow")) {
      slow.countDown();
      for (long end = System.nanoTime() + SLOW_NANOS; System.nanoTime() < end; ) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      SLOW_OPENED.incrementAndGet();
    } else if (name.startsWith("vanishing")) {
      Files.deleteIfExists(new File(path.toUri().getPath()).toPath());
      count(name);
    } else if (name.startsWith("again")) {
      if (OPENED.computeIfAbsent(name, key -> new AtomicInteger()).getAndIncrement() > 0) {
        throw failure(name);
      }
    } else if (fails && name.startsWith("open")) {
      throw failure(name);
    } else if (name.startsWith("changing-")) {
      int opened = OPENED.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
      if (opened == Integer.parseInt(name.replaceAll("\\D", ""))) {
        change(new File(path.toUri().getPath()).toPath());
      }
    } else if (fails && (name.startsWith("read") || name.startsWith("disk"))) {
      return broken(path, buffer, 0);
    } else if (name.startsWith("after-")) {
      int given = Integer.parseInt(name.replaceAll("\\D", ""));
      return broken(path, buffer, given);
    } else if (fails && name.startsWith("lines")) {
      return broken(path, buffer, HEADER_BYTES);
    }
    return super.open(path, buffer);
  }

  private FSDataInputStream broken(Path path, int buffer, int given) throws IOException {
    return new FSDataInputStream(
        new BrokenInput(super.open(path, buffer), given, () -> failure(path.getName())));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return plain(super.getFileStatus(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Stream.of(super.listStatus(path))
        .map(FaultyFileSystem::plain)
        .toArray(FileStatus[]::new);
  }

  /** Without permissions, which are looked up for the scheme {@code file} only. */
  private static FileStatus plain(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        status.getReplication(),
        status.getBlockSize(),
        status.getModificationTime(),
        status.getPath());
  }

  /** Another last byte, a second later at least; the length stays. */
  private static void change(java.nio.file.Path file) throws IOException {
    long time = Files.getLastModifiedTime(file).toMillis();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() - 1);
      bytes.write(1);
    }
    Files.setLastModifiedTime(file, FileTime.fromMillis(time + 1000));
  }

  private static void count(String name) {
    FAILURES.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
  }

  private static FSError diskError() {
    try {
      Constructor<FSError> error = FSError.class.getDeclaredConstructor(Throwable.class);
      error.setAccessible(true);
      return error.newInstance(new IOException("Input/output error"));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("FSError", e);
    }
  }

  private static IOException failure(String name) {
    count(name);
    try {
      slow.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (name.startsWith("disk")) {
      throw diskError();
    }
    return new IOException("Connection reset by peer\nin " + name);
  }
}
