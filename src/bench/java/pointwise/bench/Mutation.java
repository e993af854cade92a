package pointwise.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** Ways to damage a file, as copies, disks and writers do. */
public enum Mutation {
  FLIPPED_BITS {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      byte[] out = file.clone();
      for (int n = 1 + random.nextInt(16); n > 0; n--) {
        out[random.nextInt(random.nextBoolean() ? head : out.length)] ^=
            (byte) (1 << random.nextInt(8));
      }
      return out;
    }
  },
  CUT_SHORT {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      return Arrays.copyOf(file, 1 + random.nextInt(file.length - 1));
    }
  },
  SWAPPED_RUNS {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      byte[] out = file.clone();
      int n = run(file, random);
      int a = random.nextInt(file.length - n + 1);
      int b = random.nextInt(file.length - n + 1);
      System.arraycopy(file, a, out, b, n);
      System.arraycopy(file, b, out, a, n);
      return out;
    }
  },
  DELETED_RUN {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      int n = run(file, random);
      int at = random.nextInt(file.length - n + 1);
      byte[] out = new byte[file.length - n];
      System.arraycopy(file, 0, out, 0, at);
      System.arraycopy(file, at + n, out, at, file.length - n - at);
      return out;
    }
  },
  DOUBLED_RUN {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      int n = run(file, random);
      int at = random.nextInt(file.length - n + 1);
      byte[] out = Arrays.copyOf(file, file.length + n);
      System.arraycopy(file, at, out, at + n, file.length - at);
      return out;
    }
  },
  ZEROED_RUN {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      byte[] out = file.clone();
      int n = run(file, random);
      int at = random.nextInt(file.length - n + 1);
      Arrays.fill(out, at, at + n, (byte) 0);
      return out;
    }
  },
  /** Sizes, counts and offsets at the ends of their range. */
  EXTREME_NUMBER {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      byte[] out = file.clone();
      long extreme = EXTREMES[random.nextInt(EXTREMES.length)];
      int bytes = Math.min(1 << random.nextInt(3), file.length);
      int at = random.nextInt(Math.min(head, file.length - bytes + 1));
      boolean big = random.nextBoolean();
      ByteBuffer number = ByteBuffer.allocate(8).putLong(0, extreme);
      for (int i = 0; i < bytes; i++) {
        out[at + (big ? i : bytes - 1 - i)] = number.get(8 - bytes + i);
      }
      return out;
    }
  },
  /** Numbers of seven bits a byte, as Protocol Buffers have them, that never end or are huge. */
  ENDLESS_NUMBER {
    @Override
    byte[] of(byte[] file, Random random, int head) {
      byte[] out = file.clone();
      int n = Math.min(1 + random.nextInt(10), file.length);
      int at = random.nextInt(Math.min(head, file.length - n + 1));
      Arrays.fill(out, at, at + n, (byte) 0xFF);
      return out;
    }
  };

  private static final long[] EXTREMES = {
    0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL
  };

  private static final int PNG_HEADER = 8;

  /**
   * A damaged copy.
   *
   * @param head bytes at the beginning where headers are; damaged more often than the rest
   */
  abstract byte[] of(byte[] file, Random random, int head);

  private static int run(byte[] file, Random random) {
    return 1 + random.nextInt(Math.max(1, Math.min(64, file.length / 4)));
  }

  /** A copy that is damaged in one of the ways. */
  public static byte[] any(byte[] file, Random random, int head) {
    Mutation[] kinds = values();
    return kinds[random.nextInt(kinds.length)].of(file, random, Math.min(head, file.length));
  }

  /** Makes the checksums of a PNG right, so that more than they are tested. */
  static void repairPng(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.BIG_ENDIAN);
    int at = PNG_HEADER;
    while (at + 12 <= file.length) {
      int length = bytes.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        return;
      }
      CRC32 checksum = new CRC32();
      checksum.update(file, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) checksum.getValue());
      at += 12 + length;
    }
  }
}
