/** What GDAL says of a raster beside its samples, in the file or in files beside it. */
package pointwise.raster.gdal;
