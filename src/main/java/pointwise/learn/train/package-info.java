/** How the kernels of a classifier are learned. */
package pointwise.learn.train;
