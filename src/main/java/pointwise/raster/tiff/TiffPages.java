package pointwise.raster.tiff;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import pointwise.raster.ImageException;

/**
 * Which page of a TIFF file is its picture: the first of full resolution, in the chain of
 * directories or else among their sub-directories, where cameras put it behind a thumbnail.
 *
 * @param picture its directory, or the first where none is of full resolution
 * @param unread other pages of full resolution; a directory that is announced and not there is one
 */
record TiffPages(TiffDirectory picture, int unread) {
  private static final int SUB_DIRECTORIES = 330;

  static TiffPages of(String origin, byte[] file) {
    if (file.length < 8) {
      throw new ImageException(origin, "the file is cut short in the TIFF header");
    }
    ByteBuffer bytes = TiffDirectory.ordered(file);
    long start = TiffDirectory.u4(bytes, 4);
    TiffDirectory first = TiffDirectory.at(origin, bytes, start);
    if (first == null) {
      throw new ImageException(
          origin, "the file is cut short or corrupt: no TIFF directory is where the header says");
    }
    TiffDirectory picture = null;
    int unread = 0;
    long left = file.length; // directories do not overlap, which bounds the work for any file
    Set<Long> seen = new HashSet<>();
    Deque<Long> offsets = new ArrayDeque<>(Set.of(start));
    while (!offsets.isEmpty() && left > 0) {
      long offset = offsets.remove();
      if (offset == 0 || !seen.add(offset)) {
        continue;
      }
      TiffDirectory directory = TiffDirectory.at(origin, bytes, offset);
      if (directory == null) {
        unread++;
        continue;
      }
      if (directory.fullResolution()) {
        unread += picture == null ? 0 : 1;
        picture = picture == null ? directory : picture;
      }
      offsets.addFirst(directory.next());
      long[] below = directory.numbers(SUB_DIRECTORIES);
      for (long sub : below) {
        offsets.addLast(sub);
      }
      left -= directory.bytes() + 4L * below.length;
    }
    return new TiffPages(picture == null ? first : picture, unread);
  }
}
