/** NumPy arrays: their header, and their lines without the whole file. */
package pointwise.raster.npy;
