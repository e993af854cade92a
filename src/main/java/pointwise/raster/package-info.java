/**
 * Pictures as samples: an open image, the types of its samples, its limits, and what is wrong with
 * one. The formats are in rooms of their own.
 */
package pointwise.raster;
