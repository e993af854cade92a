package pointwise.network.runtime;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import pointwise.network.layer.Shape;
import pointwise.text.NoMemoryException;
import pointwise.text.Text;

/**
 * Memory that runs of a network take outside the heap, for all tasks of a JVM. The first run, and
 * each of an image half as large again as those before, is measured while no other runs. Where not
 * as many as the first fit as may run at once, it is the last; larger images of which not as many
 * fit run alone, each of them. A run is taken for no more than it took. Thread-safe.
 */
public final class RuntimeMemory {
  private static final int MB = 1 << 20;

  /** By which code and classes may grow during a run. */
  private static final long JVM_BYTES = 64L * MB;

  /** From which multiple of the largest image on another one is measured. */
  private static final double LARGER = 1.5;

  private final String network;
  private final int tasks;
  private final Supplier<Usage> usage;
  private final String advice;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /** Samples of the largest image of which as many fit as there are tasks. */
  private volatile double together;

  /** Samples of the smallest image of which not as many fit. */
  private double alone = Double.MAX_VALUE;

  /**
   * Bytes of this JVM.
   *
   * @param resident in memory
   * @param peak the most that were
   * @param used of the heap
   * @param committed of the heap
   * @param direct of buffers outside it, which tasks fill while another runs
   * @param free that it may take besides
   */
  record Usage(long resident, long peak, long used, long committed, long direct, long free) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path MACHINE = Path.of("/proc/meminfo");

    /**
     * As it is: what is free is what the machine has, the container, which the JVM knows, and what
     * Spark asked for.
     */
    static Usage now(long most) {
      OperatingSystemMXBean system =
          (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
      long resident = bytes(STATUS, "VmRSS:");
      long machine = bytes(MACHINE, "MemAvailable:") + bytes(MACHINE, "SwapFree:");
      long container = system.getTotalMemorySize() + system.getTotalSwapSpaceSize() - resident;
      return new Usage(
          resident,
          bytes(STATUS, "VmHWM:"),
          heap.getUsed(),
          heap.getCommitted(),
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum(),
          Math.min(Math.min(machine, container), most - resident));
    }

    private static long bytes(Path file, String field) {
      try {
        return Files.readAllLines(file).stream()
            .filter(line -> line.startsWith(field))
            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0);
      } catch (IOException e) {
        throw new IllegalStateException(Text.of("Cannot measure memory: %s", e.getMessage()), e);
      }
    }
  }

  /**
   * That of this JVM.
   *
   * @param network its name, for messages
   * @param tasks that run at once
   * @param most bytes that Spark asked for this JVM; {@code Long.MAX_VALUE} where it did not
   * @param advice what a user may do, for messages
   */
  public RuntimeMemory(String network, int tasks, long most, String advice) {
    this(network, tasks, () -> Usage.now(most), advice);
  }

  RuntimeMemory(String network, int tasks, Supplier<Usage> usage, String advice) {
    this.network = network;
    this.tasks = tasks;
    this.usage = usage;
    this.advice = advice;
  }

  /**
   * Runs the network.
   *
   * @param image what it gets
   * @param least bytes that a run cannot do without
   * @throws NoMemoryException if such runs do not fit memory
   */
  <T> T run(Shape image, long least, Supplier<T> run) {
    double samples = (double) image.pixels() * image.channels();
    boolean larger = samples >= LARGER * together;
    Lock held = larger ? lock.writeLock() : lock.readLock();
    held.lock();
    try {
      return larger && samples >= LARGER * together ? measured(image, least, run) : run.get();
    } finally {
      held.unlock();
    }
  }

  private <T> T measured(Shape image, long least, Supplier<T> run) {
    beginPeakAnew();
    Usage before = usage.get();
    require(image, least, 1, before.free);
    T result = run.get();
    Usage after = usage.get();
    // Of the heap no more can have become resident.
    long others =
        Math.max(0, after.committed - before.used)
            + Math.max(0, after.direct - before.direct)
            + JVM_BYTES;
    long took = Math.max(least, after.peak - before.resident - others);
    long bytes = after.peak > before.peak ? took : least;
    long free = Math.max(before.free, after.free);
    if (together == 0) {
      require(image, bytes, tasks, free);
    }
    double samples = (double) image.pixels() * image.channels();
    if ((double) bytes * tasks > free) {
      alone = Math.min(alone, samples);
    } else if (samples < alone) {
      together = Math.max(together, samples);
    }
    return result;
  }

  /**
   * Has Linux forget the peak, so that a run is measured which takes less than one before; proc(5).
   * Where it does not, such a run is taken for nothing.
   */
  private static void beginPeakAnew() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // As said.
    }
  }

  private void require(Shape image, long bytes, int runs, long free) {
    if ((double) bytes * runs > free) {
      throw new NoMemoryException(
          Text.of(
              "Cannot run network %s on images of %s: a run takes %,d MB outside the heap, %d at once, found %,d MB that are free, expected %,.0f MB: %s",
              network, image, bytes / MB, runs, free / MB, (double) bytes * runs / MB, advice));
    }
  }
}
