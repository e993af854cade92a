/**
 * TIFF: its directories, pages and blocks, which are decoded by windows; other kinds are checked
 * before and after the JDK decodes them whole.
 */
package pointwise.raster.tiff;
