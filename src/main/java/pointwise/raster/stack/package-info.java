/** Files of one band each as one image. */
package pointwise.raster.stack;
