package pointwise.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import pointwise.file.Ages;
import pointwise.file.ExclusiveFile;
import pointwise.file.Shell;
import pointwise.input.Listing;
import pointwise.text.Text;
import pointwise.text.UsageException;

/**
 * Says who writes to a result, as a file beside it, so that a second job is refused at its start.
 * One that a process of this machine left, which runs no more, is taken over.
 */
public final class Lock {
  /** What is added to the name of what is locked. */
  public static final String SUFFIX = ".lock";

  private static final int ATTEMPTS = 3;

  /**
   * Whose it is.
   *
   * @param id of this lock, no other has it
   * @param host its name, the machine's id and the space of its process numbers, which containers
   *     have of their own; separated by spaces
   * @param process its number
   * @param processStarted when the process did: on Linux in ticks since the machine started, which
   *     no change of the clock changes, else in seconds of the epoch; 0 if that is not known
   * @param since when the lock was taken
   */
  record Owner(
      String id,
      String command,
      String user,
      String host,
      long process,
      long processStarted,
      String since) {
    Owner {
      Objects.requireNonNull(host, "host");
      Objects.requireNonNull(since, "since");
    }

    /** The start of a process, after its name. */
    private static final int START_FIELD = 19;

    static Owner ofThisProcess(String command) throws IOException {
      ProcessHandle process = ProcessHandle.current();
      return new Owner(
          UUID.randomUUID().toString(),
          "pointwise " + command,
          UserGroupInformation.getCurrentUser().getShortUserName(),
          thisHost(),
          process.pid(),
          started(process),
          Instant.now().toString());
    }

    private static String thisHost() {
      String name;
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        name = "unknown";
      }
      try {
        String machine = Files.readString(java.nio.file.Path.of("/etc/machine-id")).strip();
        return Text.of(
            "%s %s %s",
            name, machine, Files.readSymbolicLink(java.nio.file.Path.of("/proc/self/ns/pid")));
      } catch (IOException | UnsupportedOperationException e) {
        return name; // no such Linux
      }
    }

    private static long started(ProcessHandle process) {
      try {
        // The fields after the name, which stands in brackets and may have any bytes; proc(5).
        String stat =
            Files.readString(
                java.nio.file.Path.of("/proc", Long.toString(process.pid()), "stat"),
                StandardCharsets.ISO_8859_1);
        return Long.parseLong(
            stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[START_FIELD]);
      } catch (IOException e) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
      }
    }

    private boolean isOf(ProcessHandle found) {
      long started = started(found);
      return started == 0 || started == processStarted; // 0: it is not told to this user
    }

    /** Whether its process runs; empty where that cannot be known from here. */
    Optional<Boolean> runs() {
      return host.equals(thisHost())
          ? Optional.of(
              ProcessHandle.of(process)
                  .filter(ProcessHandle::isAlive)
                  .filter(this::isOf)
                  .isPresent())
          : Optional.empty();
    }

    /** Whether it is known to have ended. */
    boolean hasEnded() {
      return runs().filter(runs -> !runs).isPresent();
    }

    /** In words. */
    String text() {
      return Text.of(
          "%s of %s on %s, process %d, since %s (%s)",
          command,
          user,
          host.replaceFirst(" .*", ""),
          process,
          since,
          Ages.of(Duration.between(Instant.parse(since), Instant.now())));
    }
  }

  private final FileSystem fs;
  private final Path out;
  private final Owner owner;

  private Lock(FileSystem fs, Path out, Owner owner) {
    this.fs = fs;
    this.out = out;
    this.owner = owner;
  }

  /**
   * Takes the lock of a result.
   *
   * @throws UsageException if another job has it
   */
  public static Lock take(Configuration configuration, Path out, String command)
      throws IOException {
    FileSystem fs = out.getFileSystem(configuration);
    Path file = beside(out);
    Owner owner = Owner.ofThisProcess(command);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (ExclusiveFile.create(configuration, file, PlanFiles.json(owner))) {
        return new Lock(fs, out, owner);
      }
      Owner other = owner(fs, out).orElse(null);
      if (other != null && !other.hasEnded()) {
        throw new UsageException(
            Text.of(
                "Cannot write to %s: another job does, found %s, expected to be the only one; if it runs no more, %s breaks its lock",
                out, other.text(), Shell.remove(fs, file, false)));
      }
      if (other != null && ExclusiveFile.replaces(fs, file)) {
        if (takesOver(fs, file, other, owner)) {
          return new Lock(fs, out, owner);
        }
      } else if (other != null) {
        takeAway(configuration, fs, file, other);
      }
    }
    throw new IOException(Text.of("Cannot write to %s: its lock %s comes and goes", out, file));
  }

  /** Whether the lock of a process that has ended is now this owner's. */
  private static boolean takesOver(FileSystem fs, Path file, Owner ended, Owner owner)
      throws IOException {
    try {
      FileStatus seen = fs.getFileStatus(file);
      return read(fs, file).equals(ended) && ExclusiveFile.replace(fs, seen, PlanFiles.json(owner));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Takes the lock of a process that has ended away; that of a job that did so first stays. */
  static void takeAway(Configuration configuration, FileSystem fs, Path file, Owner ended)
      throws IOException {
    Path aside =
        new Path(file.getParent(), Listing.path("." + file.getName() + "-" + UUID.randomUUID()));
    try {
      if (!fs.rename(file, aside)) {
        return;
      }
    } catch (FileNotFoundException e) {
      return;
    }
    Owner found = read(fs, aside);
    if (!found.equals(ended)) {
      boolean unused = ExclusiveFile.create(configuration, file, PlanFiles.json(found));
    }
    fs.delete(aside, false);
  }

  private static Owner read(FileSystem fs, Path file) throws IOException {
    try (InputStream in = fs.open(file)) {
      return PlanFiles.read(in.readAllBytes(), Owner.class);
    }
  }

  /** The file of a result's lock. */
  public static Path beside(Path out) {
    return new Path(out.getParent(), Listing.path(out.getName() + SUFFIX));
  }

  /**
   * Whose the lock of a result is; empty where nobody has it.
   *
   * @throws UsageException if what is there is no lock
   */
  static Optional<Owner> owner(FileSystem fs, Path out) throws IOException {
    Path file = beside(out);
    try {
      return Optional.of(read(fs, file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new UsageException(
          Text.of(
              "Cannot write to %s: %s is there and is no lock of a job; %s removes it",
              out, file, Shell.remove(fs, file, false)),
          e);
    }
  }

  /** Whether the job that has the lock of a result is known to have ended. */
  public static boolean isOfEnded(FileSystem fs, Path out) throws IOException {
    try {
      return owner(fs, out).filter(Owner::hasEnded).isPresent();
    } catch (UsageException e) {
      return false; // nobody can read whose it is
    }
  }

  /** Gives it up, unless somebody broke it and another job has it. */
  public void release() throws IOException {
    if (owner(fs, out).filter(owner::equals).isPresent()) {
      fs.delete(beside(out), false);
    }
  }
}
