/** Images with their labels to samples to learn from. */
package pointwise.learn.samples;
