/**
 * Kernels that are learned: statistics and gradients as mergeable states over the pixels of many
 * images, finished on the driver.
 */
package pointwise.learn;
