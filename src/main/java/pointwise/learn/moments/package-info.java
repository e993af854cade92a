/** Means and covariances of pixels, and the components of them. */
package pointwise.learn.moments;
