/** Banks of 1x1 kernels, their files, and the tile loop that applies them. */
package pointwise.kernel;
