package pointwise.raster.tiff;

import pointwise.raster.DecodeLimits;
import pointwise.raster.ErrorKind;
import pointwise.raster.ImageException;
import pointwise.raster.ReadOptions;
import pointwise.raster.Window;
import pointwise.raster.gdal.Pam;
import pointwise.text.Text;

/**
 * The page of a file that is read, and what belongs to it.
 *
 * @param page its directory
 * @param picture what that says
 * @param pages all of the file
 * @param beside what is said beside the file
 */
record TiffScene(
    String origin, TiffDirectory page, TiffPicture picture, TiffPages pages, Pam beside) {

  /**
   * The scene of a file.
   *
   * @param whole whether it is decoded whole
   */
  static TiffScene of(
      String origin, TiffBytes file, ReadOptions options, DecodeLimits limits, boolean whole) {
    TiffPages pages = TiffPages.of(origin, file);
    options.requireOverview(origin, pages.reduced().size());
    int overview = options.overview();
    TiffDirectory page = overview == 0 ? pages.picture() : pages.reduced().get(overview - 1);
    if (pages.mask(pages.picture()) != null && pages.mask(page) == null) {
      throw new ImageException(
          origin,
          ErrorKind.MISMATCH,
          Text.of("overview %d has no mask, expected one as the full resolution has", overview));
    }
    TiffPicture found = TiffPictureReader.read(origin, page, limits, whole);
    TiffPicture picture = options.asNumbers() && found.channels() == 1 ? found.plane(0) : found;
    TiffScene scene = new TiffScene(origin, page, picture, pages, Pam.NONE);
    if (picture.byWindows()) {
      scene.requireEnd();
      TiffMissing.require(origin, scene.described(), picture);
    }
    return scene;
  }

  /** The same with what is said beside the file. */
  TiffScene with(Pam said) {
    return new TiffScene(origin, page, picture, pages, said);
  }

  /** A file that was cut short lacks its last block: that is said before any of it is read. */
  private void requireEnd() {
    long last = picture.segments() - 1;
    if (!picture.missing(last)) {
      long found = TiffSegments.rawBytes(page, picture, last);
      if (found * TiffCodec.mostOfByte(picture.compression()) < picture.bytes(last)) {
        throw TiffSegments.endsEarly(
            origin, picture, last, picture.compression() == TiffTags.RAW ? found : 0);
      }
    }
  }

  /** The page that tells of what is no data, of bands and of the place: that of full resolution. */
  TiffDirectory described() {
    return pages.picture();
  }

  int unread() {
    return pages.unread();
  }

  /** The mask that belongs to the page; null where there is none. */
  TiffMask mask() {
    TiffDirectory mask = pages.mask(page);
    return mask == null ? null : new TiffMask(origin, mask);
  }

  /** The mask of the whole picture; null where there is none. */
  byte[] wholeMask() {
    try (TiffMask mask = mask()) {
      return mask == null ? null : mask.read(Window.lines(0, picture.height(), picture.width()));
    }
  }
}
