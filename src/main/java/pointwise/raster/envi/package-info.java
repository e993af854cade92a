/** ENVI images: the text of their header, and windows of the flat file that lies beside it. */
package pointwise.raster.envi;
