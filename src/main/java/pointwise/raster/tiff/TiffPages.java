package pointwise.raster.tiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import pointwise.raster.ImageException;

/**
 * Which page of a TIFF file is its picture: the first of full resolution, in the chain of
 * directories or else among their sub-directories, where cameras put it behind a thumbnail.
 *
 * @param picture its directory, or the first where none is of full resolution
 * @param unread other pages of full resolution; a directory that is announced and not there is one
 * @param reduced the picture again in smaller sizes, the largest first: those of as many channels
 *     behind it in the chain up to the next picture, and below it
 * @param masks of the picture and of those
 */
record TiffPages(
    TiffDirectory picture, int unread, List<TiffDirectory> reduced, List<TiffDirectory> masks) {
  private static final int SUB_DIRECTORIES = 330;

  /** An announced directory, and the one that it is below; null in the chain. */
  private record Announced(long offset, TiffDirectory above) {}

  static TiffPages of(String origin, TiffBytes file) {
    if (file.length() < (file.bigTiff() ? 16 : 8)) {
      throw new ImageException(origin, "the file is cut short in the TIFF header");
    }
    long start = file.bigTiff() ? file.number(8, 8) : file.u4(4);
    TiffDirectory first = TiffDirectory.at(origin, file, start);
    if (first == null) {
      throw new ImageException(
          origin, "the file is cut short or corrupt: no TIFF directory is where the header says");
    }
    TiffDirectory picture = null;
    int unread = 0;
    List<TiffDirectory> reduced = new ArrayList<>();
    List<TiffDirectory> masks = new ArrayList<>();
    long left = file.length(); // directories do not overlap, which bounds the work for any file
    TiffDirectory last = null; // of full resolution in the chain
    Set<Long> seen = new HashSet<>();
    Deque<Announced> announced = new ArrayDeque<>(List.of(new Announced(start, null)));
    while (!announced.isEmpty() && left > 0) {
      Announced at = announced.remove();
      if (at.offset == 0 || !seen.add(at.offset)) {
        continue;
      }
      TiffDirectory directory = TiffDirectory.at(origin, file, at.offset);
      if (directory == null) {
        unread++;
        continue;
      }
      if (directory.fullResolution()) {
        unread += picture == null ? 0 : 1;
        picture = picture == null ? directory : picture;
        last = at.above == null ? directory : last;
      } else if (picture != null && (at.above == null ? last : at.above) == picture) {
        if (directory.mask()) {
          masks.add(directory);
        } else if (smaller(directory, picture)) {
          reduced.add(directory);
        }
      }
      announced.addFirst(new Announced(directory.next(), at.above));
      long[] below = directory.numbers(SUB_DIRECTORIES);
      for (long sub : below) {
        announced.addLast(new Announced(sub, directory));
      }
      left -= directory.bytes() + 4L * below.length;
    }
    reduced.sort(Comparator.comparingLong(page -> -height(page) * width(page)));
    return new TiffPages(picture == null ? first : picture, unread, reduced, masks);
  }

  private static boolean smaller(TiffDirectory directory, TiffDirectory picture) {
    return height(directory) <= height(picture)
        && width(directory) <= width(picture)
        && directory.number(TiffTags.CHANNELS, 1) == picture.number(TiffTags.CHANNELS, 1);
  }

  /** The mask of a page of them; null where there is none. */
  TiffDirectory mask(TiffDirectory page) {
    return masks.stream()
        .filter(mask -> height(mask) == height(page) && width(mask) == width(page))
        .findFirst()
        .orElse(null);
  }

  private static long height(TiffDirectory page) {
    return page.number(TiffTags.HEIGHT, 0);
  }

  private static long width(TiffDirectory page) {
    return page.number(TiffTags.WIDTH, 0);
  }
}
