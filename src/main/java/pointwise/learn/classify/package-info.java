/** Classifiers: what they predict, and how good that is. */
package pointwise.learn.classify;
