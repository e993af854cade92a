/** TIFF: its directories, pages and segments, checked before and after the JDK decodes them. */
package pointwise.raster.tiff;
